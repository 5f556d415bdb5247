import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSps, spsOfAvcC, spsOfStream } from '../../../src/files/h264.ts';

/** Writes what a bit reader reads. */
class Bits {
  #bits = '';

  u(count: number, value: number): this {
    this.#bits += value.toString(2).padStart(count, '0');
    return this;
  }

  ue(...values: readonly number[]): this {
    for (const value of values) {
      const binary = (value + 1).toString(2);
      this.#bits += '0'.repeat(binary.length - 1) + binary;
    }
    return this;
  }

  /** With the bytes that keep start codes out. */
  nal(): Buffer {
    const padded = `${this.#bits}1`.padEnd(Math.ceil((this.#bits.length + 1) / 8) * 8, '0');
    const bytes: number[] = [];
    for (let i = 0; i < padded.length; i += 8) {
      const byte = Number.parseInt(padded.slice(i, i + 8), 2);
      if (byte <= 3 && bytes.at(-1) === 0 && bytes.at(-2) === 0) bytes.push(3);
      bytes.push(byte);
    }
    return Buffer.from(bytes);
  }
}

interface Sps {
  readonly idc: number;
  readonly constraints: number;
  readonly chroma: number;
  readonly depth: number;
  readonly columns: number;
  readonly rows: number;
  readonly isInterlaced: boolean;
  readonly hasPlanes: boolean;
  readonly crop: readonly [number, number, number, number];
}

const usual: Sps = {
  idc: 100,
  constraints: 0,
  chroma: 1,
  depth: 8,
  columns: 80,
  rows: 45,
  isInterlaced: false,
  hasPlanes: false,
  crop: [0, 0, 0, 0],
};

function sps(given: Partial<Sps>, vui: (bits: Bits) => Bits = (bits) => bits.u(1, 0)): Buffer {
  const all = { ...usual, ...given };
  const bits = new Bits().u(8, 0x67).u(8, all.idc).u(8, all.constraints).u(8, 31).ue(0);
  if (all.idc >= 100) {
    bits.ue(all.chroma);
    if (all.chroma === 3) bits.u(1, all.hasPlanes ? 1 : 0);
    bits.ue(all.depth - 8, all.depth - 8).u(2, 0);
  }
  bits
    .ue(0, 0, 2, 4)
    .u(1, 0)
    .ue(all.columns - 1, all.rows - 1);
  if (all.isInterlaced) bits.u(2, 0);
  else bits.u(1, 1);
  bits.u(2, 3).ue(...all.crop);
  return vui(bits).nal();
}

const streamOf = (...nals: readonly Buffer[]) =>
  Buffer.concat(nals.flatMap((nal) => [Buffer.from([0, 0, 1]), nal]));

/** Parameters of buffers with two delays of 10 bits each, for {@link timing}. */
const buffered = (bits: Bits) =>
  bits.u(6, 0b100000).u(1, 1).ue(0).u(8, 0).ue(0, 0).u(1, 0).u(5, 23).u(10, 0b01001_01001).u(5, 24);
/** Usability information of a stream that says how each picture is shown. */
const structured = (bits: Bits) => bits.u(8, 0x80).u(2, 0b10);

/** A supplement with the timing of a picture, behind one that is longer than a byte can say. */
function timing(structure: number, delays = 0, scan?: number): Buffer {
  const bits = new Bits().u(8, 6).u(8, 5).u(8, 255).u(8, 45);
  for (let i = 0; i < 300; i++) bits.u(8, 1);
  bits.u(8, 1).u(8, Math.ceil((delays + 7) / 8));
  for (let i = 0; i < delays; i++) bits.u(1, 1);
  bits.u(4, structure);
  return (scan === undefined ? bits.u(3, 0) : bits.u(1, 1).u(2, scan)).nal();
}

/** `before`: bits between the numbers and the flag, which are the number of the frame at least. */
const slice = (isField: 0 | 1, before = 4) =>
  new Bits()
    .u(8, 0x65)
    .ue(0, 7, 0)
    .u(before, isField === 1 ? 0 : 2 ** before - 1)
    .u(1, isField)
    .u(4, isField === 1 ? 0 : 15)
    .nal();

describe('a stream of H.264 that may have fields', () => {
  const may = { isInterlaced: true };
  const set = sps(may, structured);
  const withDelays = sps(may, (bits) => buffered(bits).u(1, 0).u(1, 0).u(1, 1).u(1, 0));

  it.each<[string, readonly Buffer[], true | undefined]>([
    ['fields of their own', [sps(may), slice(1)], true],
    ['a field after a frame', [sps(may), slice(0), slice(1)], true],
    [
      'slices of three planes',
      [sps({ ...may, idc: 244, chroma: 3, hasPlanes: true }), slice(1, 6)],
      true,
    ],
    ['frames, and nothing said of them', [sps(may), slice(0)], undefined],
    ['frames that are shown at once', [set, timing(0), slice(0)], undefined],
    ['the upper field shown first', [set, timing(3), slice(0)], true],
    ['the lower field shown first', [set, timing(4), slice(0)], true],
    ['delays before what is shown first', [withDelays, timing(3, 20), slice(0)], true],
    ['delays, and frames shown at once', [withDelays, timing(0, 20), slice(0)], undefined],
    ['a timing without the structure', [sps(may), timing(3), slice(0)], undefined],
    ['fields taken at once', [set, timing(3, 0, 0), slice(0)], undefined],
    ['fields taken one after the other', [set, timing(3, 0, 1), slice(0)], true],
    ['film that is stretched', [set, timing(3), timing(5), timing(4), timing(6)], undefined],
    ['a slice cut short', [sps(may), slice(1).subarray(0, 2)], undefined],
    ['a timing cut short', [set, timing(3).subarray(0, 40)], undefined],
    ['nothing behind its parameters', [set], undefined],
  ])('and has %s is told from what is not certain', (_, nals, isInterlaced) => {
    expect(spsOfStream(streamOf(...nals))).toHaveProperty('isInterlaced', isInterlaced);
  });

  it('has none where its parameters say so, whatever follows', () => {
    expect(spsOfStream(streamOf(sps({}), slice(1)))).toHaveProperty('isInterlaced', false);
  });
});

describe('a sequence parameter set of H.264', () => {
  it.each([
    [66, 0, 'Baseline'],
    [66, 0x40, 'Constrained Baseline'],
    [77, 0, 'Main'],
    [88, 0, 'Extended'],
    [100, 0, 'High'],
    [110, 0, 'High 10'],
    [110, 0x10, 'High 10 Intra'],
    [122, 0, 'High 4:2:2'],
    [244, 0, 'High 4:4:4 Predictive'],
    [255, 0, 'profile 255'],
  ])('of profile %i with the constraints %i is %s', (idc, constraints, name) => {
    expect(parseSps(sps({ idc, constraints })).profile).toBe(name);
  });

  it('tells size, chroma, bits and fields, whatever they are', () => {
    const some = fc.record({
      chroma: fc.integer({ min: 0, max: 3 }),
      depth: fc.integer({ min: 8, max: 14 }),
      columns: fc.integer({ min: 2, max: 500 }),
      rows: fc.integer({ min: 2, max: 500 }),
      isInterlaced: fc.boolean(),
      crop: fc.tuple(...([0, 1, 2, 3] as const).map(() => fc.integer({ min: 0, max: 3 }))),
    });
    fc.assert(
      fc.property(some, (given) => {
        const [left = 0, right = 0, top = 0, bottom = 0] = given.crop;
        const fields = given.isInterlaced ? 2 : 1;
        const x = given.chroma === 1 || given.chroma === 2 ? 2 : 1;
        const y = (given.chroma === 1 ? 2 : 1) * fields;
        const crop = [left, right, top, bottom] as const;
        expect(parseSps(sps({ ...given, crop, idc: 244 }))).toMatchObject({
          width: given.columns * 16 - x * (left + right),
          height: given.rows * 16 * fields - y * (top + bottom),
          chroma: ['4:0:0', '4:2:0', '4:2:2', '4:4:4'][given.chroma],
          bitDepth: given.depth,
          isInterlaced: given.isInterlaced,
        });
      }),
    );
  });

  it('tells the shape of pixels, and a rate that it promises', () => {
    const anamorphic = sps({}, (bits) =>
      bits.u(2, 3).u(8, 255).u(16, 64).u(16, 45).u(3, 0).u(1, 1).u(32, 1001).u(32, 60_000).u(1, 1),
    );
    expect(parseSps(anamorphic)).toMatchObject({ pixelAspect: [64, 45], frameRate: 30_000 / 1001 });
    const named = sps({}, (bits) => bits.u(2, 3).u(8, 14).u(4, 0));
    expect(parseSps(named)).toMatchObject({ pixelAspect: [4, 3], frameRate: undefined });
    const nonsense = sps({}, (bits) => bits.u(2, 3).u(8, 255).u(16, 0).u(16, 45).u(4, 0));
    expect(parseSps(nonsense).pixelAspect).toEqual([1, 1]);
  });

  it('is found in a stream, and in the record of an MP4', () => {
    const set = sps({});
    const delimiter = Buffer.from([0, 0, 0, 1, 9, 0xf0]);
    const stream = Buffer.concat([delimiter, Buffer.from([0, 0, 1]), set, delimiter]);
    expect(spsOfStream(stream)).toMatchObject({ width: 1280, height: 720 });
    const head = Buffer.from([1, 100, 0, 31, 0xff, 0xe1, 0, set.length]);
    expect(spsOfAvcC(Buffer.concat([head, set]))).toMatchObject({ width: 1280, height: 720 });
    expect(spsOfStream(delimiter)).toBeUndefined();
    expect(spsOfAvcC(head.subarray(0, 5))).toBeUndefined();
  });

  it('stands any bytes of pictures behind it', () => {
    const nal = fc.tuple(fc.constantFrom(1, 2, 5, 6, 7), fc.uint8Array({ maxLength: 60 }));
    fc.assert(
      fc.property(fc.array(nal, { maxLength: 9 }), (nals) => {
        const units = nals.map(([type, bytes]) => Buffer.from([type, ...bytes]));
        const found = spsOfStream(streamOf(sps({ isInterlaced: true }, structured), ...units));
        expect([true, undefined]).toContain(found?.isInterlaced);
      }),
    );
  });

  it('throws a RangeError on what ends too early or has no size, and loses no more than that', () => {
    const whole = sps({ columns: 120, rows: 68 });
    for (let length = 0; length < whole.length - 1; length++) {
      expect(() => parseSps(whole.subarray(0, length))).toThrow(RangeError);
    }
    expect(() => parseSps(sps({ columns: 1, crop: [9, 9, 0, 0] }))).toThrow(RangeError);
    expect(() => parseSps(sps({ chroma: 4 }))).toThrow(RangeError);
    expect(() => parseSps(sps({ columns: 100_000 }))).toThrow(RangeError);
    expect(() => parseSps(Buffer.alloc(100_000))).toThrow(RangeError);
  });

  it('stands any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          expect(parseSps(bytes).width).toBeGreaterThan(0);
        } catch (error) {
          if (!(error instanceof RangeError)) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });
});
