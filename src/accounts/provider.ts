import * as vscode from 'vscode';
import { productionOrigin } from '../api/contract.ts';
import { hostOf } from '../api/origins.ts';
import { kindNames, type Account } from './account.ts';
import type { Accounts } from './accounts.ts';

export interface ProviderActions {
  /** Lets the user sign in; resolves to the new account, or undefined. */
  readonly signIn: () => Promise<Account | undefined>;
  readonly signOut: (account: Account) => Promise<void>;
  readonly onProblem: (error: unknown) => void;
}

const providerId = 'x';

/**
 * The accounts in the editor's Accounts menu. They are listed and signed out of there; their
 * tokens are not handed out: another extension that asks gets a session without one, because a
 * token goes to X and nowhere else.
 */
export class AccountsMenu implements vscode.AuthenticationProvider, vscode.Disposable {
  readonly #accounts: Accounts;
  readonly #actions: ProviderActions;
  readonly #changed =
    new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>();
  readonly #disposables: { dispose(): unknown }[];
  #shown: readonly vscode.AuthenticationSession[] = [];

  readonly onDidChangeSessions = this.#changed.event;

  constructor(accounts: Accounts, actions: ProviderActions) {
    this.#accounts = accounts;
    this.#actions = actions;
    this.#disposables = [
      this.#changed,
      accounts.onDidChange(() => {
        this.#compare().catch(actions.onProblem);
      }),
      vscode.authentication.registerAuthenticationProvider(providerId, 'X', this, {
        supportsMultipleAccounts: true,
      }),
    ];
  }

  async getSessions(scopes?: readonly string[]): Promise<vscode.AuthenticationSession[]> {
    const sessions = await this.#sessions();
    return sessions.filter((session) =>
      (scopes ?? []).every((scope) => session.scopes.includes(scope)),
    );
  }

  async createSession(): Promise<vscode.AuthenticationSession> {
    const account = await this.#actions.signIn();
    if (account === undefined) throw new Error('Nobody signed in.');
    return sessionOf(account);
  }

  async removeSession(id: string): Promise<void> {
    const account = await this.#accounts.get(id);
    if (account !== undefined) await this.#actions.signOut(account);
  }

  async #sessions(): Promise<readonly vscode.AuthenticationSession[]> {
    this.#shown = (await this.#accounts.all()).map(sessionOf);
    return this.#shown;
  }

  async #compare(): Promise<void> {
    const before = new Map(this.#shown.map((session) => [session.id, session]));
    const now = await this.#sessions();
    const added = now.filter(({ id }) => !before.has(id));
    const changed = now.filter(({ id, account }) => {
      const old = before.get(id);
      return old !== undefined && old.account.label !== account.label;
    });
    const removed = [...before.values()].filter(({ id }) => now.every((one) => one.id !== id));
    if (added.length + changed.length + removed.length === 0) return;
    this.#changed.fire({ added, changed, removed });
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}

function sessionOf(account: Account): vscode.AuthenticationSession {
  const { id, label, kind, origin } = account;
  const where = origin === productionOrigin ? '' : ` · ${hostOf(origin)}`;
  return {
    id,
    accessToken: '',
    account: { id, label: `${label} (${kindNames[kind]}${where})` },
    scopes: kind === 'oauth2' ? account.scopes : [],
  };
}
