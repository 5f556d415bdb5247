/** What is read from: a `FileHandle`, or bytes in memory. */
export interface PositionalReader {
  read(
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }>;
}

/** Bytes that may be read of a file, whatever its size. A GIF has no index: its frames are counted by walking it. */
export const bytesMax = {
  image: 64 * 1024,
  gif: 16 * 1024 * 1024,
  video: 512 * 1024,
  subtitles: 512 * 1024,
  model: 64 * 1024,
} as const;

/** Milliseconds after which an inspection goes with what it has. */
export const inspectionMs = 200;

/** A limit of the inspection was reached: nothing is wrong with the file. */
export class ReadingOver extends Error {
  override readonly name = 'ReadingOver';
}

/** Positional reads of one file that are counted, end at a limit, and can be cancelled. */
export class Reading {
  /** Bytes of the file. */
  readonly size: number;
  /** Bytes that were read so far. */
  bytesRead = 0;
  readonly #reader: PositionalReader;
  readonly #signal: AbortSignal | undefined;
  #left: number;

  constructor(
    reader: PositionalReader,
    size: number,
    limits: { readonly bytes: number; readonly signal?: AbortSignal | undefined },
  ) {
    this.#reader = reader;
    this.size = size;
    this.#left = limits.bytes;
    this.#signal = limits.signal;
  }

  /** Bytes that may still be read. */
  get left(): number {
    return this.#left;
  }

  /**
   * The bytes from `position` on: `length` of them, or fewer where the file ends. Rejects with a
   * {@link ReadingOver} when that would be more than may be read, with the signal's reason, or with
   * the system's error.
   */
  async at(position: number, length: number): Promise<Buffer> {
    const wanted = Math.max(0, Math.min(length, this.size - position));
    if (wanted > this.#left) throw new ReadingOver(`${wanted} bytes more than may be read`);
    this.#left -= wanted;
    const bytes = Buffer.alloc(wanted);
    let filled = 0;
    while (filled < wanted) {
      this.#signal?.throwIfAborted();
      const { bytesRead } = await this.#reader.read(
        bytes,
        filled,
        wanted - filled,
        position + filled,
      );
      if (bytesRead === 0) break;
      filled += bytesRead;
      this.bytesRead += bytesRead;
    }
    this.#signal?.throwIfAborted();
    return bytes.subarray(0, filled);
  }
}
