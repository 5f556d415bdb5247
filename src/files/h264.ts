import { areFields, type FieldSyntax } from './h264Fields.ts';
import { readUsability } from './h264Usability.ts';
import { BitReader, chromaFormats, nalUnits, unescaped } from './videoBits.ts';

/** What a sequence parameter set says (ITU-T H.264, 7.3.2.1.1). */
export interface SequenceParameters {
  readonly profile: string;
  /** Pixels, cropped, before the pixel aspect is applied. */
  readonly width: number;
  readonly height: number;
  readonly pixelAspect: readonly [number, number];
  readonly chroma: string;
  readonly bitDepth: number;
  /**
   * Whether pictures are interlaced. Of a parameter set alone: whether they may be. Undefined where
   * the stream leaves that open.
   */
  readonly isInterlaced: boolean | undefined;
  /** Frames per second, where the stream promises a constant rate. */
  readonly frameRate: number | undefined;
  readonly syntax: FieldSyntax;
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

/**
 * The first sequence parameter set of an Annex B stream, and whether the pictures behind it are
 * interlaced. Throws a `RangeError` on damage.
 */
export function spsOfStream(stream: Uint8Array): SequenceParameters | undefined {
  const nals = nalUnits(stream);
  for (let next = nals.next(); next.done !== true; next = nals.next()) {
    if (((next.value[0] ?? 0) & 0x1f) !== spsType) continue;
    const sps = parseSps(next.value);
    if (sps.isInterlaced !== true) return sps;
    return { ...sps, isInterlaced: areFields(nals, sps.syntax) };
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
  let hasPlanes = false;
  if (high.has(idc)) {
    chroma = bits.ue();
    if (chroma === 3) hasPlanes = bits.flag();
    bitDepth = bits.ue() + 8;
    bits.ue();
    bits.skip(1);
    if (bits.flag()) skipScalingLists(bits, chroma === 3 ? 12 : 8);
  }
  const frameNumber = bits.ue() + 4;
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

  const usability = readUsability(bits);
  return {
    profile: profileName(idc, constraints),
    width,
    height,
    chroma: chromaName,
    bitDepth,
    isInterlaced,
    pixelAspect: usability.pixelAspect,
    frameRate: usability.frameRate,
    syntax: { frameNumber, hasPlanes, delays: usability.delays },
  };
}

/** How pictures are ordered, which is of no interest here. */
function skipOrder(bits: BitReader): void {
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
