import type * as vscode from 'vscode';
import type { Logger } from '../api/ports.ts';
import type { Redactor } from '../api/redact.ts';
import { Emitter } from '../uploads/events.ts';
import { secretsOf, type Account } from './account.ts';
import type { Handover } from './handover.ts';
import { Vault, type Index } from './vault.ts';

export interface AccountsOptions {
  readonly secrets: vscode.SecretStorage;
  readonly handover: Handover;
  readonly redactor: Redactor;
  readonly log: Logger;
}

/**
 * The accounts of this user: each bound to one origin, so that no token travels. Kept in
 * SecretStorage, or in this window's memory alone: the sandbox's, which ends with the window, and
 * those that SecretStorage refused.
 */
export class Accounts {
  readonly #vault: Vault;
  readonly #handover: Handover;
  readonly #redactor: Redactor;
  readonly #log: Logger;
  readonly #session = new Map<string, Account>();
  /** Which account acts, by origin; null for none of those kept, which the sandbox has. */
  readonly #sessionActing = new Map<string, string | null>();
  readonly #changed = new Emitter<void>();
  readonly #stopped = new AbortController();
  readonly #listening: vscode.Disposable;
  #indexing: Promise<unknown> = Promise.resolve();

  /** An account came, went or changed, here or in another window. */
  readonly onDidChange = this.#changed.event;

  constructor({ secrets, handover, redactor, log }: AccountsOptions) {
    this.#vault = new Vault(secrets, log);
    this.#handover = handover;
    this.#redactor = redactor;
    this.#log = log;
    const fire = () => {
      this.#changed.fire(undefined);
    };
    this.#listening = this.#vault.onDidChange(fire);
  }

  /** From now on, what other windows leave is noticed. */
  async watch(): Promise<void> {
    const fire = () => {
      this.#changed.fire(undefined);
    };
    await this.#handover.watch(fire, this.#stopped.signal);
  }

  /** Every account, or those of one origin, in the order in which they were added. */
  async all(origin?: string): Promise<Account[]> {
    const { ids } = await this.#vault.index();
    const kept = await Promise.all(ids.map((id) => this.get(id)));
    const known = [...kept, ...this.#session.values()].filter((account) => account !== undefined);
    const each = new Map(known.map((account) => [account.id, account]));
    return [...each.values()].filter(
      (account) => origin === undefined || account.origin === origin,
    );
  }

  /** The newest form of an account; undefined once it is signed out, in whichever window. */
  async get(id: string): Promise<Account | undefined> {
    const account = this.#session.get(id) ?? (await this.#read(id));
    if (account !== undefined) this.#hide(account);
    return account;
  }

  /** The account that acts at an origin: the chosen one, else the first. */
  async acting(origin: string): Promise<Account | undefined> {
    const here = this.#sessionActing.get(origin);
    if (here === null) return undefined;
    const { acting } = await this.#vault.index();
    const id = here ?? (Object.hasOwn(acting, origin) ? acting[origin] : undefined);
    const chosen = id === undefined ? undefined : await this.get(id);
    return chosen?.origin === origin ? chosen : (await this.all(origin))[0];
  }

  /** The one of {@link acting} that this window's memory holds; asks no storage. */
  actingForSession(origin: string): Account | undefined {
    const id = this.#sessionActing.get(origin) ?? undefined;
    return id === undefined ? undefined : this.#session.get(id);
  }

  /** From now on, `id` acts at its origin; null for none, where something else acts then. */
  async act(origin: string, id: string | null): Promise<void> {
    const lasting = id !== null && !this.#session.has(id);
    if (lasting) {
      this.#sessionActing.delete(origin);
      await this.#index(({ acting, ...index }) => ({
        ...index,
        acting: { ...acting, [origin]: id },
      }));
    } else {
      this.#sessionActing.set(origin, id);
    }
    this.#changed.fire(undefined);
  }

  /**
   * Adds an account, which acts from then on. Rejects with the editor's error when SecretStorage
   * fails; nothing is kept then.
   */
  async add(account: Account): Promise<void> {
    this.#hide(account);
    await this.#vault.write(account);
    await this.#index(({ ids, acting, ...index }) => ({
      ...index,
      ids: [...new Set([...ids, account.id])],
      acting: { ...acting, [account.origin]: account.id },
    }));
    this.#session.delete(account.id);
    this.#sessionActing.delete(account.origin);
    await this.#leave(() => this.#handover.leave(account));
    this.#changed.fire(undefined);
  }

  /** Adds an account in this window's memory alone; it acts from then on. */
  addForSession(account: Account): void {
    this.#hide(account);
    this.#session.set(account.id, account);
    this.#sessionActing.set(account.origin, account.id);
    this.#changed.fire(undefined);
  }

  /** A new form of an account, where the old one is kept; never rejects and never loses it. */
  async update(account: Account): Promise<void> {
    this.#hide(account);
    if (!this.#session.has(account.id)) {
      try {
        await this.#vault.write(account);
      } catch (error) {
        this.#log.warn(`The editor’s secret storage failed: ${String(error)}`);
        this.#session.set(account.id, account);
      }
      await this.#leave(() => this.#handover.leave(account));
    } else {
      this.#session.set(account.id, account);
    }
    this.#changed.fire(undefined);
  }

  /** Signs out: here, and in every window. Rejects with the editor's error; all else is done then. */
  async forget({ id, origin, revision }: Account): Promise<void> {
    const inMemory = this.#session.delete(id);
    if (this.#sessionActing.get(origin) === id) this.#sessionActing.delete(origin);
    try {
      const { ids } = await this.#vault.index();
      if (inMemory && !ids.includes(id)) return;
      await this.#leave(() => this.#handover.leaveGone(id, revision + 1));
      await this.#drop(id);
    } finally {
      this.#changed.fire(undefined);
    }
  }

  async #drop(id: string): Promise<void> {
    await this.#vault.delete(id);
    await this.#index(({ ids, acting, ...index }) => ({
      ...index,
      ids: ids.filter((other) => other !== id),
      acting: Object.fromEntries(Object.entries(acting).filter(([, acts]) => acts !== id)),
    }));
  }

  async #read(id: string): Promise<Account | undefined> {
    const held = await this.#vault.read(id);
    const newest = held && (await this.#handover.newest(held));
    if (held === newest) return held;
    // What another window did is made good in this one's storage too, which may not have heard.
    try {
      if (newest === undefined) await this.#drop(id);
      else await this.#vault.write(newest);
    } catch (error) {
      this.#log.warn(`The editor’s secret storage failed: ${String(error)}`);
    }
    return newest;
  }

  /** One change of the list after the other. */
  async #index(change: (index: Index) => Index): Promise<void> {
    const turn = this.#indexing.then(async () => {
      await this.#vault.writeIndex(change(await this.#vault.index()));
    });
    this.#indexing = turn.catch(() => undefined);
    await turn;
  }

  async #leave(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#log.warn(`Other windows cannot be told of the account: ${String(error)}`);
    }
  }

  #hide(account: Account): void {
    for (const secret of secretsOf(account)) this.#redactor.hide(secret);
  }

  dispose(): void {
    this.#stopped.abort();
    this.#listening.dispose();
    this.#changed.dispose();
  }
}
