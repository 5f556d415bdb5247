import { describe, expect, it } from 'vitest';
import { bytesMax } from '../../../src/files/reading.ts';
import { bytesOf } from './fixtures.ts';
import { CountingReader, factsOf, readUnhurried } from './readers.ts';

const small = { width: 48, height: 32, bitDepth: 8 };

describe('a WebP', () => {
  it.each(['alpha', 'lossless', 'lossless-alpha'])('%s has a size', async (name) => {
    const facts = await factsOf(bytesOf(`tricky/${name}.webp`), 'image/webp');
    expect(facts).toEqual({ ...small, colour: 'colour', isAnimated: false });
  });

  it('moves where it has frames, which are counted', async () => {
    const facts = await factsOf(bytesOf('tricky/animated.webp'), 'image/webp');
    expect(facts).toEqual({ ...small, colour: 'colour', isAnimated: true, frames: 3 });
  });

  it('of more frames than may be looked at has at least so many', async () => {
    const frame = Buffer.from('ANMF\x10\0\0\0' + 'x'.repeat(16), 'latin1');
    const bytes = Buffer.concat([
      bytesOf('tricky/animated.webp').subarray(0, 30),
      ...Array.from({ length: 20_000 }, () => frame),
    ]);
    bytes.writeUInt32LE(bytes.length - 8, 4);
    const reader = new CountingReader(bytes);
    const { facts } = await readUnhurried(reader, bytes.length, 'image/webp');
    expect(facts).toMatchObject({ isAnimated: true, isMoreFrames: true });
    expect(facts.frames).toBeGreaterThan(5000);
    expect(reader.bytesRead).toBeLessThanOrEqual(bytesMax.image);
  });

  it.each([
    [
      'cut short',
      (bytes: Buffer) => bytes.subarray(0, -1),
      'It is cut short: it says that it has more bytes than are there.',
    ],
    [
      'damaged',
      (bytes: Buffer) => bytes.fill(0xee, 23, 26),
      'Its header is damaged: it makes no sense as a WebP.',
    ],
  ])('that is %s says so', async (_, damage, flaw) => {
    const bytes = damage(bytesOf('media/picture.webp'));
    expect((await factsOf(bytes, 'image/webp')).flaws).toEqual([flaw]);
  });
});

describe('a BMP', () => {
  it.each(['tricky/os2.bmp', 'tricky/v4.bmp'])('%s has a size', async (name) => {
    expect(await factsOf(bytesOf(name), 'image/bmp')).toEqual({ ...small, colour: 'colour' });
  });

  it('is as high from the top down', async () => {
    const bytes = bytesOf('media/picture.bmp');
    bytes.writeInt32LE(-54, 22);
    expect(await factsOf(bytes, 'image/bmp')).toMatchObject({ width: 96, height: 54 });
  });

  it.each([
    [1, 0, { bitDepth: 1, colour: 'indexed' }],
    [4, 0, { bitDepth: 4, colour: 'indexed' }],
    [16, 0, { bitDepth: 5, colour: 'colour' }],
    [32, 0, { bitDepth: 8, colour: 'colour' }],
  ])('of %d bits is %j', async (bits, packing, facts) => {
    const bytes = Buffer.alloc(60_000);
    bytesOf('media/picture.bmp').copy(bytes);
    bytes.writeUInt16LE(bits, 28);
    bytes.writeUInt32LE(packing, 30);
    expect(await factsOf(bytes, 'image/bmp')).toEqual({ width: 96, height: 54, ...facts });
  });

  it('that lacks its last byte is cut short', async () => {
    const bytes = bytesOf('media/picture.bmp');
    const flaws = ['It is cut short: its pixels need more bytes than are there.'];
    expect(await factsOf(bytes, 'image/bmp')).not.toHaveProperty('flaws');
    const needed = 54 + 54 * 96 * 3;
    expect(await factsOf(bytes.subarray(0, needed), 'image/bmp')).not.toHaveProperty('flaws');
    expect((await factsOf(bytes.subarray(0, needed - 1), 'image/bmp')).flaws).toEqual(flaws);
  });
});

/** An entry of a directory of a TIFF: one number. */
function entry(tag: number, value: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt16LE(tag);
  bytes.writeUInt16LE(4, 2);
  bytes.writeUInt32LE(1, 4);
  bytes.writeUInt32LE(value, 8);
  return bytes;
}

describe('a TIFF', () => {
  it.each([
    ['big', 'colour'],
    ['big-endian', 'colour'],
    ['cmyk', 'CMYK'],
    ['two-pages', 'colour'],
  ])('%s has the size of its first page', async (name, colour) => {
    const facts = await factsOf(bytesOf(`tricky/${name}.tiff`), 'image/tiff');
    expect(facts).toEqual({ ...small, colour });
  });

  it('with its directory at the end of 40 MB is read in a few hundred bytes', async () => {
    const whole = bytesOf('tricky/big-endian.tiff');
    const directory = whole.readUInt32BE(4);
    const padding = 40_000_000 - whole.length;
    const far = Buffer.alloc(40_000_000);
    whole.copy(far, 0, 0, directory);
    whole.copy(far, directory + padding, directory);
    far.writeUInt32BE(directory + padding, 4);
    const reader = new CountingReader(far);
    const { facts } = await readUnhurried(reader, far.length, 'image/tiff');
    expect(facts).toMatchObject({ width: 48, height: 32 });
    expect(reader.bytesRead).toBeLessThan(1024);
  });

  it('passes by a small picture in front, and ends in a circle of directories', async () => {
    const directory = (kind: number, width: number, next: number) =>
      Buffer.concat([
        Buffer.from([3, 0]),
        entry(254, kind),
        entry(256, width),
        entry(257, width),
        Buffer.from([next, 0, 0, 0]),
      ]);
    const head = Buffer.from('49492a0008000000', 'hex');
    const [first, second] = [8, 8 + 42];
    const thumbnail = Buffer.concat([head, directory(1, 16, second), directory(0, 900, 0)]);
    expect(await factsOf(thumbnail, 'image/tiff')).toMatchObject({ width: 900, height: 900 });
    const circle = Buffer.concat([head, directory(1, 16, first)]);
    expect(await factsOf(circle, 'image/tiff')).toMatchObject({ width: 16, height: 16 });
  });

  it('cut before its directory, or in its picture, says so', async () => {
    const whole = bytesOf('media/picture.tiff');
    const early = await factsOf(whole.subarray(0, 200), 'image/tiff');
    expect(early.flaws?.join()).toMatch(/^It is cut short or damaged: its directory/);
    // 273 and 279: where the only strip is, and its length.
    const entries = [entry(256, 5), entry(257, 5), entry(273, 100), entry(279, 25)];
    const head = Buffer.from('49492a00080000000400', 'hex');
    const bytes = Buffer.concat([head, ...entries, Buffer.alloc(125 - 10 - 48)]);
    expect(await factsOf(bytes, 'image/tiff')).not.toHaveProperty('flaws');
    const { flaws } = await factsOf(bytes.subarray(0, -1), 'image/tiff');
    expect(flaws).toEqual(['It is cut short: part of the picture is missing.']);
  });
});
