import { crc32 } from 'node:zlib';
import { imageSize } from 'image-size';
import { flaw, type Found } from './facts.ts';
import { zeroSize } from './picture.ts';
import type { Reading } from './reading.ts';

const signature = Buffer.from('89504e470d0a1a0a', 'hex');
const end = Buffer.from('0000000049454e44ae426082', 'hex');
/** Bytes that are left for other things when a walk over the chunks gives up. */
const reserve = 1024;

const cut = 'It is cut short: the end of a PNG is missing.';
const damagedHeader = 'Its header is damaged: the checksum is not that of its bytes.';

/** Size, colour and frames of a PNG, which may move (https://www.w3.org/TR/png-3/). */
export async function readPng(reading: Reading, found: Found): Promise<void> {
  const head = await reading.at(0, 33);
  if (!head.subarray(0, 8).equals(signature)) return;
  if (head.length < 33) {
    flaw(found, cut);
    return;
  }
  if (head.toString('latin1', 12, 16) !== 'IHDR') {
    flaw(found, 'It is damaged: a PNG begins with its header (IHDR).');
    return;
  }
  if (crc32(head.subarray(12, 29)) !== head.readUInt32BE(29)) {
    flaw(found, damagedHeader);
    return;
  }
  const { width, height } = imageSize(head);
  found.width = width;
  found.height = height;
  found.bitDepth = head.readUInt8(24);
  const colour = colours[head.readUInt8(25)];
  if (colour !== undefined) found.colour = colour;
  found.isProgressive = head.readUInt8(28) === 1;
  zeroSize(found);
  const frames = await framesBeforeData(reading);
  found.isAnimated = frames !== undefined && frames > 1;
  if (frames !== undefined) found.frames = frames;
  if (await isCut(reading)) flaw(found, cut);
}

const colours: Readonly<Record<number, string>> = {
  0: 'greyscale',
  2: 'colour',
  3: 'indexed',
  4: 'greyscale',
  6: 'colour',
};

/** The number of frames of a PNG that moves: it has to come before the first picture. */
async function framesBeforeData(reading: Reading): Promise<number | undefined> {
  for (let position = 33; position < reading.size && reading.left > reserve;) {
    const chunk = await reading.at(position, 12);
    if (chunk.length < 12) return undefined;
    const name = chunk.toString('latin1', 4, 8);
    if (name === 'IDAT' || name === 'IEND') return undefined;
    if (name === 'acTL') return chunk.readUInt32BE(8);
    position += 12 + chunk.readUInt32BE(0);
  }
  return undefined;
}

/** Whether the file ends before the picture does. What stands behind the picture is no matter. */
async function isCut(reading: Reading): Promise<boolean> {
  const { size } = reading;
  const last = await reading.at(Math.max(0, size - end.length), end.length);
  if (last.equals(end)) return false;
  for (let position = 33; reading.left > reserve;) {
    if (position + 12 > size) return true;
    const chunk = await reading.at(position, 8);
    if (chunk.toString('latin1', 4, 8) === 'IEND') return false;
    position += 12 + chunk.readUInt32BE(0);
  }
  // Too many chunks to walk to the last one: nobody knows.
  return false;
}
