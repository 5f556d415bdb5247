import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { systemPorts, type Logger, type Ports } from '../api/ports.ts';
import { watchFolder } from '../uploads/watchFolder.ts';
import { sweepTemporaries, writeWhole } from '../uploads/writeWhole.ts';
import { accountSchema, type Account } from './account.ts';
import { whileLocked } from './fileLock.ts';

/** Milliseconds for which the others are told that an account is gone: a month. */
const toldMs = 30 * 24 * 3600 * 1000;

const noteSchema = v.object({
  version: v.literal(1),
  revision: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** The account, sealed with its own key; absent once it is signed out. */
  sealed: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{40,}$/))),
});
type Note = v.InferOutput<typeof noteSchema>;

/**
 * What a window leaves for the others. VS Code in a browser reads its secret storage once, when a
 * window loads, so that one window never learns what another stored: after a refresh it would go
 * on with a token that is used up. So each change of an account is also left here, sealed
 * (AES-256-GCM) with a key that only SecretStorage holds, and the newer of the two counts.
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

  /** Where the refresh of an account is locked. */
  lockOf(id: string): string {
    return path.join(this.#dir, `${id}.lock`);
  }

  /**
   * Leaves a new form of an account, unless the others know one that is as new, or that it is
   * signed out. Resolves to whether it was left; rejects with the system's error.
   */
  async leave(account: Account): Promise<boolean> {
    return this.#change(account.id, (note) =>
      note !== undefined && note.revision >= account.revision ? undefined : sealedNote(account),
    );
  }

  /** Leaves an account that was signed in to, whatever is known of it. Rejects as `leave` does. */
  async leaveAnew(account: Account): Promise<void> {
    await this.#change(account.id, (note) => {
      const revision = Math.max(account.revision, (note?.revision ?? 0) + 1);
      return sealedNote({ ...account, revision });
    });
  }

  /** Tells the others that the account is signed out. Rejects as `leave` does. */
  async leaveGone(id: string, revision: number): Promise<void> {
    await this.#change(id, (note) => ({
      version: 1,
      revision: Math.max(revision, note?.revision ?? 0) + 1,
    }));
  }

  /** Whichever is newer: `held`, or what another window left; undefined once it is signed out. */
  async newest(held: Account): Promise<Account | undefined> {
    const note = await this.#read(held.id);
    if (note === undefined || note.revision <= held.revision) return held;
    if (note.sealed === undefined) return undefined;
    const opened = open(note.sealed, held);
    if (opened === undefined)
      this.#log.warn(`What another window left for ${held.id} is not ours.`);
    return opened ?? held;
  }

  /** Calls back when a window left something, this one included, until the signal aborts. */
  async watch(listener: () => void, signal: AbortSignal): Promise<void> {
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
        if (note === undefined || note.sealed !== undefined) continue;
        const file = path.join(this.#dir, name);
        const { mtimeMs } = await stat(file);
        if (Date.now() - mtimeMs > toldMs) await rm(file, { force: true });
      }
    } catch (error) {
      this.#log.warn(`What windows left could not be swept: ${String(error)}`);
    }
  }

  /** One change of a note after the other, among all windows: none undoes what it never saw. */
  async #change(id: string, change: (note: Note | undefined) => Note | undefined) {
    const lock = path.join(this.#dir, `${id}.note.lock`);
    return whileLocked(lock, this.#ports, new AbortController().signal, async () => {
      const note = change(await this.#read(id));
      if (note === undefined) return false;
      await writeWhole(path.join(this.#dir, `${id}.json`), JSON.stringify(note));
      return true;
    });
  }

  async #read(id: string): Promise<Note | undefined> {
    const text = await readFile(path.join(this.#dir, `${id}.json`), 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), noteSchema), text);
    return parsed.success ? parsed.output : undefined;
  }
}

const cipher = 'aes-256-gcm';

function sealedNote(account: Account): Note {
  return { version: 1, revision: account.revision, sealed: seal(account) };
}

function seal(account: Account): string {
  const iv = randomBytes(12);
  const sealing = createCipheriv(cipher, Buffer.from(account.handoverKey, 'base64url'), iv);
  sealing.setAAD(Buffer.from(account.id));
  const body = Buffer.concat([sealing.update(JSON.stringify(account)), sealing.final()]);
  return Buffer.concat([iv, sealing.getAuthTag(), body]).toString('base64url');
}

/** Undefined for what another key sealed, or for another account. */
function open(sealed: string, { id, origin, handoverKey }: Account): Account | undefined {
  try {
    const bytes = Buffer.from(sealed, 'base64url');
    const opening = createDecipheriv(
      cipher,
      Buffer.from(handoverKey, 'base64url'),
      bytes.subarray(0, 12),
      { authTagLength: 16 },
    );
    opening.setAAD(Buffer.from(id));
    opening.setAuthTag(bytes.subarray(12, 28));
    const text = Buffer.concat([opening.update(bytes.subarray(28)), opening.final()]).toString();
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), accountSchema), text);
    const ours = parsed.success && parsed.output.id === id && parsed.output.origin === origin;
    return ours ? parsed.output : undefined;
  } catch {
    // The tag does not fit: nothing of it is believed.
    return undefined;
  }
}
