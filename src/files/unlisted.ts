import path from 'node:path';
import { FileProblem } from './problem.ts';

/** What a file is, and the nearest thing to do about it. */
type Advice = readonly [what: string, remedy: string];

const convertToJpeg = 'convert it to JPEG';
const convertToPng = 'convert it to PNG';
const convertToMp4 = 'convert it to MP4 (H.264 and AAC)';
const convertToSubRip = 'convert it to SubRip (.srt) or WebVTT (.vtt)';
const exportGlb = 'export it as .glb';
const packUsdz = 'package it as .usdz';

const byMime: Readonly<Record<string, Advice>> = {
  'image/heic': ['a HEIC picture', convertToJpeg],
  'image/heic-sequence': ['a HEIC picture', convertToJpeg],
  'image/heif': ['a HEIF picture', convertToJpeg],
  'image/heif-sequence': ['a HEIF picture', convertToJpeg],
  'image/avif': ['an AVIF picture', convertToJpeg],
  'image/jxl': ['a JPEG XL picture', convertToJpeg],
  'image/svg+xml': ['an SVG drawing', 'export it as PNG'],
  'image/vnd.adobe.photoshop': ['a Photoshop document', 'export it as PNG or JPEG'],
  'image/vnd.microsoft.icon': ['an icon', convertToPng],
  'image/x-icon': ['an icon', convertToPng],
  'application/pdf': ['a PDF document', 'export the page you want as PNG'],
  'application/postscript': ['a PostScript drawing', 'export it as PNG'],
  'application/eps': ['a PostScript drawing', 'export it as PNG'],
  'video/matroska': ['a Matroska video', convertToMp4],
  'video/x-matroska': ['a Matroska video', convertToMp4],
  'application/vnd.ms-asf': ['a Windows Media file', convertToMp4],
  'application/mxf': ['an MXF video', convertToMp4],
  'application/zip': ['a ZIP archive', 'unpack it, and choose the media in it'],
  'model/gltf+json': ['a glTF model in JSON', exportGlb],
  'model/vnd.usda': ['a USD scene', packUsdz],
};

/** For what the MIME database does not know. */
const byExtension: Readonly<Record<string, Advice>> = {
  '.ass': ['an Advanced SubStation file', convertToSubRip],
  '.ssa': ['a SubStation file', convertToSubRip],
  '.sbv': ['a YouTube subtitle file', convertToSubRip],
  '.usd': ['a USD scene', packUsdz],
  '.usdc': ['a USD scene', packUsdz],
};

const byFamily: Readonly<Record<string, (mime: string) => Advice>> = {
  image: (mime) => [`a picture of type ${mime}`, 'convert it to JPEG or PNG'],
  video: (mime) => [`a video of type ${mime}`, convertToMp4],
  audio: (mime) => [`a sound file (${mime})`, 'make a video with a picture of it, as MP4'],
  model: (mime) => [`a 3D model of type ${mime}`, 'export it as .glb or .usdz'],
};

export function isPictureOrSound(mime: string): boolean {
  return /^(?:image|video|audio)\//.test(mime);
}

/** `mime` is undefined for what neither name nor bytes tell. */
export function unlistedProblem(name: string, mime: string | undefined): FileProblem {
  const [what, remedy] = adviceFor(path.extname(name).toLowerCase(), mime);
  return new FileProblem('unlisted', `“${name}” is ${what}, which X does not take: ${remedy}.`);
}

function adviceFor(extension: string, mime: string | undefined): Advice {
  const choose = 'choose a picture, a video, subtitles (.srt, .vtt) or a 3D model (.glb, .usdz)';
  if (mime === undefined) {
    return byExtension[extension] ?? ['of no type that its name or first bytes tell', choose];
  }
  const family = mime.slice(0, mime.indexOf('/'));
  const known = Object.hasOwn(byMime, mime) ? byMime[mime] : undefined;
  if (known) return known;
  const ofFamily = Object.hasOwn(byFamily, family) ? byFamily[family] : undefined;
  return ofFamily?.(mime) ?? [`of type ${mime}`, choose];
}

/** A name such as `.ts` alone is never enough: nearly every such file is TypeScript. */
export function notTransportStreamProblem(name: string): FileProblem {
  return new FileProblem(
    'unlisted',
    `“${name}” is not an MPEG transport stream, the only kind of ${path.extname(name)} file that X takes: choose a video or a picture.`,
  );
}
