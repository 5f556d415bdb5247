import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bytesMax } from '../../../src/files/reading.ts';
import { bytesOf } from './fixtures.ts';
import { CountingReader, factsOf, readUnhurried } from './readers.ts';

const cut = (what: string) => `It is cut short: the end of a ${what} is missing.`;
const jpeg = bytesOf('media/photo.jpg');
const png = bytesOf('media/photo.png');

async function bytesFor(content: Buffer, type: Parameters<typeof factsOf>[1]) {
  const reader = new CountingReader(content);
  const read = await readUnhurried(reader, content.length, type);
  expect(read.bytesRead).toBe(reader.bytesRead);
  expect(read.bytesRead).toBeLessThanOrEqual(bytesMax.image);
  return read;
}

/** A segment of JPEG. */
function segment(marker: number, content: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}

function exif(orientation: number, order: 'II' | 'MM'): Buffer {
  const body =
    order === 'II'
      ? '49492a00080000000100120103000100000000000000'
      : '4d4d002a000000080001011200030000000100000000';
  const bytes = Buffer.concat([Buffer.from('Exif\0\0'), Buffer.from(body, 'hex'), Buffer.alloc(4)]);
  if (order === 'II') bytes.writeUInt16LE(orientation, 24);
  else bytes.writeUInt16BE(orientation, 24);
  return segment(0xe1, bytes);
}

const within = (...segments: Buffer[]) =>
  Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);

describe('a JPEG', () => {
  it.each([
    ['media/photo.jpg', { width: 480, height: 270, colour: 'colour', isProgressive: false }],
    ['tricky/progressive.jpg', { width: 48, height: 32, colour: 'colour', isProgressive: true }],
    ['tricky/cmyk.jpg', { width: 48, height: 32, colour: 'CMYK', isProgressive: false }],
    ['tricky/gray.jpg', { width: 48, height: 32, colour: 'greyscale', isProgressive: false }],
  ])('%s is %j', async (name, facts) => {
    expect(await factsOf(bytesOf(name), 'image/jpeg')).toEqual({ ...facts, bitDepth: 8 });
  });

  it.each([
    [1, 480, 270],
    [3, 480, 270],
    [5, 270, 480],
    [6, 270, 480],
    [8, 270, 480],
    [9, 480, 270],
  ])('with orientation %d is shown as %d × %d', async (orientation, width, height) => {
    for (const order of ['II', 'MM'] as const) {
      const facts = await factsOf(within(exif(orientation, order)), 'image/jpeg');
      expect(facts).toMatchObject({ width, height });
      expect(facts).not.toHaveProperty('flaws');
    }
  });

  it('is found behind megabytes of profiles, and behind padding', async () => {
    const profiles = Array.from({ length: 60 }, () => segment(0xe2, Buffer.alloc(65_533, 0xff)));
    const large = within(exif(6, 'MM'), ...profiles, Buffer.alloc(99, 0xff));
    const { facts, bytesRead } = await bytesFor(large, 'image/jpeg');
    expect(facts).toMatchObject({ width: 270, height: 480 });
    expect(bytesRead).toBeLessThan(24 * 1024);
  });

  it.each([
    ['in its scan', jpeg.subarray(0, 3000)],
    ['in a long scan', within(segment(0xe2, Buffer.alloc(9))).subarray(0, 19_000)],
    ['before its frame', bytesOf('tricky/cut-before-frame.jpg')],
    ['by its end mark', jpeg.subarray(0, -2)],
  ])('that is cut %s says so', async (_, bytes) => {
    expect((await factsOf(bytes, 'image/jpeg')).flaws).toEqual([cut('JPEG')]);
  });

  it('is whole with a film behind it, and in a longer scan than is looked through', async () => {
    const film = Buffer.concat([jpeg, bytesOf('media/clip.mp4'), bytesOf('media/clip.mov')]);
    expect(await factsOf(film, 'image/jpeg')).not.toHaveProperty('flaws');
    const long = Buffer.concat([
      jpeg.subarray(0, -2),
      Buffer.alloc(99_999, 'ab'),
      jpeg.subarray(-2),
    ]);
    expect(await factsOf(long, 'image/jpeg')).not.toHaveProperty('flaws');
    const cutLong = Buffer.concat([
      jpeg.subarray(0, -2),
      Buffer.alloc(99_999, Buffer.from('ff00abcd', 'hex')),
    ]);
    expect((await factsOf(cutLong, 'image/jpeg')).flaws).toEqual([cut('JPEG')]);
  });

  it('that makes no sense says where', async () => {
    const stray = Buffer.concat([jpeg.subarray(0, 2), Buffer.from('nonsense'), jpeg]);
    const { flaws } = await factsOf(stray, 'image/jpeg');
    expect(flaws).toEqual(['It is damaged: byte 2 begins no part of a JPEG.']);
  });
});

