import type { Reading } from './reading.ts';

/** Reads a file a little ahead, so that neighbours cost one read, and remembers what reading failed with. */
export class FileWindow {
  readonly size: number;
  /** What the file could not be read with: a limit, a cancellation, the system's error. No parser's. */
  failure: unknown;
  readonly #reading: Reading;
  #start = 0;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(reading: Reading) {
    this.#reading = reading;
    this.size = reading.size;
  }

  /** Bytes that may still be read. */
  get left(): number {
    return this.#reading.left;
  }

  /**
   * `length` bytes from `position` on, or fewer where the file ends. When they have to be read,
   * `ahead` bytes are. Rejects as {@link Reading.at} does.
   */
  async bytes(position: number, length: number, ahead = 0): Promise<Buffer> {
    const end = Math.min(position + length, this.size);
    if (position < this.#start || end > this.#start + this.#bytes.length) {
      const wanted = Math.max(length, Math.min(ahead, this.left, this.size - position));
      try {
        this.#bytes = await this.#reading.at(position, wanted);
      } catch (error) {
        this.failure = error;
        throw error;
      }
      this.#start = position;
    }
    const from = position - this.#start;
    return this.#bytes.subarray(from, Math.max(from, end - this.#start));
  }
}

/** A box of the ISO base media file format (ISO/IEC 14496-12, 4.2), or an atom of QuickTime. */
export interface Box {
  readonly type: string;
  readonly start: number;
  /** Where its content begins and ends. The end is what the box states: it may lie past the file's. */
  readonly body: number;
  readonly end: number;
}

/** The longest header of a box. */
export const headerLength = 16;

/** The box that begins at `position` of a container that ends at `end`; undefined when none can. */
export async function boxAt(
  window: FileWindow,
  position: number,
  end: number,
  ahead: number,
): Promise<Box | undefined> {
  if (end - position < 8) return undefined;
  const header = await window.bytes(position, Math.min(headerLength, end - position), ahead);
  return parseHeader(header, position, end);
}

/** The boxes in a buffer, whose positions are those in the buffer. Ends at the first that cannot be one. */
export function* boxesIn(bytes: Buffer, start = 0, end = bytes.length): Generator<Box> {
  let position = start;
  while (position < end) {
    const box = parseHeader(bytes.subarray(position, end), position, end);
    if (box === undefined) return;
    yield box;
    position = box.end;
  }
}

/** A box is at least as long as its header, so that whoever walks boxes gets on. */
function parseHeader(header: Buffer, start: number, end: number): Box | undefined {
  if (header.length < 8) return undefined;
  const type = header.toString('latin1', 4, 8);
  const size = header.readUInt32BE(0);
  if (size === 0) return { type, start, body: start + 8, end };
  if (size === 1) {
    if (header.length < 16) return undefined;
    const large = Number(header.readBigUInt64BE(8));
    if (large < 16 || !Number.isSafeInteger(start + large)) return undefined;
    return { type, start, body: start + 16, end: start + large };
  }
  return size < 8 ? undefined : { type, start, body: start + 8, end: start + size };
}

/** A box of `type` with `parts` as its content. */
export function makeBox(type: string, ...parts: readonly Uint8Array[]): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(8 + parts.reduce((sum, part) => sum + part.length, 0), 0);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, ...parts]);
}
