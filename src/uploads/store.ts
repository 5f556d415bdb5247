import { mkdir, open, readdir } from 'node:fs/promises';
import type { Logger } from '../api/ports.ts';
import { beside, removeBeside, removeIfThere } from './beside.ts';
import type { Disposable, Event } from './events.ts';
import { takeLease, type Lease } from './lease.ts';
import type { UploadRecord } from './record.ts';
import { codeOf, RecordFiles, type ReadFile } from './recordFiles.ts';
import { watchFolder } from './watchFolder.ts';
import { sweepTemporaries, writeWhole } from './writeWhole.ts';

/**
 * A record that appeared or changed on disk, one whose file is gone, or one whose file was spoilt
 * and moved aside.
 */
export interface StoreChange {
  readonly id: string;
  readonly file: UploadRecord | 'gone' | 'set-aside';
}

export interface Watching extends Disposable {
  /** Resolves when no change can be missed any more. */
  readonly ready: Promise<void>;
}

const fileName = /^([0-9a-f-]{36})\.json$/;
/** Milliseconds in which one write's several events become one reading. */
const settleMs = 40;
/** Files read at once: enough to hide the disk, few enough for a default limit on open files. */
const readsAtOnce = 64;

/**
 * One JSON file per upload. Written to a temporary name, flushed and renamed, so that a file is
 * whole or absent; what cannot be read is set aside and reported, never deleted.
 */
export class UploadStore {
  readonly #dir: string;
  readonly #log: Logger;
  readonly #files: RecordFiles;
  readonly #queues = new Map<string, Promise<unknown>>();

  /** Sentences about files that could not be read, for the user. */
  readonly onProblem: Event<string>;

  constructor(dir: string, log: Logger) {
    this.#dir = dir;
    this.#log = log;
    this.#files = new RecordFiles(dir, log);
    this.onProblem = this.#files.onProblem;
  }

  async load(): Promise<UploadRecord[]> {
    const ids = await this.#list();
    const records: UploadRecord[] = [];
    for (let start = 0; start < ids.length; start += readsAtOnce) {
      const batch = ids.slice(start, start + readsAtOnce);
      for (const file of await Promise.all(batch.map((id) => this.#files.read(id)))) {
        if (typeof file === 'object') records.push(file);
      }
    }
    sweepTemporaries(this.#dir).catch((error: unknown) => {
      // Another window sweeps too, and a folder may not be there yet.
      this.#log.debug(`Sweeping temporary files ended early: ${String(error)}`);
    });
    return records;
  }

  read(id: string): Promise<ReadFile> {
    return this.#files.read(id);
  }

  /** Rejects with the file system's error when the record could not be kept. */
  write(record: UploadRecord): Promise<void> {
    return this.#inTurn(record.id, async () => {
      await mkdir(this.#dir, { recursive: true });
      await writeWhole(this.#files.path(record.id), JSON.stringify(record, undefined, 1));
    });
  }

  /** Rejects with the file system's error when a file is there and stays. */
  delete(id: string): Promise<void> {
    return this.#inTurn(id, async () => {
      await removeIfThere(this.#files.path(id));
      await removeBeside(this.#dir, id);
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
    await removeIfThere(this.#claim(id));
  }

  /** Tells of every change in the folder, other windows' above all, within two seconds. */
  watch(listener: (change: StoreChange) => void): Watching {
    const stopped = new AbortController();
    const pending = new Map<string, NodeJS.Timeout>();
    const look = async (id: string) => {
      pending.delete(id);
      // Behind our own write of this file, if one is under way: what it replaces is no news.
      const file = await this.#inTurn(id, () => this.#files.read(id));
      if (!stopped.signal.aborted && file !== 'unreadable') listener({ id, file });
    };
    const onName = (name: string) => {
      const id = fileName.exec(name)?.[1];
      if (id === undefined) return;
      clearTimeout(pending.get(id));
      pending.set(
        id,
        setTimeout(() => void look(id), settleMs),
      );
    };
    return {
      ready: watchFolder(this.#dir, onName, stopped.signal, this.#log),
      dispose: () => {
        stopped.abort();
        for (const timer of pending.values()) clearTimeout(timer);
        this.#files.dispose();
      },
    };
  }

  async #list(): Promise<string[]> {
    try {
      const names = await readdir(this.#dir);
      return names.flatMap((name) => fileName.exec(name)?.[1] ?? []);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return [];
      this.#files.report(
        this.#dir,
        `The folder of uploads (${this.#dir}) cannot be read: ${String(error)}`,
      );
      return [];
    }
  }

  /** Work on one upload's file keeps its order, whatever the disk does. */
  #inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    const previous = this.#queues.get(id) ?? Promise.resolve();
    const next = previous.then(work, work);
    this.#queues.set(id, next);
    const forget = () => {
      if (this.#queues.get(id) === next) this.#queues.delete(id);
    };
    next.then(forget, forget);
    return next;
  }

  /** For the one process that works on this upload; undefined while another one does. */
  lease(id: string): Promise<Lease | undefined> {
    return takeLease(beside(this.#dir, id, 'lease'));
  }

  /** For the one window that offers to go on with it. */
  offer(id: string): Promise<Lease | undefined> {
    return takeLease(beside(this.#dir, id, 'offer'));
  }

  #claim(id: string): string {
    return beside(this.#dir, id, 'warned');
  }
}