/** A chunk of PNG. */
function chunk(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name), content]);
  const bytes = Buffer.concat([Buffer.alloc(4), named, Buffer.alloc(4)]);
  bytes.writeUInt32BE(content.length);
  bytes.writeUInt32BE(crc32(named), bytes.length - 4);
  return bytes;
}

describe('a PNG', () => {
  it.each([
    ['16-bit', { bitDepth: 16, colour: 'colour', isProgressive: false }],
    ['gray-alpha', { bitDepth: 8, colour: 'greyscale', isProgressive: false }],
    ['indexed', { bitDepth: 8, colour: 'indexed', isProgressive: false }],
    ['interlaced', { bitDepth: 8, colour: 'indexed', isProgressive: true }],
  ])('%s is %j', async (name, facts) => {
    const size = { width: 48, height: 32, isAnimated: false };
    expect(await factsOf(bytesOf(`tricky/${name}.png`), 'image/png')).toEqual({
      ...size,
      ...facts,
    });
  });

  it('moves where it says so before its first picture, however far that is', async () => {
    const animated = await factsOf(bytesOf('tricky/animated.png'), 'image/png');
    expect(animated).toMatchObject({ isAnimated: true, frames: 3 });
    const control = chunk('acTL', Buffer.from('0000000700000000', 'hex'));
    const text = chunk('tEXt', Buffer.alloc(3_000_000));
    const far = Buffer.concat([png.subarray(0, 33), text, control, png.subarray(33)]);
    const { facts } = await bytesFor(far, 'image/png');
    expect(facts).toMatchObject({ isAnimated: true, frames: 7 });
    const late = Buffer.concat([png.subarray(0, -12), control, png.subarray(-12)]);
    expect(await factsOf(late, 'image/png')).toMatchObject({ isAnimated: false });
  });

  it('is whole with more behind its end', async () => {
    const more = Buffer.concat([png, Buffer.from('more')]);
    expect(await factsOf(more, 'image/png')).not.toHaveProperty('flaws');
  });

  it.each([
    ['cut in its data', png.subarray(0, -500), cut('PNG')],
    ['cut by its end', png.subarray(0, -12), cut('PNG')],
    ['cut in its header', png.subarray(0, 20), cut('PNG')],
    [
      'without a header',
      Buffer.concat([png.subarray(0, 8), png.subarray(33)]),
      'It is damaged: a PNG begins with its header (IHDR).',
    ],
  ])('%s says so', async (_, bytes, flaw) => {
    expect((await factsOf(bytes, 'image/png')).flaws).toEqual([flaw]);
  });

  it('is not believed where the header is damaged', async () => {
    const damaged = Buffer.from(png);
    damaged[18] = 0x7f;
    expect(await factsOf(damaged, 'image/png')).toEqual({
      flaws: ['Its header is damaged: the checksum is not that of its bytes.'],
    });
  });

  it('has a flaw without height', async () => {
    const header = Buffer.from(png.subarray(16, 29));
    header.writeUInt32BE(0, 4);
    const flat = Buffer.concat([png.subarray(0, 8), chunk('IHDR', header), png.subarray(33)]);
    expect((await factsOf(flat, 'image/png')).flaws).toEqual([
      'It says that it is 480 × 0 pixels.',
    ]);
  });
});
