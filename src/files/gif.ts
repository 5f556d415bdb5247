import { flaw, type Found } from './facts.ts';
import type { Reading } from './reading.ts';

/** Bytes read at once. */
const windowLength = 128 * 1024;
/** Hundredths of a second that browsers show a frame whose delay is less than {@link briefest}. */
const usualDelay = 10;
const briefest = 2;

/**
 * Size, frames and delays of a GIF, by the blocks of GIF89a
 * (https://www.w3.org/Graphics/GIF/spec-gif89a.txt). What is damaged or cut short ends there, as in
 * a browser, and counts as far as it could be read.
 */
export async function readGif(reading: Reading, found: Found): Promise<void> {
  const bytes = new Window(reading);
  const end = await walk(bytes, found);
  // As far as could be read, and so as sure as it will be.
  found.isAnimated ??= false;
  if (end === 'limit') return;
  delete found.isMoreFrames;
  if (end === 'cut') flaw(found, 'It is cut short: the end of a GIF is missing.');
  if (end === 'stray') {
    flaw(found, `After frame ${found.frames ?? 0} come bytes that no GIF has: players stop there.`);
  }
  const { frames = 0 } = found;
  if (frames > 1) {
    found.durationSecs = bytes.hundredths / 100;
    found.frameRate = (frames * 100) / bytes.hundredths;
  }
}

/** Why the walk over the blocks ended. */
type End = 'trailer' | 'cut' | 'stray' | 'limit';

async function walk(bytes: Window, found: Found): Promise<End> {
  // Windows begin where a byte is first asked for.
  await bytes.at(0);
  const screenFlags = await bytes.at(10);
  if (screenFlags === undefined) return bytes.end;
  found.width = await bytes.uint16(6);
  found.height = await bytes.uint16(8);
  found.colour = 'indexed';
  found.frames = 0;
  // Until the end is seen.
  found.isMoreFrames = true;
  if (found.width === 0 || found.height === 0) {
    flaw(found, `It says that it is ${found.width} × ${found.height} pixels.`);
  }
  let delay = 0;
  let position = 13 + colorTableLength(screenFlags);
  for (;;) {
    const introducer = bytes.held(position) ?? (await bytes.at(position));
    if (introducer === undefined) return bytes.end;
    if (introducer === trailer) return 'trailer';
    if (introducer === imageSeparator) {
      const imageFlags = bytes.held(position + 9) ?? (await bytes.at(position + 9));
      if (imageFlags === undefined) return bytes.end;
      found.frames += 1;
      if (found.frames === 2) found.isAnimated = true;
      bytes.hundredths += delay < briefest ? usualDelay : delay;
      delay = 0;
      // Ten bytes of descriptor, the colours, and one byte of LZW code size.
      position += 11 + colorTableLength(imageFlags);
    } else if (introducer === extensionIntroducer) {
      const label = bytes.held(position + 1) ?? (await bytes.at(position + 1));
      if (label === graphicControl) delay = (await bytes.uint16(position + 4)) ?? 0;
      position += 2;
    } else {
      return 'stray';
    }
    const end = await endOfSubBlocks(bytes, position);
    if (end === undefined) return bytes.end;
    position = end;
  }
}

const imageSeparator = 0x2c;
const extensionIntroducer = 0x21;
const graphicControl = 0xf9;
const trailer = 0x3b;

/** Bytes of the colour table that a packed field announces. */
function colorTableLength(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 0x07) + 1) : 0;
}

/** Sub-blocks tell their length in one byte; a length of 0 ends them. */
async function endOfSubBlocks(bytes: Window, start: number): Promise<number | undefined> {
  let position = start;
  for (;;) {
    const length = bytes.held(position) ?? (await bytes.at(position));
    if (length === undefined) return undefined;
    position += 1 + length;
    if (length === 0) return position;
  }
}

/** Single bytes by position, read from the file a window at a time. */
class Window {
  /** Hundredths of a second that the frames are shown, all of them so far. */
  hundredths = 0;
  /** Why {@link at} had no byte. */
  end: 'cut' | 'limit' = 'cut';
  #buffer: Uint8Array = new Uint8Array(0);
  #start = 0;
  readonly #reading: Reading;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  /**
   * The byte, when it is in the window. Sub-blocks come by the million in hostile files, and a
   * promise for each would keep the editor busy for seconds.
   */
  held(position: number): number | undefined {
    return this.#buffer[position - this.#start];
  }

  /** Undefined past the end of the file, and past what may be read. */
  async at(position: number): Promise<number | undefined> {
    const held = this.held(position);
    if (held !== undefined) return held;
    const { left, size } = this.#reading;
    if (position < size && left === 0) {
      this.end = 'limit';
      return undefined;
    }
    this.#buffer = await this.#reading.at(position, Math.min(windowLength, left));
    this.#start = position;
    return this.held(position);
  }

  async uint16(position: number): Promise<number | undefined> {
    const low = await this.at(position);
    const high = await this.at(position + 1);
    return low === undefined || high === undefined ? undefined : low + 256 * high;
  }
}
