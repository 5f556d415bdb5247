import * as v from 'valibot';
import type * as vscode from 'vscode';
import type { Logger } from '../api/ports.ts';
import { accountSchema, type Account } from './account.ts';

const prefix = 'xMedia.account:';
const indexKey = 'xMedia.accounts';

const indexSchema = v.object({
  version: v.literal(1),
  ids: v.array(v.pipe(v.string(), v.uuid())),
  /** Which account acts, by origin. */
  acting: v.record(v.string(), v.string()),
});
export type Index = v.InferOutput<typeof indexSchema>;

const unreadable = Symbol('unreadable');
type Stored = string | undefined | typeof unreadable;

/**
 * The accounts in SecretStorage: a secret each, and one that lists them, because the storage of
 * VS Code 1.103 cannot say what it holds. What does not fit its schema counts as absent.
 */
export class Vault {
  readonly #secrets: vscode.SecretStorage;
  readonly #log: Logger;

  constructor(secrets: vscode.SecretStorage, log: Logger) {
    this.#secrets = secrets;
    this.#log = log;
  }

  /** Calls back when a window changed something of ours, this one included. */
  onDidChange(listener: () => void): vscode.Disposable {
    return this.#secrets.onDidChange(({ key }) => {
      if (key === indexKey || key.startsWith(prefix)) listener();
    });
  }

  /** Never rejects. */
  async index(): Promise<Index> {
    return this.#indexIn(await this.#get(indexKey));
  }

  /** Whether the list names an account, or cannot be read and so may. */
  async lists(id: string): Promise<boolean> {
    const stored = await this.#get(indexKey);
    return stored === unreadable || this.#indexIn(stored).ids.includes(id);
  }

  /** Never rejects. */
  async read(id: string): Promise<Account | undefined> {
    const stored = await this.#get(prefix + id);
    if (stored === undefined || stored === unreadable) return undefined;
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), accountSchema), stored);
    if (parsed.success && parsed.output.id === id) return parsed.output;
    this.#log.warn(`The account ${id} is not readable; sign in again.`);
    return undefined;
  }

  /** Rejects with the editor's error, as the two below do. */
  async write(account: Account): Promise<void> {
    await this.#secrets.store(prefix + account.id, JSON.stringify(account));
  }

  async writeIndex(index: Index): Promise<void> {
    // Signed out of everything, nothing at all stays behind.
    if (index.ids.length === 0) await this.#secrets.delete(indexKey);
    else await this.#secrets.store(indexKey, JSON.stringify(index));
  }

  async delete(id: string): Promise<void> {
    await this.#secrets.delete(prefix + id);
  }

  #indexIn(stored: Stored): Index {
    const empty = { version: 1 as const, ids: [], acting: {} };
    if (stored === undefined || stored === unreadable) return empty;
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), indexSchema), stored);
    if (parsed.success) return parsed.output;
    this.#log.warn('The list of accounts is not readable; sign in again.');
    return empty;
  }

  async #get(key: string): Promise<Stored> {
    try {
      return await this.#secrets.get(key);
    } catch (error) {
      this.#log.warn(`The editor’s secret storage cannot be read: ${String(error)}`);
      return unreadable;
    }
  }
}
