import { setImmediate as turn } from 'node:timers/promises';
import type { PositionalReader } from './reading.ts';

/** Bytes after which others get a turn: a promise alone lets no timer and no input through. */
const turnBytes = 1024 * 1024;

/** Bytes in memory, read like a file. */
export class MemoryReader implements PositionalReader {
  readonly #bytes: Uint8Array;
  #sinceTurn = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  async read(buffer: Uint8Array, offset: number, length: number, position: number) {
    const bytes = this.#bytes.subarray(position, position + length);
    buffer.set(bytes, offset);
    this.#sinceTurn += bytes.length;
    if (this.#sinceTurn >= turnBytes) {
      this.#sinceTurn = 0;
      await turn();
    }
    return { bytesRead: bytes.length };
  }
}
