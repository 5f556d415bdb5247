import { mkdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from '../api/ports.ts';
import { Emitter } from './events.ts';
import { readRecord, type UploadRecord } from './record.ts';

/**
 * What became of a state file: its record, or that there is no file, that it is there and tells
 * nothing now, or that it told nothing and was moved aside.
 */
export type ReadFile = UploadRecord | 'gone' | 'unreadable' | 'set-aside';

export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** Nothing is at this path: not the file, or no folder where one was. */
export function isAbsent(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
}

/** The files of a folder of uploads, by upload id; what cannot be read is reported once. */
export class RecordFiles {
  readonly #dir: string;
  readonly #log: Logger;
  readonly #problems = new Emitter<string>();
  readonly #reported = new Set<string>();

  /** Sentences about files that could not be read, for the user. */
  readonly onProblem = this.#problems.event;

  constructor(dir: string, log: Logger) {
    this.#dir = dir;
    this.#log = log;
  }

  path(id: string): string {
    return path.join(this.#dir, `${id}.json`);
  }

  /** Never rejects. */
  async read(id: string): Promise<ReadFile> {
    let text: string;
    try {
      text = await readFile(this.path(id), 'utf8');
    } catch (error) {
      if (isAbsent(error)) return 'gone';
      this.report(
        id,
        `The saved upload ${id}.json cannot be read and was left where it is: ${String(error)}`,
      );
      return 'unreadable';
    }
    const read = readRecord(text);
    if ('record' in read && read.record.id === id) return read.record;
    if ('problem' in read && read.problem === 'newer') {
      this.report(
        id,
        `The saved upload ${id}.json was written by a newer version; update to see it.`,
      );
      return 'unreadable';
    }
    return this.#setAside(id, 'why' in read ? read.why : 'it names another upload');
  }

  async #setAside(id: string, why: string): Promise<ReadFile> {
    const aside = path.join(this.#dir, 'set-aside');
    const target = path.join(aside, `${id}.${Date.now()}.json`);
    try {
      await mkdir(aside, { recursive: true });
      await rename(this.path(id), target);
    } catch (error) {
      // Another window was faster.
      if (codeOf(error) === 'ENOENT') return 'gone';
      this.report(
        id,
        `The saved upload ${id}.json could not be read (${why}) and was left where it is.`,
      );
      return 'unreadable';
    }
    this.report(
      target,
      `A saved upload could not be read (${why}). It was kept as ${target}; the others are untouched.`,
    );
    return 'set-aside';
  }

  report(key: string, sentence: string): void {
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    this.#log.warn(sentence);
    this.#problems.fire(sentence);
  }

  dispose(): void {
    this.#problems.dispose();
  }
}
