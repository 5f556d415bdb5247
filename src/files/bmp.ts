import { flaw, type Found } from './facts.ts';
import { zeroSize } from './picture.ts';
import type { Reading } from './reading.ts';

const cut = 'It is cut short: its pixels need more bytes than are there.';

/** Headers of OS/2 1.x have 12 bytes and shorter numbers; all others begin like Windows’s. */
const oldest = 12;
/** How the pixels are packed. */
const plain = 0;
const byMasks = [3, 6];

/** Size, bits and colour of a BMP, of every header that Windows and OS/2 have written. */
export async function readBmp(reading: Reading, found: Found): Promise<void> {
  const head = await reading.at(0, 70);
  if (head.toString('latin1', 0, 2) !== 'BM') return;
  if (head.length < 26) {
    flaw(found, 'It is cut short: it ends in its header.');
    return;
  }
  const headerLength = head.readUInt32LE(14);
  let bits: number;
  let packing = plain;
  if (headerLength === oldest) {
    found.width = head.readUInt16LE(18);
    found.height = head.readUInt16LE(20);
    bits = head.readUInt16LE(24);
  } else {
    if (head.length < 34 || headerLength < 16) {
      flaw(found, 'Its header is damaged: it makes no sense as a BMP.');
      return;
    }
    found.width = Math.abs(head.readInt32LE(18));
    // Less than none where the rows come from the top.
    found.height = Math.abs(head.readInt32LE(22));
    bits = head.readUInt16LE(28);
    if (headerLength >= 20) packing = head.readUInt32LE(30);
  }
  zeroSize(found);
  const depth = depthOf(head, bits, packing);
  if (depth !== undefined) found.bitDepth = depth;
  found.colour = bits <= 8 ? 'indexed' : 'colour';
  if (packing === plain || byMasks.includes(packing)) {
    const row = Math.ceil((found.width * bits) / 32) * 4;
    if (head.readUInt32LE(10) + row * found.height > reading.size) flaw(found, cut);
  }
}

/** Bits of each sample; undefined where the colours have different ones. */
function depthOf(head: Buffer, bits: number, packing: number): number | undefined {
  if (bits <= 8 && bits > 0) return bits;
  if (packing === plain) return { 16: 5, 24: 8, 32: 8 }[bits];
  if (!byMasks.includes(packing) || head.length < 66) return undefined;
  const masks = [54, 58, 62].map((at) => ones(head.readUInt32LE(at)));
  return masks.every((mask) => mask === masks[0]) ? masks[0] : undefined;
}

function ones(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}
