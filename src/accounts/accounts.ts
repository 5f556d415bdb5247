import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Credential } from '../api/mediaApi.ts';
import type { Logger } from '../api/ports.ts';
import type { Redactor } from '../api/redact.ts';

/** A secret as it is stored: one per account, told apart by `kind`. */
const accountSchema = v.variant('kind', [
  v.object({
    version: v.literal(1),
    kind: v.literal('bearer'),
    origin: v.string(),
    label: v.string(),
    accessToken: v.pipe(v.string(), v.regex(/^[\x21-\x7e]+$/)),
  }),
]);
export type Account = v.InferOutput<typeof accountSchema>;

const keyOf = (origin: string) => `xMedia.account:${origin}`;

/** The accounts of this user, in SecretStorage: one per origin, so that no token travels. */
export class Accounts {
  readonly #secrets: vscode.SecretStorage;
  readonly #redactor: Redactor;
  readonly #log: Logger;
  readonly #session = new Map<string, Account>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listening: vscode.Disposable;

  /** An account came, went or changed, here or in another window. */
  readonly onDidChange = this.#changed.event;

  constructor(secrets: vscode.SecretStorage, redactor: Redactor, log: Logger) {
    this.#secrets = secrets;
    this.#redactor = redactor;
    this.#log = log;
    this.#listening = secrets.onDidChange(({ key }) => {
      if (key.startsWith('xMedia.account:')) this.#changed.fire();
    });
  }

  /** The account for an origin, or undefined where none is kept or none can be read. */
  async find(origin: string): Promise<Account | undefined> {
    const account = this.#session.get(origin) ?? (await this.#read(origin));
    if (account !== undefined) this.#redactor.hide(account.accessToken);
    return account;
  }

  /** Rejects with the editor's error when SecretStorage fails; nothing is kept then. */
  async keep(account: Account): Promise<void> {
    this.#redactor.hide(account.accessToken);
    await this.#secrets.store(keyOf(account.origin), JSON.stringify(account));
    this.#session.delete(account.origin);
    this.#changed.fire();
  }

  /** Keeps the account in this window's memory alone. */
  keepForSession(account: Account): void {
    this.#redactor.hide(account.accessToken);
    this.#session.set(account.origin, account);
    this.#changed.fire();
  }

  async forget(origin: string): Promise<void> {
    this.#session.delete(origin);
    try {
      await this.#secrets.delete(keyOf(origin));
    } finally {
      this.#changed.fire();
    }
  }

  async #read(origin: string): Promise<Account | undefined> {
    let stored: string | undefined;
    try {
      stored = await this.#secrets.get(keyOf(origin));
    } catch (error) {
      this.#log.warn(`The editor’s secret storage cannot be read: ${String(error)}`);
      return undefined;
    }
    if (stored === undefined) return undefined;
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), accountSchema), stored);
    // The origin is checked again: a secret says itself where it may go.
    if (parsed.success && parsed.output.origin === origin) return parsed.output;
    this.#log.warn(`The account kept for ${origin} is not readable; set the access token again.`);
    return undefined;
  }

  dispose(): void {
    this.#listening.dispose();
    this.#changed.dispose();
  }
}

/** How an account signs its requests. */
export function credentialOf(account: Account): Credential {
  return {
    origin: account.origin,
    label: account.label,
    kind: 'oauth2',
    authorization: () => Promise.resolve(`Bearer ${account.accessToken}`),
  };
}
