import { flaw, type Found } from './facts.ts';
import { orientationIn } from './orientation.ts';
import { swapIfTurned, zeroSize } from './picture.ts';
import type { Reading } from './reading.ts';

/** Bytes of a segment that are read at once: a frame header has 8, and 3 for each component. */
const segmentStart = 20;
/** Bytes of an EXIF segment in which its orientation is looked for: it stands at the front. */
const exifStart = 4096;
/** Bytes at the end of the file in which its end mark is looked for. */
const tailLength = 16 * 1024;

const cut = 'It is cut short: the end of a JPEG is missing.';

/**
 * Size, colour and kind of a JPEG (ITU T.81, annex B), segment by segment: what programs keep in
 * front of the picture, megabytes at times, is stepped over.
 */
export async function readJpeg(reading: Reading, found: Found): Promise<void> {
  const { size } = reading;
  const [first, second] = await reading.at(0, 2);
  if (first !== 0xff || second !== 0xd8) return;
  let orientation: number | undefined;
  let position = 2;
  for (;;) {
    const bytes = await reading.at(position, segmentStart);
    const marker = bytes[1];
    if (bytes[0] !== 0xff) {
      flaw(found, bytes.length === 0 ? cut : strayBytes(position));
      return;
    }
    if (marker === 0xff) {
      // Any number of these may stand before a marker.
      const filled = bytes.findIndex((byte) => byte !== 0xff);
      position += (filled === -1 ? bytes.length : filled) - 1;
      continue;
    }
    if (marker === undefined || bytes.length < 4) {
      flaw(found, marker === 0xd9 ? 'It holds no picture.' : cut);
      return;
    }
    if (isAlone(marker)) {
      position += 2;
      continue;
    }
    const length = bytes.readUInt16BE(2);
    if (marker === 0xd9 || marker === 0xda) {
      if (found.width === undefined) flaw(found, 'It holds no picture.');
      if (marker === 0xda) await readEnd(reading, found, position + 2 + length);
      return;
    }
    if (length < 2 || marker < 0xc0) {
      flaw(found, strayBytes(position));
      return;
    }
    if (position + 2 + length > size) {
      flaw(found, cut);
      return;
    }
    if (marker === 0xe1 && bytes.toString('latin1', 4, 10) === 'Exif\0\0') {
      const exif = await reading.at(position + 10, Math.min(length - 8, exifStart));
      orientation ??= orientationIn(exif);
    } else if (isFrame(marker) && found.width === undefined) {
      readFrame(bytes, marker, found);
      swapIfTurned(found, orientation);
    }
    position += 2 + length;
  }
}

const strayBytes = (position: number) =>
  `It is damaged: byte ${position} begins no part of a JPEG.`;

/** Markers without a length: restarts, and one for private use. */
const isAlone = (marker: number) => (marker >= 0xd0 && marker <= 0xd8) || marker === 0x01;

/** Start of frame, of any process; DHT, JPG and DAC stand among their numbers. */
const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

function readFrame(bytes: Buffer, marker: number, found: Found): void {
  if (bytes.length < 10) return;
  found.bitDepth = bytes.readUInt8(4);
  found.height = bytes.readUInt16BE(5);
  found.width = bytes.readUInt16BE(7);
  const colour = { 1: 'greyscale', 3: 'colour', 4: 'CMYK' }[bytes.readUInt8(9)];
  if (colour !== undefined) found.colour = colour;
  found.isProgressive = (marker & 0x03) === 0x02;
  zeroSize(found);
}

/**
 * Cameras write more behind the end mark, films even, so that the mark is nowhere near the end
 * of a good file. It is cut short for certain when no mark follows its first scan, or when its
 * last bytes can be those of a scan only.
 */
async function readEnd(reading: Reading, found: Found, scan: number): Promise<void> {
  const from = Math.max(scan, reading.size - tailLength);
  const tail = await reading.at(from, tailLength);
  if (tail.includes(endMark)) return;
  if (from === scan || isScan(tail)) flaw(found, cut);
}

const endMark = Buffer.from([0xff, 0xd9]);

/** In a scan, 0xFF comes with a 0 behind it, or as one of a few markers; in other data anyhow. */
function isScan(bytes: Buffer): boolean {
  let stuffed = 0;
  for (let at = bytes.indexOf(0xff); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next === undefined) break;
    const isMarker = (next >= 0xd0 && next <= 0xd7) || [0xc4, 0xda, 0xfe, 0xff].includes(next);
    if (next !== 0 && !isMarker) return false;
    if (next === 0) stuffed += 1;
  }
  return stuffed >= 8;
}
