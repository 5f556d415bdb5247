import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeBox } from '../../../src/files/isoBoxes.ts';
import type { Found } from '../../../src/files/facts.ts';
import { bytesMax, Reading } from '../../../src/files/reading.ts';
import { readVideo } from '../../../src/files/video.ts';
import { bytesOf } from './fixtures.ts';
import { headOf, numbers, part, rebuilt } from './videoBuilder.ts';
import { inMemory, read, readBytes, sparse, typeOf } from './videoReader.ts';

const [ftyp, moov, mdat] = [part('ftyp'), part('moov'), part('mdat')];
const noIndex = 'The video is cut short: its index is missing.';
const badIndex = 'The index of the video is damaged.';
const flawsOf = async (...boxes: readonly Buffer[]) =>
  (await readBytes(Buffer.concat(boxes))).found.flaws;

describe('a video that is cut short', () => {
  it('says that its index is missing', async () => {
    expect(await flawsOf(ftyp, mdat)).toEqual([noIndex]);
    expect(await flawsOf(ftyp, mdat.subarray(0, 3000))).toEqual([noIndex]);
    expect(await flawsOf(ftyp)).toEqual([noIndex]);
    expect(await flawsOf()).toEqual([noIndex]);
    expect(await flawsOf(Buffer.alloc(4000, 'text '))).toEqual([noIndex]);
  });

  it.each([
    [1, 'The video is cut short: 1 byte is missing at the end.'],
    [1234, 'The video is cut short: 1,234 bytes are missing at the end.'],
  ])('says that %i bytes are missing', async (bytes, sentence) => {
    expect(await flawsOf(ftyp, moov, mdat.subarray(0, mdat.length - bytes))).toEqual([sentence]);
  });

  it('counts what is missing of 6 GB', async () => {
    const head = headOf('mdat', 6 * 2 ** 30);
    const size = ftyp.length + moov.length + 100;
    const reader = sparse([
      [0, ftyp],
      [ftyp.length, moov],
      [ftyp.length + moov.length, head],
    ]);
    const { found } = await read(reader, size, 'video/mp4');
    expect(found.flaws).toEqual([
      `The video is cut short: ${(6 * 2 ** 30 - 100).toLocaleString('en-US')} bytes are missing at the end.`,
    ]);
    expect(found).toMatchObject({ width: 320, durationSecs: 1 });
  });

  it('keeps what its index still says', async () => {
    const { found } = await readBytes(Buffer.concat([ftyp, mdat, moov.subarray(0, 600)]));
    expect(found.flaws).toContain(badIndex);
    expect(found).toMatchObject({ durationSecs: 1, container: 'MP4' });
  });

  it.each([
    'media/clip.mp4',
    'media/clip-moov-last.mp4',
    'media/clip.mov',
    'media/clip.ts',
    'media/clip.webm',
  ])('is read at any length of %s', async (name) => {
    const bytes = bytesOf(name);
    for (let length = 0; length < bytes.length; length += length < 4000 ? 37 : 911) {
      const { found } = await readBytes(bytes.subarray(0, length), typeOf(name));
      expect(found.container).toBeDefined();
    }
  });
});

