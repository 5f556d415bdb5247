/** Bits of a header, first bit first. Throws a `RangeError` past the end, so that no loop outlives its bytes. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  bit(): number {
    const byte = this.#bytes[this.#at >> 3];
    if (byte === undefined) throw new RangeError('The header ends too early.');
    const bit = (byte >> (7 - (this.#at & 7))) & 1;
    this.#at += 1;
    return bit;
  }

  flag(): boolean {
    return this.bit() === 1;
  }

  /** An unsigned number of up to 32 bits. */
  bits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) value = value * 2 + this.bit();
    return value;
  }

  skip(count: number): void {
    this.#at += count;
  }

  /** Exp-Golomb, unsigned: ue(v). */
  ue(): number {
    let zeros = 0;
    while (!this.flag()) {
      zeros += 1;
      if (zeros > 32) throw new RangeError('A number of more than 32 bits.');
    }
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** Exp-Golomb, signed: se(v). */
  se(): number {
    const value = this.ue();
    return value % 2 === 0 ? -value / 2 : (value + 1) / 2;
  }
}

/** Bytes of a parameter set that are looked at: real ones have less than 200. */
const nalMax = 4096;

/** A NAL unit without the bytes that keep start codes out of it: 00 00 03 → 00 00. */
export function unescaped(nal: Uint8Array): Uint8Array {
  const length = Math.min(nal.length, nalMax);
  const plain = new Uint8Array(length);
  let zeros = 0;
  let written = 0;
  for (let i = 0; i < length; i++) {
    const byte = nal[i] ?? 0;
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    plain[written++] = byte;
  }
  return plain.subarray(0, written);
}

/** The NAL units of an Annex B stream, in their order: what stands between start codes. */
export function* nalUnits(stream: Uint8Array): Generator<Uint8Array> {
  const bytes = Buffer.from(stream.buffer, stream.byteOffset, stream.byteLength);
  let start = bytes.indexOf(startCode);
  while (start >= 0) {
    const next = bytes.indexOf(startCode, start + 3);
    yield bytes.subarray(start + 3, next < 0 ? bytes.length : next);
    start = next;
  }
}

const startCode = Buffer.from([0, 0, 1]);

/** How the chroma of H.264 and HEVC is sampled, by `chroma_format_idc`. */
export const chromaFormats = ['4:0:0', '4:2:0', '4:2:2', '4:4:4'] as const;

/** Width to height of a pixel, by `aspect_ratio_idc` of H.264 and HEVC (ITU-T H.264, table E-1). */
const pixelAspects: readonly (readonly [number, number])[] = [
  [1, 1],
  [1, 1],
  [12, 11],
  [10, 11],
  [16, 11],
  [40, 33],
  [24, 11],
  [20, 11],
  [32, 11],
  [80, 33],
  [18, 11],
  [15, 11],
  [64, 33],
  [160, 99],
  [4, 3],
  [3, 2],
  [2, 1],
];

/** The pixel aspect that stands where a VUI has one; 1:1 where it says nothing usable. */
export function readPixelAspect(bits: BitReader): readonly [number, number] {
  const index = bits.bits(8);
  const [wide, high] = index === 255 ? [bits.bits(16), bits.bits(16)] : (pixelAspects[index] ?? []);
  return wide !== undefined && high !== undefined && wide > 0 && high > 0 ? [wide, high] : [1, 1];
}

/** Pixels as shown: a picture is made wider or higher by its pixel aspect, never smaller. */
export function shownSize(
  width: number,
  height: number,
  [wide, high]: readonly [number, number],
): { readonly width: number; readonly height: number } {
  return wide > high
    ? { width: Math.round((width * wide) / high), height }
    : { width, height: Math.round((height * high) / wide) };
}
