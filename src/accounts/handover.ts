import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { systemPorts, type Logger, type Ports } from '../api/ports.ts';
import { watchFolder } from '../uploads/watchFolder.ts';
import { sweepTemporaries, writeWhole } from '../uploads/writeWhole.ts';
import type { Account } from './account.ts';
import { whileLocked } from './fileLock.ts';
import { goneNote, openNote, readNote, sealedNote, type Note, type Opened } from './note.ts';
import { readSmall } from '../uploads/smallFile.ts';

/** Milliseconds for which the others are told that an account is gone: a month. */
const toldMs = 30 * 24 * 3600 * 1000;

/**
 * What a window leaves for the others. VS Code in a browser reads its secret storage once, when a
 * window loads, so that one window never learns what another stored: after a refresh it would go
 * on with a token that is used up. So each change of an account is also left here, sealed
 * (AES-256-GCM) with a key that only SecretStorage holds, and the newer of the two counts. Who
 * can write here without that key can keep the others from hearing, and nothing else: a note that
 * was made up, changed, or is older than what SecretStorage holds counts for nothing.
 */
export class Handover {
  readonly #dir: string;
  readonly #log: Logger;
  readonly #ports: Pick<Ports, 'wait'>;

  constructor(dir: string, log: Logger, ports: Pick<Ports, 'wait'> = systemPorts) {
    this.#dir = dir;
    this.#log = log;
    this.#ports = ports;
  }

  /**
   * Leaves a new form of an account, unless the others know one that is as new, or that it is
   * signed out. Resolves to whether it was left; rejects with the system's error.
   */
  async leave(account: Account): Promise<boolean> {
    return this.#change(account, (last) =>
      last >= account.revision ? undefined : sealedNote(account),
    );
  }

  /** Leaves an account that was signed in to, whatever is known of it. Rejects as `leave` does. */
  async leaveAnew(account: Account): Promise<void> {
    await this.#change(account, (last) =>
      sealedNote({ ...account, revision: Math.max(account.revision, last + 1) }),
    );
  }

  /** Tells the others that the account is signed out. Rejects as `leave` does. */
  async leaveGone(account: Account): Promise<void> {
    await this.#change(account, (last) =>
      goneNote({ ...account, revision: Math.max(account.revision, last) + 1 }),
    );
  }

  /** Whichever is newer: `held`, or what another window left; undefined once it is signed out. */
  async newest(held: Account): Promise<Account | undefined> {
    const opened = await this.#opened(held);
    if (opened === undefined || opened.revision <= held.revision) return held;
    return 'gone' in opened ? undefined : opened.account;
  }

  /** Calls back when a window left something, this one included, until the signal aborts. */
  async watch(listener: () => void, signal: AbortSignal): Promise<void> {
    // Where it cannot be made, it is watched for.
    await mkdir(this.#dir, { recursive: true, mode: 0o700 }).catch(() => undefined);
    await watchFolder(
      this.#dir,
      (name) => {
        if (/^[0-9a-f-]+\.json$/.test(name)) listener();
      },
      signal,
      this.#log,
    );
    await this.#sweep();
  }

  /** Takes away what nobody asks for any more; what it cannot take away stays. */
  async #sweep(): Promise<void> {
    try {
      await sweepTemporaries(this.#dir);
      for (const name of await readdir(this.#dir)) {
        const [, id] = /^([0-9a-f-]+)\.json$/.exec(name) ?? [];
        const note = id === undefined ? undefined : await this.#read(id);
        if (note?.gone !== true) continue;
        const file = path.join(this.#dir, name);
        const { mtimeMs } = await stat(file);
        if (Date.now() - mtimeMs > toldMs) await rm(file, { force: true });
      }
    } catch (error) {
      this.#log.warn(`What windows left could not be swept: ${String(error)}`);
    }
  }

  /** One change of a note after the other, among all windows: none undoes what it never saw. */
  async #change(account: Account, change: (last: number) => Note | undefined): Promise<boolean> {
    const { id } = account;
    return this.alone(`${id}.note`, async () => {
      const note = change((await this.#opened(account))?.revision ?? 0);
      if (note === undefined) return false;
      await writeWhole(path.join(this.#dir, `${id}.json`), JSON.stringify(note));
      return true;
    });
  }

  /**
   * Does `work` while no other window of this machine does what has the same name; without that
   * where the folder does not allow it. Rejects with the signal's reason while it waits, and as
   * `work` does.
   */
  async alone<T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const lock = path.join(this.#dir, `${name}.lock`);
    const waiting = signal ?? new AbortController().signal;
    const state = { begun: false };
    try {
      return await whileLocked(lock, this.#ports, waiting, () => {
        state.begun = true;
        return work();
      });
    } catch (error) {
      if (state.begun || waiting.aborted) throw error;
      this.#log.warn(`Other windows cannot be kept waiting meanwhile: ${String(error)}`);
      return work();
    }
  }

  async #opened(held: Account): Promise<Opened | undefined> {
    const note = await this.#read(held.id);
    if (note === undefined) return undefined;
    const opened = openNote(note, held);
    if (opened === undefined)
      this.#log.warn(`What another window left for ${held.id} is not ours.`);
    return opened;
  }

  async #read(id: string): Promise<Note | undefined> {
    const text = await readSmall(path.join(this.#dir, `${id}.json`));
    return text === undefined ? undefined : readNote(text);
  }
}
