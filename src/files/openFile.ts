import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { openRegular } from './openRegular.ts';
import type { PositionalReader } from './reading.ts';

/** Milliseconds that closing waits for a read that was left behind. */
const graceMs = 10;

/** A regular file, open for reading. */
export class OpenFile implements PositionalReader {
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970, as `fs.Stats` has it. */
  readonly mtimeMs: number;
  readonly #handle: FileHandle;
  #pending = 0;

  /** Rejects with a `FileProblem` for what is no regular file, and with the system's error. */
  static async open(file: string): Promise<OpenFile> {
    const { handle, stats } = await openRegular(file);
    return new OpenFile(handle, stats);
  }

  private constructor(handle: FileHandle, { size, mtimeMs }: Stats) {
    this.#handle = handle;
    this.size = size;
    this.mtimeMs = mtimeMs;
  }

  async read(buffer: Uint8Array, offset: number, length: number, position: number) {
    this.#pending += 1;
    try {
      return await this.#handle.read(buffer, offset, length, position);
    } finally {
      this.#pending -= 1;
    }
  }

  /** Behind the caller's back where a disk that has stalled keeps a read: closing waits for that. */
  async close(): Promise<void> {
    const closed = this.#handle.close();
    if (this.#pending === 0) {
      await closed;
    } else {
      // Nobody is left to be told how that ends, and nothing was written.
      await Promise.race([closed, delay(graceMs)]).catch(() => undefined);
    }
  }
}
