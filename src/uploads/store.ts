import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from '../api/ports.ts';
import { Emitter, type Disposable } from './events.ts';
import { readRecord, type UploadRecord } from './record.ts';
import { watchFolder } from './watchFolder.ts';
import { writeWhole } from './writeWhole.ts';

/** A record that appeared or changed on disk, or whose file is gone. */
export interface StoreChange {
  readonly id: string;
  readonly record: UploadRecord | undefined;
}

const fileName = /^([0-9a-f-]{36})\.json$/;
/** Milliseconds in which one write's several events become one reading. */
const settleMs = 40;
/** Files read at once: enough to hide the disk, few enough for a default limit on open files. */
const readsAtOnce = 64;

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/**
 * One JSON file per upload. Written to a temporary name, flushed and renamed, so that a file is
 * whole or absent; what cannot be read is set aside and reported, never deleted.
 */
export class UploadStore {
  readonly #dir: string;
  readonly #log: Logger;
  readonly #problems = new Emitter<string>();
  readonly #queues = new Map<string, Promise<void>>();
  readonly #reported = new Set<string>();

  /** Sentences about files that could not be read, for the user. */
  readonly onProblem = this.#problems.event;

  constructor(dir: string, log: Logger) {
    this.#dir = dir;
    this.#log = log;
  }

  async load(): Promise<UploadRecord[]> {
    const ids = await this.#list();
    const records: UploadRecord[] = [];
    for (let start = 0; start < ids.length; start += readsAtOnce) {
      const batch = ids.slice(start, start + readsAtOnce);
      for (const record of await Promise.all(batch.map((id) => this.#read(id)))) {
        if (record !== undefined) records.push(record);
      }
    }
    return records;
  }

  /** Rejects with the file system's error when the record could not be kept. */
  write(record: UploadRecord): Promise<void> {
    return this.#inTurn(record.id, async () => {
      await mkdir(this.#dir, { recursive: true });
      await writeWhole(this.#path(record.id), JSON.stringify(record, undefined, 1));
    });
  }

  delete(id: string): Promise<void> {
    return this.#inTurn(id, async () => {
      await rm(this.#path(id), { force: true });
      await rm(this.#claim(id), { force: true });
    });
  }

  /** True for exactly one window: whoever asks first about this upload. */
  async claim(id: string): Promise<boolean> {
    try {
      const handle = await open(this.#claim(id), 'wx', 0o600);
      await handle.close();
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      // A folder that cannot be written coordinates nobody: better told twice than never.
      return true;
    }
  }

  async unclaim(id: string): Promise<void> {
    await rm(this.#claim(id), { force: true });
  }

  /** Tells of every change in the folder, other windows' above all, within two seconds. */
  watch(listener: (change: StoreChange) => void): Disposable {
    const stopped = new AbortController();
    const pending = new Map<string, NodeJS.Timeout>();
    const look = (id: string) => {
      clearTimeout(pending.get(id));
      pending.set(
        id,
        setTimeout(() => {
          pending.delete(id);
          void this.#read(id).then((record) => {
            if (!stopped.signal.aborted) listener({ id, record });
          });
        }, settleMs),
      );
    };
    const onName = (name: string) => {
      const id = fileName.exec(name)?.[1];
      if (id !== undefined) look(id);
    };
    watchFolder(this.#dir, onName, stopped.signal, this.#log);
    return {
      dispose: () => {
        stopped.abort();
        for (const timer of pending.values()) clearTimeout(timer);
        this.#problems.dispose();
      },
    };
  }

  async #list(): Promise<string[]> {
    try {
      const names = await readdir(this.#dir);
      return names.flatMap((name) => fileName.exec(name)?.[1] ?? []);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return [];
      this.#report(
        this.#dir,
        `The folder of uploads (${this.#dir}) cannot be read: ${String(error)}`,
      );
      return [];
    }
  }

  async #read(id: string): Promise<UploadRecord | undefined> {
    let text: string;
    try {
      text = await readFile(this.#path(id), 'utf8');
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') {
        this.#report(
          id,
          `The saved upload ${id}.json cannot be read and was left where it is: ${String(error)}`,
        );
      }
      return undefined;
    }
    const read = readRecord(text);
    if ('record' in read && read.record.id === id) return read.record;
    if ('problem' in read && read.problem === 'newer') {
      this.#report(
        id,
        `The saved upload ${id}.json was written by a newer version; update to see it.`,
      );
      return undefined;
    }
    await this.#setAside(id, 'why' in read ? read.why : 'it names another upload');
    return undefined;
  }

  async #setAside(id: string, why: string): Promise<void> {
    const aside = path.join(this.#dir, 'set-aside');
    const target = path.join(aside, `${id}.${Date.now()}.json`);
    try {
      await mkdir(aside, { recursive: true });
      await rename(this.#path(id), target);
      this.#report(
        target,
        `A saved upload could not be read (${why}). It was kept as ${target}; the others are untouched.`,
      );
    } catch (error) {
      // Another window was faster, or the folder is read-only: the file stays where it is.
      if (codeOf(error) === 'ENOENT') return;
      this.#report(
        id,
        `The saved upload ${id}.json could not be read (${why}) and was left where it is.`,
      );
    }
  }

  #report(key: string, sentence: string): void {
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    this.#log.warn(sentence);
    this.#problems.fire(sentence);
  }

  /** Writes of one upload keep their order, whatever the disk does. */
  #inTurn(id: string, work: () => Promise<void>): Promise<void> {
    const previous = this.#queues.get(id) ?? Promise.resolve();
    const next = previous.then(work, work);
    this.#queues.set(id, next);
    const forget = () => {
      if (this.#queues.get(id) === next) this.#queues.delete(id);
    };
    next.then(forget, forget);
    return next;
  }

  #path(id: string): string {
    return path.join(this.#dir, `${id}.json`);
  }

  #claim(id: string): string {
    return path.join(this.#dir, `${id}.warned`);
  }
}
