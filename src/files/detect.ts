/**
 * What a file's name and first bytes say it is. The libraries behind it are large, so inspection is
 * a bundle of its own: `import('./inspect.ts')`, on use.
 */
import path from 'node:path';
import { fileTypeFromBuffer } from 'file-type';
import { lookup } from 'mime-types';
import { mediaTypes, type MediaType } from '../api/contract.ts';
import { brandIn, isAlsoMp4 } from './fileTypeBox.ts';
import { extensionsOf, isMediaType } from './mediaTypes.ts';
import { ownSignatures } from './signatures.ts';

/** Bytes of a file's head that are worth reading. */
export const headLength = 4096;

export interface Recognised {
  /** X's name for the type where X lists it, otherwise the type's usual name. */
  readonly mime: string;
  /** Undefined where X does not list the type. */
  readonly mediaType: MediaType | undefined;
}

/** What the MIME database says is wrong for X in places (.srt, .m4v, .pjpeg): ours comes first. */
const typeOfExtension = new Map<string, MediaType>(
  mediaTypes.flatMap((type) => extensionsOf[type].map((extension) => [extension, type] as const)),
);

export function typeByName(name: string): Recognised | undefined {
  // The extension is taken here because mime-types takes a file called `mp4` for a video.
  const extension = path.extname(name).slice(1).toLowerCase();
  const mime = typeOfExtension.get(extension) ?? lookup(extension);
  return mime === false ? undefined : recognised(mime);
}

/** file-type's names for types that X lists under another. */
const namedOtherwise: Readonly<Record<string, MediaType>> = {
  'video/x-m4v': 'video/mp4',
  'image/apng': 'image/png',
};

/** `head`: a file's first {@link headLength} bytes, or all of it when it is shorter. */
export async function typeByBytes(head: Uint8Array): Promise<Recognised | undefined> {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  for (const type of ['text/vtt', 'text/srt', 'model/vnd.usdz+zip', 'video/mp2t'] as const) {
    if (ownSignatures[type]?.(bytes)) return recognised(type);
  }
  if (isSvg(bytes.toString('utf8'))) return recognised('image/svg+xml');
  const found = await mimeOf(bytes);
  if (found === undefined) {
    // Known from more than the head, and in versions that are no longer written.
    const rest = (['image/tiff', 'model/gltf-binary'] as const).find((own) =>
      ownSignatures[own]?.(bytes),
    );
    return rest && recognised(rest);
  }
  const type = recognised(namedOtherwise[found] ?? found);
  const confirmed = type.mediaType && ownSignatures[type.mediaType];
  return confirmed?.(bytes) === false ? undefined : type;
}

/** Two plain searches: one expression over comments in hostile text could take for ever. */
function isSvg(text: string): boolean {
  return /^\uFEFF?\s*<(?:svg|\?xml|!--|!DOCTYPE svg)/i.test(text) && /<svg[\s>]/i.test(text);
}

/** Of files in boxes, the brand decides, whatever stands in front of it; any brand is MP4's. */
async function mimeOf(bytes: Buffer): Promise<string | undefined> {
  const brand = brandIn(bytes);
  if (brand === 'none') return 'video/quicktime';
  const mime = await mimeByFileType(bytes.subarray(brand ?? 0));
  // Phones brand as 3GPP what is MP4 as well, and say so.
  if (brand !== undefined && mime?.startsWith('video/3gpp') && isAlsoMp4(bytes, brand)) {
    return 'video/mp4';
  }
  return mime ?? (brand === undefined ? undefined : 'video/mp4');
}

async function mimeByFileType(bytes: Buffer): Promise<string | undefined> {
  try {
    return (await fileTypeFromBuffer(bytes))?.mime;
  } catch {
    // A parser that gives up on damaged or hostile bytes has not recognised them: that is the answer.
    return undefined;
  }
}

function recognised(mime: string): Recognised {
  return { mime, mediaType: isMediaType(mime) ? mime : undefined };
}
