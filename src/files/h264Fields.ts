import { BitReader, unescaped } from './videoBits.ts';

/** What a sequence parameter set says of how slices and supplements are to be read. */
export interface FieldSyntax {
  /** Bits of `frame_num`. */
  readonly frameNumber: number;
  /** Whether slices say which plane of colour they are of. */
  readonly hasPlanes: boolean;
  /** Bits of the delays that stand before `pic_struct`; undefined where that is not sent. */
  readonly delays: number | undefined;
}

/** NAL units that are looked at: some tenths of a second. */
const nalsMax = 500;
/** Bytes that are looked at of a slice, and of a supplement. */
const [sliceMax, supplementMax] = [64, 1024];
const [slice, partition, keySlice, supplement] = [1, 2, 5, 6];

/**
 * Whether pictures are shown as fields that were taken one after the other, by the NAL units of a
 * stream that may have some (ITU-T H.264, 7.3.3 and D.1.3). Undefined where that is not certain:
 * cameras write frames taken at once in this way as well.
 */
export function areFields(nals: Iterable<Uint8Array>, syntax: FieldSyntax): true | undefined {
  let isField = false;
  let count = 0;
  for (const nal of nals) {
    if ((count += 1) > nalsMax) break;
    const type = (nal[0] ?? 0) & 0x1f;
    if (type === supplement) {
      const timing = timingOf(unescaped(nal.subarray(0, supplementMax)));
      const shown = timing && tolerantly(() => readTiming(timing, syntax));
      if (shown === 'at once') return undefined;
      isField ||= shown === 'fields';
    } else if (type === slice || type === partition || type === keySlice) {
      isField ||=
        tolerantly(() => readSlice(unescaped(nal.subarray(0, sliceMax)), syntax)) === true;
    }
  }
  return isField || undefined;
}

/** Undefined where the bytes end too early: of what is cut or damaged, nothing is certain. */
function tolerantly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return undefined;
  }
}

/** `field_pic_flag` of a slice. */
function readSlice(nal: Uint8Array, { frameNumber, hasPlanes }: FieldSyntax): boolean {
  const bits = new BitReader(nal);
  bits.skip(8);
  bits.ue();
  bits.ue();
  bits.ue();
  bits.skip((hasPlanes ? 2 : 0) + frameNumber);
  return bits.flag();
}

/** The content of the picture timing among supplements. */
function timingOf(nal: Uint8Array): Uint8Array | undefined {
  let at = 1;
  const number = () => {
    let value = 0;
    for (; nal[at] === 0xff; at += 1) value += 0xff;
    value += nal[at] ?? 0;
    at += 1;
    return value;
  };
  while (at + 2 < nal.length) {
    const [type, length] = [number(), number()];
    if (type === 1) return nal.subarray(at, at + length);
    at += length;
  }
  return undefined;
}

/** How a picture timing says that its picture is shown; `at once` is sure to be no interlaced one. */
function readTiming(timing: Uint8Array, { delays }: FieldSyntax): 'fields' | 'at once' | undefined {
  if (delays === undefined) return undefined;
  const bits = new BitReader(timing);
  bits.skip(delays);
  const structure = bits.bits(4);
  // Fields that are repeated stretch film, which is progressive.
  if (structure >= 5) return 'at once';
  if (structure === 0) return undefined;
  // A time code may follow, with the kind of scan.
  const isAtOnce = tolerantly(() => bits.flag() && bits.bits(2) === 0) === true;
  return isAtOnce ? 'at once' : 'fields';
}
