import { BitReader, chromaFormats, nalUnits, readPixelAspect, unescaped } from './videoBits.ts';

/** What a sequence parameter set says (ITU-T H.264, 7.3.2.1.1). */
export interface SequenceParameters {
  readonly profile: string;
  /** Pixels, cropped, before the pixel aspect is applied. */
  readonly width: number;
  readonly height: number;
  readonly pixelAspect: readonly [number, number];
  readonly chroma: string;
  readonly bitDepth: number;
  readonly isInterlaced: boolean;
  /** Frames per second, where the stream promises a constant rate. */
  readonly frameRate: number | undefined;
}

/** The type of a NAL unit that is a sequence parameter set. */
const spsType = 7;
/** Profiles whose parameter sets tell chroma and bit depth. */
const high = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 134, 135, 138, 139]);

/** The first sequence parameter set of an `avcC` record (ISO/IEC 14496-15). Throws a `RangeError` on damage. */
export function spsOfAvcC(record: Uint8Array): SequenceParameters | undefined {
  const count = (record[5] ?? 0) & 0x1f;
  const length = ((record[6] ?? 0) << 8) | (record[7] ?? 0);
  if (count === 0 || length === 0) return undefined;
  return parseSps(record.subarray(8, 8 + length));
}

/** The first sequence parameter set of an Annex B stream. Throws a `RangeError` on damage. */
export function spsOfStream(stream: Uint8Array): SequenceParameters | undefined {
  for (const nal of nalUnits(stream)) {
    if (((nal[0] ?? 0) & 0x1f) === spsType) return parseSps(nal);
  }
  return undefined;
}

/** Throws a `RangeError` on what ends too early or cannot be a parameter set. */
export function parseSps(nal: Uint8Array): SequenceParameters {
  const bits = new BitReader(unescaped(nal));
  bits.skip(8);
  const idc = bits.bits(8);
  const constraints = bits.bits(8);
  bits.skip(8);
  bits.ue();

  let chroma = 1;
  let bitDepth = 8;
  if (high.has(idc)) {
    chroma = bits.ue();
    if (chroma === 3) bits.skip(1);
    bitDepth = bits.ue() + 8;
    bits.ue();
    bits.skip(1);
    if (bits.flag()) skipScalingLists(bits, chroma === 3 ? 12 : 8);
  }
  skipOrder(bits);
  bits.ue();
  bits.skip(1);

  const columns = bits.ue() + 1;
  const rows = bits.ue() + 1;
  const isInterlaced = !bits.flag();
  if (isInterlaced) bits.skip(1);
  bits.skip(1);
  const fields = isInterlaced ? 2 : 1;
  const [left, right, top, bottom] = bits.flag()
    ? [bits.ue(), bits.ue(), bits.ue(), bits.ue()]
    : [0, 0, 0, 0];
  const cropX = chroma === 1 || chroma === 2 ? 2 : 1;
  const cropY = (chroma === 1 ? 2 : 1) * fields;
  const width = columns * 16 - cropX * (left + right);
  const height = rows * 16 * fields - cropY * (top + bottom);
  const chromaName = chromaFormats[chroma];
  if (width <= 0 || height <= 0 || width > 65_535 || height > 65_535 || chromaName === undefined) {
    throw new RangeError('No picture has this size.');
  }
  if (bitDepth > 14) throw new RangeError('No picture has so many bits.');

  return {
    profile: profileName(idc, constraints),
    width,
    height,
    chroma: chromaName,
    bitDepth,
    isInterlaced,
    ...readUsability(bits),
  };
}

/** What follows the size is of use, and not needed: damage there costs only itself. */
function readUsability(bits: BitReader): Pick<SequenceParameters, 'pixelAspect' | 'frameRate'> {
  let pixelAspect: readonly [number, number] = [1, 1];
  try {
    if (!bits.flag()) return { pixelAspect, frameRate: undefined };
    if (bits.flag()) pixelAspect = readPixelAspect(bits);
    if (bits.flag()) bits.skip(1);
    if (bits.flag()) {
      bits.skip(4);
      if (bits.flag()) bits.skip(24);
    }
    if (bits.flag()) {
      bits.ue();
      bits.ue();
    }
    if (!bits.flag()) return { pixelAspect, frameRate: undefined };
    const ticks = bits.bits(32);
    const scale = bits.bits(32);
    const isFixed = bits.flag() && ticks > 0 && scale > 0;
    return { pixelAspect, frameRate: isFixed ? scale / ticks / 2 : undefined };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { pixelAspect, frameRate: undefined };
  }
}

/** How pictures are ordered, which is of no interest here. */
function skipOrder(bits: BitReader): void {
  bits.ue();
  const type = bits.ue();
  if (type === 0) {
    bits.ue();
  } else if (type === 1) {
    bits.skip(1);
    bits.ue();
    bits.ue();
    const cycle = bits.ue();
    if (cycle > 255) throw new RangeError('A cycle of more than 255 pictures.');
    for (let i = 0; i < cycle; i++) bits.ue();
  }
}

function skipScalingLists(bits: BitReader, count: number): void {
  for (let list = 0; list < count; list++) {
    if (!bits.flag()) continue;
    let last = 8;
    let next = 8;
    for (let i = 0; i < (list < 6 ? 16 : 64) && next !== 0; i++) {
      next = (last + bits.se() + 256) % 256;
      if (next !== 0) last = next;
    }
  }
}

/** Annex A of ITU-T H.264, in the words of ffprobe. */
function profileName(idc: number, constraints: number): string {
  const isConstrained = (constraints & 0x40) !== 0;
  const intra = (constraints & 0x10) !== 0 ? ' Intra' : '';
  switch (idc) {
    case 66:
      return isConstrained ? 'Constrained Baseline' : 'Baseline';
    case 77:
      return 'Main';
    case 88:
      return 'Extended';
    case 100:
      return 'High';
    case 110:
      return `High 10${intra}`;
    case 122:
      return `High 4:2:2${intra}`;
    case 244:
      return intra === '' ? 'High 4:4:4 Predictive' : 'High 4:4:4 Intra';
    case 44:
      return 'CAVLC 4:4:4';
    case 118:
      return 'Multiview High';
    case 128:
      return 'Stereo High';
    default:
      return `profile ${idc}`;
  }
}
