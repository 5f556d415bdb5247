import { flaw, type Found } from './facts.ts';
import { GifWalk } from './gifWalk.ts';
import { zeroSize } from './picture.ts';
import type { Reading } from './reading.ts';

/** Bytes read at once. */
const windowLength = 256 * 1024;

const cut = 'It is cut short: the end of a GIF is missing.';

/**
 * Size, frames and delays of a GIF. What is damaged or cut short ends there, as in a browser, and
 * counts as far as it could be read.
 */
export async function readGif(reading: Reading, found: Found): Promise<void> {
  const head = await reading.at(0, 13);
  found.isAnimated = false;
  if (!/^GIF8[79]a/.test(head.toString('latin1', 0, 6))) return;
  if (head.length < 13) {
    flaw(found, cut);
    return;
  }
  found.width = head.readUInt16LE(6);
  found.height = head.readUInt16LE(8);
  found.colour = 'indexed';
  zeroSize(found);
  // Not known before the walk has ended, or met a second frame.
  delete found.isAnimated;
  const end = await walk(reading, new GifWalk(head), found);
  // Of what was read only in part, a second frame may still come.
  if (end !== 'limit') found.isAnimated ??= false;
  if (end === 'cut') flaw(found, cut);
  if (end === 'stray') {
    flaw(found, `After frame ${found.frames ?? 0} come bytes that no GIF has: players stop there.`);
  }
}

/** Answers why it ended. */
async function walk(
  reading: Reading,
  blocks: GifWalk,
  found: Found,
): Promise<'trailer' | 'stray' | 'cut' | 'limit'> {
  found.frames = 0;
  // Until the end is seen.
  found.isMoreFrames = true;
  let end = blocks.end;
  while (end === undefined && blocks.position < reading.size) {
    const { left } = reading;
    const before = blocks.position;
    blocks.over(await reading.at(before, Math.min(windowLength, left)));
    end = blocks.end;
    found.frames = blocks.frames;
    if (blocks.frames > 1) found.isAnimated = true;
    if (end === undefined && blocks.position === before) {
      if (left < reading.size - before) return 'limit';
      break;
    }
  }
  delete found.isMoreFrames;
  if (blocks.frames > 1) {
    found.durationSecs = blocks.hundredths / 100;
    found.frameRate = (blocks.frames * 100) / blocks.hundredths;
  }
  // Players show all of a file that lacks no more than its end mark.
  return end ?? (blocks.isComplete && blocks.position === reading.size ? 'trailer' : 'cut');
}
