import type * as vscode from 'vscode';
import type { Logger } from '../api/ports.ts';
import type { Redactor } from '../api/redact.ts';
import { Emitter } from '../uploads/events.ts';
import { secretsOf, type Account } from './account.ts';
import type { Handover } from './handover.ts';
import { KeptAccounts } from './keptAccounts.ts';

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
  readonly #kept: KeptAccounts;
  readonly #handover: Handover;
  readonly #redactor: Redactor;
  readonly #session = new Map<string, Account>();
  /** Which account acts, by origin; null for none of those kept, which the sandbox has. */
  readonly #sessionActing = new Map<string, string | null>();
  readonly #changed = new Emitter<void>();
  #changes = 0;
  readonly #stopped = new AbortController();
  readonly #listening: vscode.Disposable;

  /** An account came, went or changed, here or in another window. */
  readonly onDidChange = this.#changed.event;

  constructor({ secrets, handover, redactor, log }: AccountsOptions) {
    this.#kept = new KeptAccounts(secrets, handover, log);
    this.#handover = handover;
    this.#redactor = redactor;
    this.#listening = this.#kept.onDidStore(this.#fire);
  }

  /** From now on, what other windows leave is noticed. */
  async watch(): Promise<void> {
    await this.#handover.watch(this.#fire, this.#stopped.signal);
  }

  /** Every account, or those of one origin, in the order in which they were added. */
  async all(origin?: string): Promise<Account[]> {
    const ids = new Set([...(await this.#kept.ids()), ...this.#session.keys()]);
    const all = await Promise.all(Array.from(ids, (id) => this.get(id)));
    return all
      .filter((account) => account !== undefined)
      .filter((account) => origin === undefined || account.origin === origin);
  }

  /** The newest form of an account; undefined once it is signed out, in whichever window. */
  async get(id: string): Promise<Account | undefined> {
    const account = this.#session.get(id) ?? (await this.#kept.get(id));
    if (account !== undefined) this.#hide(account);
    return account;
  }

  /** The account that acts at an origin: the chosen one, else the first. */
  async acting(origin: string): Promise<Account | undefined> {
    const here = this.#sessionActing.get(origin);
    if (here === null) return undefined;
    const id = here ?? (await this.#kept.acting(origin));
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
    if (id !== null && !this.#session.has(id)) {
      this.#sessionActing.delete(origin);
      await this.#kept.act(origin, id);
    } else {
      this.#sessionActing.set(origin, id);
    }
    this.#fire();
  }

  /**
   * Adds an account, which acts from then on. Rejects with the editor's error when SecretStorage
   * fails; nothing is kept then.
   */
  async add(account: Account): Promise<void> {
    this.#hide(account);
    await this.#kept.add(account);
    this.#session.delete(account.id);
    this.#sessionActing.delete(account.origin);
    this.#fire();
  }

  /** Adds an account in this window's memory alone; it acts from then on. */
  addForSession(account: Account): void {
    this.#hide(account);
    this.#session.set(account.id, account);
    this.#sessionActing.set(account.origin, account.id);
    this.#fire();
  }

  /**
   * A new form of an account, made of its newest, where the old one is kept. Never rejects, and
   * never loses it: what SecretStorage refuses is remembered. False when the account was signed
   * out meanwhile, or signed in to anew, and nothing was kept.
   */
  async update(account: Account): Promise<boolean> {
    this.#hide(account);
    const inMemory = this.#session.has(account.id);
    if (inMemory) this.#session.set(account.id, account);
    const kept = inMemory || (await this.#kept.update(account));
    this.#fire();
    return kept;
  }

  /** Signs out: here, and in every window. Rejects with the editor's error; all else is done then. */
  async forget(account: Account): Promise<void> {
    const { id, origin } = account;
    const inMemory = this.#session.delete(id);
    if (this.#sessionActing.get(origin) === id) this.#sessionActing.delete(origin);
    this.#kept.close(id);
    try {
      if (inMemory && !(await this.#kept.ids()).includes(id)) return;
      await this.#kept.forget(account);
    } finally {
      this.#fire();
    }
  }

  #hide(account: Account): void {
    for (const secret of secretsOf(account)) this.#redactor.hide(secret);
  }

  /** Rises with each change: whoever remembers it knows whether to look again. */
  get changes(): number {
    return this.#changes;
  }

  readonly #fire = () => {
    this.#changes += 1;
    this.#changed.fire(undefined);
  };

  dispose(): void {
    this.#stopped.abort();
    this.#listening.dispose();
    this.#changed.dispose();
  }
}
