import type { Stats } from 'node:fs';
import { stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { answered } from '../files/answered.ts';
import { openRegular } from '../files/openRegular.ts';
import { FileProblem } from '../files/problem.ts';
import { writesTo } from './buffers.ts';

/** What tells that a file is still the same, as far as the system tells. Bytes; epoch milliseconds. */
export interface FileStamp {
  readonly size: number;
  readonly mtimeMs: number;
}

export interface SourceFileOptions {
  /** Milliseconds for which a disk may keep silent. */
  readonly stallMs?: number | undefined;
}

/** Bytes asked of the system at once, so that a slow share is not taken for a silent one. */
const readBytesMax = 1024 * 1024;
const stallMsDefault = 60_000;

/**
 * The file that is uploaded, held open: what is read is of one file, unchanged since it was opened.
 * Rejections are a {@link FileProblem}, or the signal's reason at once. A call that the disk does
 * not answer cannot be ended: it is left behind, and the file closed when it returns.
 */
export class SourceFile implements AsyncDisposable {
  readonly stamp: FileStamp;
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #stallMs: number;
  #calls = 0;

  private constructor(file: string, handle: FileHandle, stats: Stats, stallMs: number) {
    this.#path = file;
    this.#handle = handle;
    this.#stallMs = stallMs;
    this.stamp = { size: stats.size, mtimeMs: stats.mtimeMs };
  }

  /** Opens a regular file, or a link to one. */
  static async open(
    file: string,
    signal: AbortSignal,
    { stallMs = stallMsDefault }: SourceFileOptions = {},
  ): Promise<SourceFile> {
    signal.throwIfAborted();
    const opening = openRegular(file);
    try {
      const { handle, stats } = await answered(path.basename(file), opening, stallMs, signal);
      return new SourceFile(file, handle, stats, stallMs);
    } catch (error) {
      // Whatever opens after nobody waits any more.
      opening.then(({ handle }) => handle.close()).catch(() => undefined);
      throw error;
    }
  }

  /** The base name. */
  get name(): string {
    return path.basename(this.#path);
  }

  /**
   * Reads exactly `length` bytes at `position` into `buffer` at `offset`. Rejects with 'changed'
   * when the file is not that of `stamp` any more, before or after the read, 'stalled' when the
   * disk kept silent, 'unreadable' and the like for the system's errors.
   */
  async read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    if (offset + length > buffer.length) throw new RangeError('The buffer is too small');
    await this.#refuseChanged(signal);
    for (let done = 0; done < length;) {
      const asked = Math.min(length - done, readBytesMax);
      const reading = this.#handle.read(buffer, offset + done, asked, position + done);
      writesTo(buffer, reading);
      const { bytesRead } = await this.#answered(reading, signal);
      if (bytesRead === 0) throw changedProblem(this.name, 'it is shorter now');
      done += bytesRead;
    }
    await this.#refuseChanged(signal);
  }

  /**
   * Rejects with 'changed' when the file, or what is at its path by now, is not that of the stamp,
   * and with 'missing' when nothing is there. Another file of the same size and time passes.
   */
  async verify(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await this.#refuseChanged(signal);
    const there = await this.#answered(stat(this.#path), signal);
    if (!there.isFile()) throw changedProblem(this.name, 'it is no regular file now');
    this.#compare(there);
  }

  async #refuseChanged(signal: AbortSignal): Promise<void> {
    this.#compare(await this.#answered(this.#handle.stat(), signal));
  }

  #compare({ size, mtimeMs }: FileStamp): void {
    if (size !== this.stamp.size) {
      throw changedProblem(this.name, `it had ${this.stamp.size} bytes and has ${size} now`);
    }
    if (mtimeMs !== this.stamp.mtimeMs) throw changedProblem(this.name, 'it was written to');
  }

  async #answered<T>(call: Promise<T>, signal: AbortSignal): Promise<T> {
    this.#calls += 1;
    const over = () => void (this.#calls -= 1);
    call.then(over, over);
    return await answered(path.basename(this.#path), call, this.#stallMs, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Closes behind the calls under way, and so perhaps never: nobody waits for that.
    const closing = this.#handle.close();
    if (this.#calls === 0) await closing;
    else closing.catch(() => undefined);
  }
}

/** Why a file that is not what it was when its upload began is not sent. `how` is a clause. */
export function changedProblem(name: string, how: string): FileProblem {
  return new FileProblem('changed', `“${name}” changed since its upload began: ${how}.`);
}
