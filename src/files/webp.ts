import { imageSize } from 'image-size';
import { flaw, type Found } from './facts.ts';
import { zeroSize } from './picture.ts';
import type { Reading } from './reading.ts';

const cut = 'It is cut short: it says that it has more bytes than are there.';
const damaged = 'Its header is damaged: it makes no sense as a WebP.';

/**
 * Size and frames of a WebP (https://developers.google.com/speed/webp/docs/riff_container). It
 * has no list of frames: they are counted by the heads of its chunks, as far as may be read.
 */
export async function readWebp(reading: Reading, found: Found): Promise<void> {
  const head = await reading.at(0, 30);
  const kind = head.toString('latin1', 12, 16);
  if (head.toString('latin1', 0, 4) !== 'RIFF' || head.toString('latin1', 8, 12) !== 'WEBP') return;
  if (head.length < 30) {
    flaw(found, cut);
    return;
  }
  if (head.readUInt32LE(4) + 8 > reading.size) flaw(found, cut);
  if (!isWhole(head, kind)) {
    flaw(found, damaged);
    return;
  }
  const { width, height } = imageSize(head);
  found.width = width;
  found.height = height;
  found.bitDepth = 8;
  found.colour = 'colour';
  found.isAnimated = false;
  zeroSize(found);
  if (kind === 'VP8X' && (head.readUInt8(20) & animationFlag) !== 0) {
    await countFrames(reading, found);
  }
}

const animationFlag = 0x02;

/** Whether the first chunk begins as its kind does; only of such ones is the size asked. */
function isWhole(head: Buffer, kind: string): boolean {
  switch (kind) {
    case 'VP8X':
      return (head.readUInt8(20) & 0xc1) === 0;
    case 'VP8 ':
      // A key frame, and its start code.
      return (head.readUInt8(20) & 0x01) === 0 && head.toString('hex', 23, 26) === '9d012a';
    case 'VP8L':
      return head.readUInt8(20) === 0x2f;
    default:
      return false;
  }
}

async function countFrames(reading: Reading, found: Found): Promise<void> {
  const end = Math.min(reading.size, 8 + (await reading.at(4, 4)).readUInt32LE(0));
  found.frames = 0;
  found.isMoreFrames = true;
  for (let position = 12; position + 8 <= end;) {
    if (reading.left < 8) return;
    const chunk = await reading.at(position, 8);
    if (chunk.length < 8) break;
    if (chunk.toString('latin1', 0, 4) === 'ANMF') {
      found.frames += 1;
      if (found.frames === 2) found.isAnimated = true;
    }
    const length = chunk.readUInt32LE(4);
    position += 8 + length + (length & 1);
  }
  delete found.isMoreFrames;
}
