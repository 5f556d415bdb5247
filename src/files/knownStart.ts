import { Reading, ReadingOver, type PositionalReader } from './reading.ts';

/** A reading of a file whose first bytes are known already: they are not read again. */
export class KnownStartReading extends Reading {
  /** Whether more was asked for than may be read. */
  isOver = false;
  readonly #start: Buffer;
  readonly #watched: Watched;

  /** @param bytes that may be read, the known ones included */
  constructor(
    reader: PositionalReader,
    size: number,
    start: Buffer,
    bytes: number,
    signal: AbortSignal,
  ) {
    const watched = new Watched(reader);
    super(watched, size, { bytes: Math.max(0, bytes - start.length), signal });
    this.#watched = watched;
    this.#start = start;
  }

  /** What the system said when the file could not be read, whatever became of it since. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#watched.failure;
  }

  override async at(position: number, length: number): Promise<Buffer> {
    const known = this.#start.length;
    const end = Math.min(position + length, this.size);
    if (end <= known) return this.#start.subarray(position, Math.max(position, end));
    try {
      if (position >= known) return await super.at(position, length);
      const more = await super.at(known, end - known);
      return Buffer.concat([this.#start.subarray(position), more]);
    } catch (error) {
      if (error instanceof ReadingOver) this.isOver = true;
      throw error;
    }
  }
}

/** Remembers that a read failed: a parser may make something else of the error. */
class Watched implements PositionalReader {
  failure: { readonly error: unknown } | undefined;
  readonly #reader: PositionalReader;

  constructor(reader: PositionalReader) {
    this.#reader = reader;
  }

  async read(buffer: Uint8Array, offset: number, length: number, position: number) {
    try {
      return await this.#reader.read(buffer, offset, length, position);
    } catch (error) {
      this.failure = { error };
      throw error;
    }
  }
}
