import { describe, expect, it } from 'vitest';
import { makeBox } from '../../../src/files/isoBoxes.ts';
import { numbers, part, rebuilt } from './videoBuilder.ts';
import { readBytes } from './videoReader.ts';

const ftyp = part('ftyp');
const timescale = 15_360;
const ticks = 512;

/** An index of one picture track, that has no frames itself. */
function init(mehd?: number): Buffer {
  const mvex = makeBox(
    'mvex',
    ...(mehd === undefined ? [] : [numbers('mehd', 0, 0, mehd)]),
    numbers('trex', 0, 0, 1, 1, ticks, 0, 0),
  );
  const moov = rebuilt(part('moov'), (type, box) => {
    if (type === 'trak' && !box.includes('vmhd')) return null;
    if (type === 'stts' || type === 'stsc' || type === 'stco') return numbers(type, 0, 0, 0);
    if (type === 'stsz') return numbers(type, 0, 0, 0, 0);
    if (type === 'mvhd')
      return Buffer.concat([box.subarray(0, 20), u32(1000, 0), box.subarray(28)]);
    return type === 'mdhd' ? numbers('mdhd', 0, 0, 0, 0, timescale, 0, 0) : undefined;
  });
  return makeBox('moov', moov.subarray(8), mvex);
}

const u32 = (...values: readonly number[]) => {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => bytes.writeUInt32BE(value, 4 * i));
  return bytes;
};

interface Fragment {
  readonly start?: number;
  /** What each frame lasts, where it is not what the index says. */
  readonly durations?: readonly number[];
  readonly frames?: number;
}

function fragment({ start, durations, frames = 30 }: Fragment, bytes = 200): Buffer {
  const tfdt = start === undefined ? [] : [numbers('tfdt', 0, 0, start)];
  const trun =
    durations === undefined
      ? numbers('trun', 0, 0, frames)
      : numbers('trun', 0, 0x100, durations.length, ...durations);
  const traf = makeBox('traf', numbers('tfhd', 0, 0, 1), ...tfdt, trun);
  const moof = makeBox('moof', numbers('mfhd', 0, 0, 1), traf);
  return Buffer.concat([moof, makeBox('mdat', Buffer.alloc(bytes))]);
}

/** Fragments of a second each. */
const seconds = (count: number, bytes?: number) =>
  Array.from({ length: count }, (_, i) => fragment({ start: i * timescale }, bytes));

function sidx(fragments: readonly Buffer[], first = 0): Buffer {
  const references = fragments.flatMap((bytes) => [bytes.length, timescale, 0]);
  const head = numbers('sidx', 0, 0, 1, timescale, first, 0, fragments.length, ...references);
  return head;
}

function mfra(offset: number): Buffer {
  const tfra = numbers('tfra', 0, 0, 1, 0, 1, 0, offset);
  const entry = Buffer.concat([tfra.subarray(8), Buffer.from([1, 1, 1])]);
  const table = makeBox('tfra', entry);
  return makeBox('mfra', table, numbers('mfro', 0, 0, 8 + table.length + 16));
}

const facts = async (...parts: readonly Buffer[]) => readBytes(Buffer.concat([ftyp, ...parts]));

