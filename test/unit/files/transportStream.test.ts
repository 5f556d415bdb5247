import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findLayout, ticksBetween } from '../../../src/files/transportStream.ts';
import { bytesOf } from './fixtures.ts';
import { part } from './videoBuilder.ts';
import { readBytes } from './videoReader.ts';

const second = 90_000;
const wrap = 2 ** 33;

/** One packet: the start of `payload`, stuffed in front where it is short. */
function packet(pid: number, payload: Buffer, isStart: boolean): Buffer {
  const stuffing = 184 - payload.length;
  const head = Buffer.from([0x47, (isStart ? 0x40 : 0) | (pid >> 8), pid & 0xff, 0x10]);
  if (stuffing <= 0) return Buffer.concat([head, payload.subarray(0, 184)]);
  head[3] = 0x30;
  const field = Buffer.alloc(stuffing, 0xff);
  field[0] = stuffing - 1;
  if (stuffing > 1) field[1] = 0;
  return Buffer.concat([head, field, payload]);
}

function packets(pid: number, bytes: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 184) {
    parts.push(packet(pid, bytes.subarray(at, at + 184), at === 0));
  }
  return parts;
}

function section(table: number, content: readonly number[]): Buffer {
  const length = 5 + content.length + 4;
  const head = [0, table, 0xb0 | (length >> 8), length & 0xff, 0, 1, 0xc1, 0, 0];
  return Buffer.from([...head, ...content, 0, 0, 0, 0]);
}

const stamp = (mark: number, time: number) => {
  const [high, middle, low] = [
    Math.floor(time / 2 ** 30),
    Math.floor(time / 2 ** 15) % 2 ** 15,
    time % 2 ** 15,
  ];
  const bytes = Buffer.alloc(5);
  bytes.writeUInt8((mark << 4) | (high << 1) | 1, 0);
  bytes.writeUInt16BE((middle << 1) | 1, 1);
  bytes.writeUInt16BE((low << 1) | 1, 3);
  return bytes;
};

/** A frame that is shown at `time`, in ticks. */
function frame(time: number, payload: Buffer): Buffer {
  const head = Buffer.from([0, 0, 1, 0xe0, 0, 0, 0x80, 0x80, 5]);
  return Buffer.concat([head, stamp(2, ((time % wrap) + wrap) % wrap), payload]);
}

const avcC = part('moov').subarray(part('moov').indexOf('avcC') + 4);
const sps = Buffer.concat([Buffer.from([0, 0, 0, 1]), avcC.subarray(8, 8 + avcC.readUInt16BE(6))]);

const tables = (type = 0x1b, descriptors: readonly number[] = []) => [
  ...packets(0, section(0, [0, 1, 0xe1, 0])),
  ...packets(
    0x100,
    section(2, [0xe1, 1, 0xf0, 0, type, 0xe1, 1, 0xf0, descriptors.length, ...descriptors]),
  ),
];

/** A stream of `count` frames of `bytes` each. */
const stream = (count: number, { start = 0, ticks = 3003, bytes = 400 } = {}) =>
  Array.from({ length: count }, (_, i) =>
    packets(0x101, frame(start + i * ticks, Buffer.concat([sps, Buffer.alloc(bytes, 0xaa)]))),
  ).flat();

const read = (parts: readonly Buffer[]) => readBytes(Buffer.concat(parts), 'video/mp2t');

describe('a transport stream', () => {
  it('has the size, rate and duration of its frames', async () => {
    const { found } = await read([...tables(), ...stream(90)]);
    expect(found).toEqual({
      container: 'MPEG-TS',
      videoCodec: 'H.264',
      videoProfile: 'High',
      chroma: '4:2:0',
      bitDepth: 8,
      isInterlaced: false,
      width: 320,
      height: 180,
      frameRate: 30_000 / 1001,
      durationSecs: 3.003,
    });
  });

  it('of any length costs its start and its end', async () => {
    const { found, bytesRead } = await read([...tables(), ...stream(300, { bytes: 20_000 })]);
    expect(found).toMatchObject({ frameRate: 30_000 / 1001, width: 320 });
    expect(found.durationSecs).toBeCloseTo((300 * 1.001) / 30, 6);
    expect(bytesRead).toBeLessThanOrEqual(480 * 1024);
  });

  it('keeps its duration where its times begin anew', async () => {
    const { found } = await read([...tables(), ...stream(90, { start: wrap - 10 * 3003 })]);
    expect(found).toMatchObject({ frameRate: 30_000 / 1001, durationSecs: 3.003 });
  });

  it.each([
    ['with time codes', 4, 0],
    ['with error correction', 0, 16],
  ])('is read %s', async (_, before, after) => {
    const all = [...tables(), ...stream(30)];
    const wide = all.flatMap((one) => [Buffer.alloc(before), one, Buffer.alloc(after)]);
    expect((await read(wide)).found).toMatchObject({ width: 320, durationSecs: 1.001 });
    expect((await read([bytesOf('media/clip.ts').subarray(100)])).found).toMatchObject({
      width: 320,
    });
  });

  it.each([
    [0x02, [], 'MPEG-2'],
    [0x24, [], 'HEVC'],
    [0xea, [], 'VC-1'],
    [0x06, [5, 4, ...Buffer.from('HEVC')], 'HEVC'],
  ])('of the type %i is named', async (type, descriptors, codec) => {
    expect((await read([...tables(type, descriptors), ...stream(9)])).found).toMatchObject({
      videoCodec: codec,
      durationSecs: (9 * 3003) / second,
    });
  });

  it('says what is wrong with it', async () => {
    const flaws = async (parts: readonly Buffer[]) => (await read(parts)).found.flaws;
    expect(await flaws([Buffer.alloc(5000)])).toEqual(['The video is damaged.']);
    expect(await flaws(stream(9))).toEqual([
      'The video does not say what is in it: its tables of programs are missing.',
    ]);
    expect(await flaws([...tables(0x0f), ...stream(9)])).toEqual(['There is no video track.']);
    expect(await flaws([...tables(), ...stream(9), Buffer.from([0x47, 0x41])])).toEqual([
      'The video is cut short: 186 bytes are missing at the end.',
    ]);
    expect(await flaws([...tables(), ...packets(0x55, Buffer.alloc(900))])).toEqual([
      'The video track has no frames.',
    ]);
  });
});

describe('the packets of a transport stream', () => {
  it('are not seen in what has the byte here and there', () => {
    const bytes = Buffer.alloc(4000);
    for (const at of [0, 188, 376, 564]) bytes[at] = 0x47;
    expect(findLayout(bytes)).toBeUndefined();
    bytes[752] = 0x47;
    expect(findLayout(bytes)).toEqual({ first: 0, stride: 188 });
  });

  it('count time around its end', () => {
    const time = fc.integer({ min: 0, max: 2 ** 31 });
    fc.assert(
      fc.property(time, time, (from, lasts) => {
        const start = wrap - from;
        expect(ticksBetween(start % wrap, (start + lasts) % wrap)).toBe(lasts);
        expect(ticksBetween((start + lasts) % wrap, start % wrap)).toBe(lasts === 0 ? 0 : -lasts);
      }),
    );
  });
});
