import { describe, expect, it } from 'vitest';
import { makeBox } from '../../../src/files/isoBoxes.ts';
import { headOf, numbers, part, rebuilt, topOf } from './videoBuilder.ts';
import { read, readBytes, sparse } from './videoReader.ts';

const [ftyp, moov, mdat] = [part('ftyp'), part('moov'), part('mdat')];
const whole = { videoCodec: 'H.264', width: 320, height: 180, durationSecs: 1, frameRate: 15 };
const brand = (name: string) => makeBox('ftyp', Buffer.from(`${name}\0\0\0\0isom`, 'latin1'));
const MiB = 2 ** 20;

describe('an MP4 of any order', () => {
  it.each<[string, readonly Buffer[]]>([
    ['an unknown brand', [brand('ZZZZ'), moov, mdat]],
    ['the brand of a camera', [brand('MSNV'), moov, mdat]],
    ['free boxes', [ftyp, makeBox('free', Buffer.alloc(5000)), makeBox('skip'), moov, mdat]],
    [
      'media whose length takes 64 bits',
      [ftyp, headOf('mdat', 16 + 900, true), Buffer.alloc(900), moov],
    ],
    ['media that last to the end', [ftyp, moov, headOf('mdat', 0), Buffer.alloc(900)]],
    ['zeros at its end', [ftyp, moov, mdat, Buffer.alloc(100)]],
    [
      'an index whose length takes 64 bits',
      [ftyp, headOf('moov', moov.length + 8, true), moov.subarray(8), mdat],
    ],
    ['zeros that end its index', [ftyp, makeBox('moov', moov.subarray(8), Buffer.alloc(4)), mdat]],
  ])('is read with %s', async (_, boxes) => {
    const { found, bytesRead } = await readBytes(Buffer.concat(boxes));
    expect(found).toMatchObject(whole);
    expect(found).toMatchObject({ container: 'MP4', audioCodec: 'AAC-LC' });
    expect(found.flaws).toBeUndefined();
    expect(bytesRead).toBeLessThan(8 * 1024);
  });

  it('is QuickTime by its brand, and without one by its type', async () => {
    expect((await readBytes(Buffer.concat([brand('qt  '), moov]))).found.container).toBe(
      'QuickTime',
    );
    const old = await readBytes(Buffer.concat([headOf('wide', 8), mdat, moov]), 'video/quicktime');
    expect(old.found).toMatchObject({ ...whole, container: 'QuickTime' });
  });

  it('is read from a file of 300 MB, and of 16 GB, with its index at the end', async () => {
    for (const length of [300 * MiB, 16 * 1024 * MiB]) {
      const at = ftyp.length + length;
      const head = headOf('mdat', length);
      const reader = sparse([
        [0, ftyp],
        [ftyp.length, head],
        [at, moov],
      ]);
      const { found, bytesRead } = await read(reader, at + moov.length, 'video/mp4');
      expect(found).toMatchObject(whole);
      expect(found.flaws).toBeUndefined();
      expect(bytesRead).toBeLessThan(8 * 1024);
    }
  });

  it('is read past the tables of 125 minutes at 60 frames a second', async () => {
    const count = 450_000;
    const table = (type: string, bytes: number, ...head: readonly number[]) =>
      makeBox(type, numbers(type, 0, 0, ...head).subarray(8), Buffer.alloc(bytes));
    const index = rebuilt(moov, (type, box) => {
      if (type === 'trak' && !box.includes('vmhd')) return null;
      if (type === 'stsz') return table('stsz', count * 4, 0, count);
      if (type === 'ctts') return table('ctts', count * 8, count);
      if (type === 'stco') return table('stco', count * 4, count);
      if (type === 'stts') return numbers('stts', 0, 0, 1, count, 256);
      return type === 'mdhd' ? numbers('mdhd', 0, 0, 0, 0, 15_360, count * 256, 0) : undefined;
    });
    expect(index.length).toBeGreaterThan(4 * MiB);
    const { found, bytesRead } = await readBytes(Buffer.concat([ftyp, mdat, index]));
    expect(found).toMatchObject({ frameRate: 60, videoProfile: 'High' });
    expect(found.flaws).toBeUndefined();
    expect(bytesRead).toBeLessThan(32 * 1024);
  });

  it('has the average rate of frames that last unequally', async () => {
    const uneven = rebuilt(moov, (type, box) => {
      if (type === 'trak' && !box.includes('vmhd')) return null;
      if (type === 'stts') return numbers('stts', 0, 0, 2, 10, 1024, 5, 2048);
      return undefined;
    });
    const { found } = await readBytes(Buffer.concat([ftyp, uneven, mdat]));
    expect(found.frameRate).toBeCloseTo(11.25, 10);
  });
});

