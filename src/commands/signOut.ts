import * as vscode from 'vscode';
import { kindNames, nameOf, type Account } from '../accounts/account.ts';
import { revokeAtX } from '../accounts/revoke.ts';
import { hostOf } from '../api/origins.ts';
import { tell } from '../views/notifications.ts';
import type { App, Command } from './app.ts';

/** Forgets an account, in every window, and has X forget it where X can; uploads stay in the view. */
export const signOut: Command = async (app) => {
  const accounts = await app.accounts.all();
  if (accounts.length === 0) {
    await tell('info', 'There is no account to sign out of.');
    return;
  }
  const account = accounts.length === 1 ? accounts[0] : await pick(accounts);
  if (account !== undefined) await signOutOf(app, account);
};

async function pick(accounts: readonly Account[]): Promise<Account | undefined> {
  const items = accounts.map((account) => ({
    label: `$(account) ${account.label}`,
    description: `${kindNames[account.kind]} · ${hostOf(account.origin)}`,
    account,
  }));
  const title = 'Sign out of which account?';
  return (await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true }))?.account;
}

export async function signOutOf(app: App, account: Account): Promise<void> {
  const host = hostOf(account.origin);
  const who = nameOf(account);
  try {
    await app.accounts.forget(account);
  } catch (error) {
    app.log.error(`The editor’s secret storage failed: ${String(error)}`);
    await tell(
      'warning',
      `${who} is forgotten in this window, but the editor’s secret storage does not work here: a copy kept earlier may still be there.`,
    );
    return;
  }
  await tell(
    'info',
    `Signed out of ${host}: ${who} is forgotten here. ${await revoked(app, account)}`,
  );
}

/** What X knows of it, in a sentence. */
async function revoked(app: App, account: Account): Promise<string> {
  switch (account.kind) {
    case 'bearer':
      return 'The token stays valid at X until it expires.';
    case 'oauth1':
      return 'The keys stay valid until they are revoked in X’s developer console.';
    case 'oauth2': {
      const problem = await revokeAtX(account, app, app.signal);
      return problem === undefined
        ? 'X has revoked its access.'
        : `X was not told (${problem}): revoke it in X’s settings under Connected apps.`;
    }
  }
}
