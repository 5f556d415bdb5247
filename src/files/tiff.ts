import { flaw, type Found } from './facts.ts';
import { swapIfTurned, zeroSize } from './picture.ts';
import type { Reading } from './reading.ts';
import { readDirectory, readOrder, type Directory, type Order } from './tiffDirectory.ts';

/** Directories that are looked at for the picture itself: scanners put a small one in front. */
const directoriesMax = 8;

const tag = {
  kind: 254,
  width: 256,
  height: 257,
  bits: 258,
  photometric: 262,
  stripOffsets: 273,
  orientation: 274,
  stripLengths: 279,
  tileOffsets: 324,
  tileLengths: 325,
} as const;

const cut = 'It is cut short: part of the picture is missing.';

/**
 * Size and colour of a TIFF's first page (TIFF 6.0, and BigTIFF), wherever its directory lies:
 * mostly at the end.
 */
export async function readTiff(reading: Reading, found: Found): Promise<void> {
  const order = readOrder(await reading.at(0, 16));
  if (order === undefined) return;
  const page = await firstPage(reading, order, found);
  if (page === undefined) return;
  const [width] = await page.numbers(tag.width);
  const [height] = await page.numbers(tag.height);
  if (width === undefined || height === undefined) {
    flaw(found, 'It is damaged: it does not say how large its picture is.');
    return;
  }
  found.width = width;
  found.height = height;
  // One bit where nothing is said: TIFF 6.0, page 29.
  const [bits = 1] = await page.numbers(tag.bits);
  if (bits > 0 && bits <= 64) found.bitDepth = bits;
  const [photometric = -1] = await page.numbers(tag.photometric);
  const colour = colours[photometric];
  if (colour !== undefined) found.colour = colour;
  const [orientation] = await page.numbers(tag.orientation);
  swapIfTurned(found, orientation);
  zeroSize(found);
  if (await isCut(page, reading.size)) flaw(found, cut);
}

const colours: Readonly<Record<number, string>> = {
  0: 'greyscale',
  1: 'greyscale',
  2: 'colour',
  3: 'indexed',
  5: 'CMYK',
  6: 'colour',
  8: 'colour',
  9: 'colour',
  10: 'colour',
};

/** The first directory of a picture in full size. */
async function firstPage(
  reading: Reading,
  order: Order,
  found: Found,
): Promise<Directory | undefined> {
  let first: Directory | undefined;
  let position = order.directory;
  for (let count = 0; count < directoriesMax && position !== 0; count += 1) {
    const directory = await readDirectory(reading, order, position);
    if (directory === undefined) {
      const what = 'its directory lies behind its end, or is damaged';
      if (first === undefined) flaw(found, `It is cut short or damaged: ${what}.`);
      return first;
    }
    first ??= directory;
    const [kind = 0] = await directory.numbers(tag.kind);
    if ((kind & 1) === 0) return directory;
    position = directory.next;
  }
  return first;
}

/** Whether its last strip or tile ends behind the end of the file. */
async function isCut(page: Directory, size: number): Promise<boolean> {
  for (const [offsets, lengths] of [
    [tag.stripOffsets, tag.stripLengths],
    [tag.tileOffsets, tag.tileLengths],
  ] as const) {
    const offset = await page.last(offsets);
    const length = await page.last(lengths);
    if (offset !== undefined && offset + (length ?? 0) > size) return true;
  }
  return false;
}
