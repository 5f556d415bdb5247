import { BitReader, chromaFormats, nalUnits, unescaped } from './videoBits.ts';
import { hevcProfile } from './videoCodecs.ts';
import type { Found } from './facts.ts';

/** A picture's size before the pixel aspect is applied. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
  readonly pixelAspect: readonly [number, number];
}

/** The first sequence parameter set of an HEVC stream (ITU-T H.265, 7.3.2.2). Throws a `RangeError` on damage. */
export function readHevc(stream: Uint8Array, found: Found): PictureSize | undefined {
  for (const nal of nalUnits(stream)) {
    if ((nal[0] ?? 0) >> 1 !== 33) continue;
    const bits = new BitReader(unescaped(nal));
    bits.skip(16 + 4);
    const layers = bits.bits(3);
    bits.skip(1);
    skipLevels(bits, layers, found);
    bits.ue();
    const chroma = bits.ue();
    if (chroma === 3) bits.skip(1);
    const [width, height] = [bits.ue(), bits.ue()];
    const [left, right, top, bottom] = bits.flag()
      ? [bits.ue(), bits.ue(), bits.ue(), bits.ue()]
      : [0, 0, 0, 0];
    found.chroma = chromaFormats[chroma];
    const bitDepth = bits.ue() + 8;
    if (bitDepth <= 16) found.bitDepth = bitDepth;
    const cropX = chroma === 1 || chroma === 2 ? 2 : 1;
    const cropY = chroma === 1 ? 2 : 1;
    const size = { width: width - cropX * (left + right), height: height - cropY * (top + bottom) };
    if (size.width <= 0 || size.height <= 0 || size.width > 65_535 || size.height > 65_535) {
      throw new RangeError('No picture has this size.');
    }
    // The pixel aspect stands behind sets of references, which are not worth reading for it.
    return { ...size, pixelAspect: [1, 1] };
  }
  return undefined;
}

function skipLevels(bits: BitReader, layers: number, found: Found): void {
  bits.skip(3);
  found.videoProfile = hevcProfile(bits.bits(5));
  bits.skip(32 + 48 + 8);
  const present: [boolean, boolean][] = [];
  for (let i = 0; i < layers; i++) present.push([bits.flag(), bits.flag()]);
  if (layers > 0) bits.skip(2 * (8 - layers));
  for (const [profile, level] of present) bits.skip((profile ? 88 : 0) + (level ? 8 : 0));
}

const [sequenceHeader, extension] = [0xb3, 0xb5];
/** Frames per second by the code in a sequence header (ITU-T H.262, table 6-4). */
const rates = [0, 24_000 / 1001, 24, 25, 30_000 / 1001, 30, 50, 60_000 / 1001, 60];
const mpeg2Profiles: Readonly<Record<number, string>> = {
  1: 'High',
  2: 'Spatially Scalable',
  3: 'SNR Scalable',
  4: 'Main',
  5: 'Simple',
};

/** The first sequence header of MPEG-1 or MPEG-2, with its extension. Throws a `RangeError` on damage. */
export function readMpeg2(stream: Uint8Array, found: Found): PictureSize | undefined {
  let size: PictureSize | undefined;
  for (const unit of nalUnits(stream)) {
    const bits = new BitReader(unit.subarray(1, 64));
    if (unit[0] === sequenceHeader && size === undefined) {
      const [width, height] = [bits.bits(12), bits.bits(12)];
      if (width === 0 || height === 0) throw new RangeError('No picture has this size.');
      const shape = bits.bits(4);
      const rate = rates[bits.bits(4)];
      if (rate !== undefined && rate > 0) found.frameRate = rate;
      found.chroma = '4:2:0';
      found.bitDepth = 8;
      const display = { 2: 4 / 3, 3: 16 / 9 }[shape];
      const pixel = display === undefined ? 1 : (display * height) / width;
      size = { width, height, pixelAspect: [pixel, 1] };
    } else if (unit[0] === extension && size !== undefined && bits.bits(4) === 1) {
      found.videoProfile = mpeg2Profiles[(bits.bits(8) >> 4) & 7];
      found.isInterlaced = !bits.flag();
      found.chroma = chromaFormats[bits.bits(2)];
      return size;
    }
  }
  return size;
}
