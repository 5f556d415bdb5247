import type * as vscode from 'vscode';
import type { Logger } from '../api/ports.ts';
import type { Account } from './account.ts';
import type { Handover } from './handover.ts';
import { Vault, type Index } from './vault.ts';

/**
 * The accounts that outlive their window: in SecretStorage, and left for the other windows, which
 * may not hear of it otherwise. Of two forms of an account the newer counts, wherever it lies.
 */
export class KeptAccounts {
  readonly #vault: Vault;
  readonly #handover: Handover;
  readonly #log: Logger;
  /** Newer forms that SecretStorage failed to take. */
  readonly #unstored = new Map<string, Account>();
  /** Signed out in this window. */
  readonly #closed = new Set<string>();
  #indexing: Promise<unknown> = Promise.resolve();

  constructor(secrets: vscode.SecretStorage, handover: Handover, log: Logger) {
    this.#vault = new Vault(secrets, log);
    this.#handover = handover;
    this.#log = log;
  }

  /** Calls back when a window stored something, this one included. */
  onDidStore(listener: () => void): vscode.Disposable {
    return this.#vault.onDidChange(listener);
  }

  /** In the order in which they were added. */
  async ids(): Promise<string[]> {
    const { ids } = await this.#vault.index();
    return [...new Set([...ids, ...this.#unstored.keys()])];
  }

  /** Which account was chosen to act at an origin. */
  async acting(origin: string): Promise<string | undefined> {
    const { acting } = await this.#vault.index();
    return Object.hasOwn(acting, origin) ? acting[origin] : undefined;
  }

  /** Rejects with the editor's error. */
  async act(origin: string, id: string): Promise<void> {
    await this.#index(({ acting, ...index }) => ({
      ...index,
      acting: { ...acting, [origin]: id },
    }));
  }

  /** The newest form; undefined once it is signed out, in whichever window. Never rejects. */
  async get(id: string): Promise<Account | undefined> {
    const unstored = this.#unstored.get(id);
    const stored = await this.#vault.read(id);
    const held = stored === undefined ? unstored : newer(stored, unstored);
    if (held === undefined || this.#closed.has(id)) return undefined;
    const newest = await this.#handover.newest(held);
    if (newest === held) return held;
    // What another window did is made good in this one's storage too, which may not have heard.
    if (newest === undefined) await this.#drop(id).catch(this.#warn);
    else if (!(await this.#store(newest))) return undefined;
    return newest;
  }

  /** After a sign-in. Rejects with the editor's error when nothing was kept. */
  async add(account: Account): Promise<void> {
    const { id, origin } = account;
    await this.#vault.write(account);
    try {
      await this.#index(({ ids, acting, ...index }) => ({
        ...index,
        ids: [...new Set([...ids, id])],
        acting: { ...acting, [origin]: id },
      }));
    } catch (error) {
      // A secret that no list names could never be signed out.
      if (!(await this.#vault.lists(id))) await this.#vault.delete(id).catch(this.#warn);
      throw error;
    }
    this.#unstored.delete(id);
    this.#closed.delete(id);
    await this.#handover.leaveAnew(account).catch(this.#untold);
  }

  /**
   * A new form of an account, made of its newest. Where SecretStorage fails, this window remembers
   * it. False when the account is signed out, or was signed in to anew, and this is of no use.
   */
  async update(account: Account): Promise<boolean> {
    if (this.#closed.has(account.id)) return false;
    // Left first: that takes some milliseconds, SecretStorage as long as its keyring takes.
    const left = await this.#handover.leave(account).catch(this.#untold);
    return left !== false && (await this.#store(account));
  }

  /** From now on nothing of it is kept, whatever is under way. */
  close(id: string): void {
    this.#closed.add(id);
    this.#unstored.delete(id);
  }

  /** Signs out, in every window. Rejects with the editor's error; all else is done then. */
  async forget(account: Account): Promise<void> {
    const { id } = account;
    this.close(id);
    await this.#handover.leaveGone(account).catch(this.#untold);
    await this.#drop(id);
  }

  /** Whether it may stay: what was signed out meanwhile is taken out again. */
  async #store(account: Account): Promise<boolean> {
    const { id } = account;
    try {
      await this.#vault.write(account);
      if (newer(account, this.#unstored.get(id)) === account) this.#unstored.delete(id);
    } catch (error) {
      this.#warn(error);
      this.#unstored.set(id, newer(account, this.#unstored.get(id)));
    }
    const told = (await this.#handover.newest(account)) !== undefined;
    const stays = told && !this.#closed.has(id) && (await this.#vault.lists(id));
    if (!stays) await this.#drop(id).catch(this.#warn);
    return stays;
  }

  async #drop(id: string): Promise<void> {
    this.#unstored.delete(id);
    await this.#vault.delete(id);
    await this.#index(({ ids, acting, ...index }) => ({
      ...index,
      ids: ids.filter((other) => other !== id),
      acting: Object.fromEntries(Object.entries(acting).filter(([, acts]) => acts !== id)),
    }));
  }

  /** One change of the list after the other, in all windows. */
  async #index(change: (index: Index) => Index): Promise<void> {
    const turn = this.#indexing.then(() =>
      this.#handover.alone('accounts', async () => {
        await this.#vault.writeIndex(change(await this.#vault.index()));
      }),
    );
    this.#indexing = turn.catch(() => undefined);
    await turn;
  }

  readonly #warn = (error: unknown) => {
    this.#log.warn(`The editor’s secret storage failed: ${String(error)}`);
  };

  readonly #untold = (error: unknown) => {
    this.#log.warn(`Other windows cannot be told of the account: ${String(error)}`);
  };
}

/** The first of two that are as new. */
function newer(one: Account, other: Account | undefined): Account {
  return other !== undefined && other.revision > one.revision ? other : one;
}
