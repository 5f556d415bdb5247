import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectBytes, inspectedBytesMax, inspectFile } from '../../../src/files/inspect.ts';
import { KnownStartReading } from '../../../src/files/knownStart.ts';
import { readFacts } from '../../../src/files/readFacts.ts';
import { inspectionMs, type PositionalReader } from '../../../src/files/reading.ts';
import { bytesOf, fixture } from './fixtures.ts';
import { CountingReader } from './readers.ts';

/** A disk that stalls where the file is read behind `position`. */
function stallingFrom(position: number, content: Buffer): PositionalReader {
  const reader = new CountingReader(content);
  return {
    read: (buffer, offset, length, at) =>
      at + length > position
        ? new Promise(() => undefined)
        : reader.read(buffer, offset, length, at),
  };
}

describe('a disk that stalls', () => {
  const jpeg = bytesOf('media/photo.jpg');

  it('costs no more than the time of an inspection, and nothing that was found', async () => {
    const stalling = stallingFrom(jpeg.length - 10, jpeg);
    const { facts, tookMs } = await readFacts(stalling, jpeg.length, 'image/jpeg');
    expect(facts).toMatchObject({ width: 480, height: 270 });
    expect(facts).not.toHaveProperty('flaws');
    expect(tookMs).toBeGreaterThan(inspectionMs - 5);
    expect(tookMs).toBeLessThan(inspectionMs + 800);
  });

  it('does not keep the answer to an abort', async () => {
    const controller = new AbortController();
    const stalling = stallingFrom(0, jpeg);
    const read = readFacts(stalling, jpeg.length, 'image/jpeg', controller.signal);
    const reason = new Error('changed my mind');
    controller.abort(reason);
    await expect(read).rejects.toBe(reason);
  });

  it('keeps a GIF waiting until it has shown that it moves, which its category hangs on', async () => {
    const gif = bytesOf('media/animated.gif');
    const reader = new CountingReader(gif);
    const slow: PositionalReader = {
      read: async (...args) => {
        await new Promise((resolve) => setTimeout(resolve, 60));
        return reader.read(...args);
      },
    };
    const { facts } = await readFacts(slow, gif.length, 'image/gif', undefined, undefined, 20);
    expect(facts.isAnimated).toBe(true);
  });
});

describe('what is read', () => {
  it('is what was asked for, known in whole, in part or not at all', async () => {
    const bytes = Buffer.from('0123456789');
    const { signal } = new AbortController();
    const reader = new CountingReader(bytes);
    const reading = new KnownStartReading(reader, 10, bytes.subarray(0, 4), 100, signal);
    for (const [position, length] of [
      [0, 2],
      [3, 1],
      [2, 4],
      [4, 3],
      [8, 9],
      [12, 2],
    ] as const) {
      const expected = bytes.subarray(position, position + length);
      expect(await reading.at(position, length)).toEqual(expected);
    }
    expect(reader.bytesRead).toBe(2 + 3 + 2);
  });

  it('is not read again where it is known', async () => {
    const png = bytesOf('media/photo.png');
    const reader = new CountingReader(png);
    const { bytesRead } = await readFacts(
      reader,
      png.length,
      'image/png',
      undefined,
      png.subarray(0, 4096),
    );
    expect(reader.bytesRead).toBe(12);
    expect(bytesRead).toBe(4108);
  });

  it('ends without an error where a position leads out of the file', async () => {
    const usdz = bytesOf('media/model.usdz');
    // The list of its files begins where no file can have it.
    usdz.writeUInt32LE(0xffffffff, usdz.length - 6);
    const reader = new CountingReader(usdz);
    const { facts } = await readFacts(reader, usdz.length, 'model/vnd.usdz+zip');
    expect(facts).toEqual({});
  });

  it('says that the system failed, whatever was made of that', async () => {
    const error = Object.assign(new Error('broken'), { code: 'EIO' });
    const failing = { read: () => Promise.reject(error) };
    for (const type of ['image/png', 'video/mp4', 'video/webm', 'text/srt'] as const) {
      await expect(readFacts(failing, 5000, type)).rejects.toBe(error);
    }
  });
});

describe('inspection', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'x-media-facts-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('says what a file holds, and what that cost', async () => {
    const file = await inspectFile(fixture('media/photo.png'), { mediaUse: 'post' });
    expect(file.facts).toMatchObject({ width: 480, height: 270 });
    expect(file.reading.bytes).toBe(4108);
    expect(file.reading.ms).toBeGreaterThan(0);
  });

  it('is the same for a document that is no file', async () => {
    for (const name of ['photo.png', 'animated.gif', 'captions.vtt', 'clip-moov-last.mp4']) {
      const inFile = await inspectFile(fixture(`media/${name}`), { mediaUse: 'dm' });
      const inMemory = await inspectBytes(name, bytesOf(`media/${name}`), { mediaUse: 'dm' });
      const { reading, ...rest } = inFile;
      expect(inMemory).toEqual({
        ...rest,
        path: name,
        mtimeMs: 0,
        reading: { bytes: reading.bytes, ms: expect.any(Number) as number },
      });
    }
  });

  it('refuses a document of more than 16 MiB, one without bytes, and one that X does not take', async () => {
    const options = { mediaUse: 'post' } as const;
    for (const [name, bytes, kind] of [
      ['large.png', Buffer.alloc(inspectedBytesMax + 1), 'tooLarge'],
      ['empty.png', Buffer.alloc(0), 'empty'],
      ['words.txt', Buffer.from('words'), 'unlisted'],
    ] as const) {
      await expect(inspectBytes(name, bytes, options)).rejects.toMatchObject({ kind });
    }
  });

  it('says nothing of the content of bytes that nobody knows', async () => {
    const file = await inspectBytes('page.mp4', Buffer.from('<html></html>'), { mediaUse: 'post' });
    expect(file.facts).toEqual({});
    expect(file.notes).toHaveLength(1);
  });
});
