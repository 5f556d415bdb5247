import { constants, type Stats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { problemOfSystemError, problemUnlessRegular } from './problem.ts';
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

  /** Rejects with a `FileProblem`. `name` is what the problem calls the file. */
  static async open(file: string, name: string): Promise<OpenFile> {
    refuseUnlessRegular(name, await orProblem(name, stat(file)));
    // The file may be swapped for a pipe after `stat`: without O_NONBLOCK, opening that would wait
    // for a writer for ever. Windows has no such flag and no such pipes.
    const flags = constants.O_RDONLY | constants.O_NONBLOCK;
    const handle = await orProblem(name, open(file, flags));
    try {
      const stats = await orProblem(name, handle.stat());
      refuseUnlessRegular(name, stats);
      return new OpenFile(handle, stats);
    } catch (error) {
      await handle.close();
      throw error;
    }
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

async function orProblem<T>(name: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw problemOfSystemError(name, error);
  }
}

function refuseUnlessRegular(name: string, stats: Stats): void {
  const problem = problemUnlessRegular(name, stats);
  if (problem !== undefined) throw problem;
}