describe('an index that lies', () => {
  const video = (change: Readonly<Record<string, Buffer>>) =>
    rebuilt(moov, (type, box) => {
      if (type === 'trak' && !box.includes('vmhd')) return null;
      return change[type];
    });

  it.each<[string, Buffer]>([
    ['more sizes than it has', video({ stsz: numbers('stsz', 0, 0, 0, 0xffff_ffff) })],
    ['more durations than it has', video({ stts: numbers('stts', 0, 0, 0xffff_ffff, 1, 1) })],
    ['a description that is too long', video({ stsd: makeBox('stsd', Buffer.alloc(100_000)) })],
    ['a track header that is too short', video({ tkhd: makeBox('tkhd', Buffer.alloc(4)) })],
    ['no description', video({ stsd: makeBox('stsd') })],
    ['more descriptions than it has', video({ stsd: numbers('stsd', 0, 0, 0xffff_ffff) })],
    ['a box that is longer than what holds it', video({ smhd: moov, vmhd: headOf('vmhd', 5000) })],
    ['a box that is shorter than its head', video({ vmhd: headOf('vmhd', 4) })],
  ])('by %s is damaged', async (_, index) => {
    const { found, bytesRead } = await readBytes(Buffer.concat([ftyp, index, mdat]));
    expect(found.flaws).toContain(badIndex);
    expect(found).toMatchObject({ durationSecs: 1, container: 'MP4' });
    expect(bytesRead).toBeLessThan(128 * 1024);
  });

  it('costs the codec configuration and no more, when that is what is damaged', async () => {
    const stsd = Buffer.from(
      moov
        .subarray(moov.indexOf('stsd') - 4)
        .subarray(0, moov.readUInt32BE(moov.indexOf('stsd') - 4)),
    );
    stsd.fill(0, stsd.indexOf('avcC') + 12, stsd.indexOf('avcC') + 30);
    const { found } = await readBytes(Buffer.concat([ftyp, video({ stsd }), mdat]));
    expect(found).toMatchObject({
      videoCodec: 'H.264',
      width: 320,
      frameRate: 15,
      flaws: [badIndex],
    });
  });

  it('has no rate where it has no timescale', async () => {
    const index = video({ mdhd: numbers('mdhd', 0, 0, 0, 0, 0, 15, 0) });
    const { found } = await readBytes(Buffer.concat([ftyp, index, mdat]));
    expect(found).not.toHaveProperty('frameRate');
    expect(found).toMatchObject({ durationSecs: 1 });
  });

  it('is left after as many boxes and levels as a real one may have', async () => {
    const levels = Buffer.concat(
      Array.from({ length: 5000 }, (_, i) => headOf(i === 0 ? 'moov' : 'mdia', 8 * (5000 - i))),
    );
    const boxes = makeBox(
      'moov',
      Buffer.concat(Array.from({ length: 40_000 }, () => headOf('trak', 8))),
    );
    const top = Buffer.concat(Array.from({ length: 60_000 }, () => headOf('free', 8)));
    for (const bytes of [levels, boxes, top]) {
      const { bytesRead } = await readBytes(Buffer.concat([ftyp, bytes, moov]));
      expect(bytesRead).toBeLessThan(bytesMax.video);
    }
  });
});

describe('reading a video', () => {
  it('passes on that a limit is reached, and keeps what was found', async () => {
    const content = Buffer.concat([ftyp, moov, makeBox('free', Buffer.alloc(9000)), mdat]);
    const reading = new Reading(inMemory(content), content.length, { bytes: 2050 });
    const found: Found = {};
    const over = { name: 'ReadingOver' };
    await expect(readVideo(reading, found, 'video/mp4')).rejects.toMatchObject(over);
    expect(found).toMatchObject({ width: 320, frameRate: 15, audioCodec: 'AAC-LC' });
    const type = 'video/mp2t';
    const cut = read(sparse([]), 2 ** 30, type, { bytes: 1000 });
    await expect(cut).rejects.toMatchObject(over);
  });

  it('passes on why it was cancelled, and what the system says', async () => {
    const reason = new Error('The user moved on.');
    const signal = AbortSignal.abort(reason);
    for (const type of ['video/mp4', 'video/quicktime', 'video/webm', 'video/mp2t'] as const) {
      await expect(read(inMemory(moov), moov.length, type, { signal })).rejects.toBe(reason);
      const broken = { read: () => Promise.reject(reason) };
      await expect(read(broken, 5000, type)).rejects.toBe(reason);
    }
  });

  it('stands any bytes put into any video', async () => {
    const files = ['media/clip.mp4', 'media/clip.mov', 'media/clip.ts', 'media/clip.webm'];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.array(fc.tuple(fc.nat(6000), fc.uint8Array({ minLength: 1, maxLength: 8 })), {
          maxLength: 6,
        }),
        async (name, changes) => {
          const bytes = bytesOf(name);
          for (const [at, change] of changes) bytes.set(change, Math.min(at, bytes.length - 8));
          const { found, bytesRead } = await readBytes(bytes, typeOf(name));
          expect(bytesRead).toBeLessThanOrEqual(bytesMax.video);
          for (const value of Object.values(found)) {
            if (typeof value === 'number') expect(value).toBeGreaterThanOrEqual(0);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
