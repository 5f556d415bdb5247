import { mediaTypes, type MediaType } from '../api/contract.ts';

/**
 * The file name extensions of each type X takes, in lower case and without the dot. Names that X
 * lists no type for, but whose content is one it does list, stand with that one (.m4v, .m2ts).
 */
export const extensionsOf = {
  'video/mp4': ['mp4', 'm4v'],
  'video/webm': ['webm'],
  'video/mp2t': ['ts', 'm2ts'],
  'video/quicktime': ['mov', 'qt'],
  'text/srt': ['srt'],
  'text/vtt': ['vtt'],
  'image/jpeg': ['jpg', 'jpeg', 'jpe', 'jfif'],
  'image/gif': ['gif'],
  'image/bmp': ['bmp'],
  'image/png': ['png'],
  'image/webp': ['webp'],
  'image/pjpeg': ['pjpeg', 'pjp'],
  'image/tiff': ['tif', 'tiff'],
  'model/gltf-binary': ['glb'],
  'model/vnd.usdz+zip': ['usdz'],
} as const satisfies Record<MediaType, readonly string[]>;

/** Every extension above: what the explorer's menu and the file pickers offer. */
export const extensions: readonly string[] = mediaTypes.flatMap((type) => [...extensionsOf[type]]);

/** Extensions that mostly mean something else: nearly every `.ts` file is TypeScript. */
export const ambiguousExtensions: readonly string[] = ['ts'];

export function isMediaType(mime: string): mime is MediaType {
  return (mediaTypes as readonly string[]).includes(mime);
}

/** Whether bytes of one type may go to X as another: only X's older name for JPEG is one. */
export function isSameMedia(one: MediaType, other: MediaType): boolean {
  const jpegs: readonly MediaType[] = ['image/jpeg', 'image/pjpeg'];
  return one === other || (jpegs.includes(one) && jpegs.includes(other));
}

export type MediaKind = 'image' | 'video' | 'subtitles' | 'model';

export function kindOf(type: MediaType): MediaKind {
  if (type.startsWith('image/')) return 'image';
  if (type.startsWith('video/')) return 'video';
  return type.startsWith('text/') ? 'subtitles' : 'model';
}