describe('a fragmented MP4', () => {
  it.each<[string, readonly Buffer[], number | undefined]>([
    ['a duration in its index', [init(7000), ...seconds(3)], 7],
    ['times in its fragments', [init(), ...seconds(3)], 3],
    ['a segment index', [init(), sidx(seconds(5)), ...seconds(5)], 5],
    [
      'a segment index for each segment',
      [init(), ...seconds(4).flatMap((one, i) => [sidx([one], i * timescale), one])],
      4,
    ],
    ['no times', [init(), fragment({}), fragment({})], undefined],
  ])('lasts as long as is said by %s', async (_, parts, secs) => {
    const { found } = await facts(...parts);
    expect(found).toMatchObject({ container: 'fragmented MP4', frameRate: 30, width: 320 });
    expect(found.durationSecs).toBe(secs);
    expect(found.flaws).toBeUndefined();
  });

  it('is not walked where tables at its end know the last fragment', async () => {
    const parts = seconds(400, 3000);
    const start = ftyp.length + init().length;
    const last = start + 399 * (parts[0]?.length ?? 0);
    const walked = await facts(init(), ...parts);
    const known = await facts(init(), ...parts, mfra(last));
    expect(walked.found.durationSecs).toBe(400);
    expect(known.found.durationSecs).toBe(400);
    expect(walked.bytesRead).toBeLessThan(48 * 1024);
    expect(known.bytesRead).toBeLessThan(8 * 1024);
  });

  it('does not tell its duration where it has more fragments than are visited', async () => {
    const many = await facts(init(), ...seconds(1500));
    expect(many.found).toMatchObject({ container: 'fragmented MP4', frameRate: 30 });
    expect(many.found.durationSecs).toBeUndefined();
    expect((await facts(init(1_500_000), ...seconds(1500))).found.durationSecs).toBe(1500);
  });

  it('is not damaged for a segment index that is too long to be read', async () => {
    const { found } = await facts(init(), sidx(Array<Buffer>(6000).fill(ftyp)), ...seconds(3));
    expect(found.durationSecs).toBe(3);
    expect(found.flaws).toBeUndefined();
  });

  const amidMedia = ftyp.length + init().length + (seconds(1)[0]?.length ?? 0) * 2 - 50;
  it.each([0, 7, amidMedia, 2 ** 31])('believes no table that points to %i', async (offset) => {
    const { found } = await facts(init(), ...seconds(3), mfra(offset));
    expect(found.durationSecs).toBe(3);
  });

  it('counts frames over some fragments, without a first one that lasts longer', async () => {
    const single = Array.from({ length: 40 }, (_, i) =>
      fragment({ start: i * ticks, durations: [i === 0 ? 900 : ticks] }),
    );
    expect((await facts(init(), ...single)).found.frameRate).toBe(30);
    const uneven = fragment({ start: 0, durations: [512, 512, 1024, 1024] });
    expect((await facts(init(), uneven)).found.frameRate).toBeCloseTo(18, 10);
  });

  it('keeps bytes for its end, where large fragments tell no rate', async () => {
    const frames = 17_000;
    const durations = Array<number>(frames).fill(1);
    const large = Array.from({ length: 9 }, (_, i) => fragment({ start: i * frames, durations }));
    const last = fragment({ start: 9 * frames, durations: [timescale] });
    const { found } = await facts(init(), ...large, last);
    expect(found.durationSecs).toBe((9 * frames + timescale) / timescale);
    expect(found.flaws).toBeUndefined();
  });

  it('says what is missing of it', async () => {
    const [one = ftyp, two = ftyp] = seconds(2);
    const cut = await facts(init(), one, two.subarray(0, two.length - 50));
    expect(cut.found.flaws).toEqual(['The video is cut short: 50 bytes are missing at the end.']);
    const whole = seconds(5, 1000);
    const short = await facts(init(), sidx(whole), ...whole.slice(0, 3));
    const missing = (2 * (whole[0]?.length ?? 0)).toLocaleString('en-US');
    expect(short.found.flaws).toEqual([
      `The video is cut short: ${missing} bytes are missing at the end.`,
    ]);
    expect((await facts(init())).found.flaws).toEqual(['The video track has no frames.']);
  });

  it('stands counts that no fragment holds', async () => {
    const moof = (...boxes: readonly Buffer[]) => makeBox('moof', makeBox('traf', ...boxes));
    const tfhd = numbers('tfhd', 0, 0, 1);
    for (const bytes of [
      moof(tfhd, numbers('trun', 0, 0x100, 0xffff_ffff, 512)),
      moof(tfhd, numbers('trun', 0, 0x100)),
      moof(numbers('tfhd', 0, 8, 1)),
      moof(makeBox('tfhd')),
      numbers('sidx', 0, 0, 1, 0, 0, 0, 0xffff),
      numbers('sidx', 0, 0, 1, timescale, 0, 0, 0xffff),
    ]) {
      const { found, bytesRead } = await facts(init(), bytes, ...seconds(2));
      expect(found).toMatchObject({ frameRate: 30, durationSecs: 2 });
      expect(bytesRead).toBeLessThan(16 * 1024);
    }
  });
});