describe('tracks of an MP4', () => {
  const handlers = (changed: (count: number) => Buffer | null | undefined) => {
    let count = 0;
    return rebuilt(moov, (type) => (type === 'trak' ? changed(count++) : undefined));
  };
  const track = (name: string) => {
    const index = topOf(name).get('moov') ?? Buffer.alloc(0);
    let found: Buffer | undefined;
    rebuilt(index, (type, box) => {
      if (type === 'trak') found ??= box;
      return undefined;
    });
    return found ?? Buffer.alloc(0);
  };
  const disabled = (box: Buffer) =>
    rebuilt(box, (type, inner) => {
      if (type !== 'tkhd') return undefined;
      const copy = Buffer.from(inner);
      copy[11] = 0;
      return copy;
    });

  it('is said to have none when there is only sound', async () => {
    const index = handlers((count) => (count === 0 ? null : undefined));
    const { found } = await readBytes(Buffer.concat([ftyp, index, mdat]));
    expect(found).toMatchObject({ audioCodec: 'AAC-LC', flaws: ['There is no video track.'] });
    expect(found).not.toHaveProperty('videoCodec');
  });

  it('is the first that is enabled, and no cover', async () => {
    const [hevc, prores] = [track('limits/hevc.mp4'), track('limits/prores-422.mov')];
    const picture = rebuilt(track('limits/mjpeg.mov'), (type) =>
      type === 'stsz' ? numbers('stsz', 0, 0, 0, 1, 99) : undefined,
    );
    const mvhd = moov.subarray(8, 8 + moov.readUInt32BE(8));
    const codecOf = async (...tracks: readonly Buffer[]) =>
      (await readBytes(Buffer.concat([ftyp, makeBox('moov', mvhd, ...tracks), mdat]))).found;
    expect(await codecOf(hevc, prores)).toMatchObject({ videoCodec: 'HEVC' });
    expect(await codecOf(disabled(hevc), prores)).toMatchObject({ videoCodec: 'ProRes' });
    expect(await codecOf(disabled(hevc), disabled(prores))).toMatchObject({ videoCodec: 'HEVC' });
    expect(await codecOf(picture, hevc)).toMatchObject({ videoCodec: 'HEVC' });
    expect(await codecOf(picture)).toMatchObject({ flaws: ['There is no video track.'] });
  });

  it('are named by no more than letters where they are not known', async () => {
    const odd = rebuilt(moov, (type, box) => {
      if (type !== 'stsd' || !box.includes('avc1')) return undefined;
      const copy = Buffer.from(box);
      copy.write('$(x`', copy.indexOf('avc1'), 'latin1');
      return copy;
    });
    const { found } = await readBytes(Buffer.concat([ftyp, odd, mdat]));
    expect(found).toMatchObject({ videoCodec: 'x', width: 320, height: 180 });
  });

  it('have the size that the stream has, whatever its description says', async () => {
    const lying = rebuilt(moov, (type, box) => {
      if (type !== 'stsd' || !box.includes('avc1')) return undefined;
      const copy = Buffer.from(box);
      copy.writeUInt32BE(0x00100010, copy.indexOf('avc1') + 4 + 24);
      return copy;
    });
    const { found } = await readBytes(Buffer.concat([ftyp, lying, mdat]));
    expect(found).toMatchObject({ width: 320, height: 180 });
  });
});
