import type { PositionalReader } from './reading.ts';

/** Bytes read at once. */
const windowLength = 64 * 1024;
/** Bytes after which no second frame is looked for: X takes GIFs of at most 15 MB. */
const searchLimit = 16 * 1024 * 1024;

/**
 * Whether a GIF has more than one frame, by the blocks of GIF89a
 * (https://www.w3.org/Graphics/GIF/spec-gif89a.txt). Stops at the second frame. What is damaged or
 * cut short ends there, as in a browser, and counts as far as it could be read.
 */
export async function gifMoves(reader: PositionalReader, signal?: AbortSignal): Promise<boolean> {
  const bytes = new Window(reader, signal);
  const screenFlags = await bytes.at(10);
  if (screenFlags === undefined) return false;
  let frames = 0;
  let position = 13 + colorTableLength(screenFlags);

  for (;;) {
    const introducer = bytes.held(position) ?? (await bytes.at(position));
    if (introducer === imageSeparator) {
      frames += 1;
      if (frames === 2) return true;
      const imageFlags = await bytes.at(position + 9);
      if (imageFlags === undefined) return false;
      // Ten bytes of descriptor, the colours, and one byte of LZW code size.
      position += 11 + colorTableLength(imageFlags);
    } else if (introducer === extensionIntroducer) {
      position += 2;
    } else {
      return false;
    }
    const end = await endOfSubBlocks(bytes, position);
    if (end === undefined) return false;
    position = end;
  }
}

const imageSeparator = 0x2c;
const extensionIntroducer = 0x21;

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
  private readonly buffer = new Uint8Array(windowLength);
  private start = 0;
  private length = 0;
  private readonly reader: PositionalReader;
  private readonly signal: AbortSignal | undefined;

  constructor(reader: PositionalReader, signal: AbortSignal | undefined) {
    this.reader = reader;
    this.signal = signal;
  }

  /**
   * The byte, when it is in the window. Sub-blocks come by the million in hostile files, and a
   * promise for each would keep the editor busy for seconds.
   */
  held(position: number): number | undefined {
    const index = position - this.start;
    return index < this.length ? this.buffer[index] : undefined;
  }

  /** Undefined past the end of the file, and past {@link searchLimit}. */
  async at(position: number): Promise<number | undefined> {
    if (position >= searchLimit) return undefined;
    const held = this.held(position);
    if (held !== undefined) return held;
    this.signal?.throwIfAborted();
    const { bytesRead } = await this.reader.read(this.buffer, 0, windowLength, position);
    this.start = position;
    this.length = bytesRead;
    return this.held(position);
  }
}
