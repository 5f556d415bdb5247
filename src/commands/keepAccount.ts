import * as vscode from 'vscode';
import { accountFrom, nameOf, type Account, type NewAccount } from '../accounts/account.ts';
import { credentialFor } from '../accounts/credentials.ts';
import type { Environment } from '../environment/environments.ts';
import type { App } from './app.ts';

/** Milliseconds that naming an account may take: it is nice to have and never needed. */
const namingMs = 5000;

/** Names the account as X does, keeps it, and says who acts now. False where it was not kept. */
export async function keepAccount(
  app: App,
  environment: Environment,
  found: NewAccount,
): Promise<boolean> {
  const { baseUrl } = environment;
  const credential = await credentialFor(found, app.ports);
  const signal = AbortSignal.any([app.signal, AbortSignal.timeout(namingMs)]);
  const me = await app.whoAmI(baseUrl, credential, signal);
  const named = me === undefined ? found : { ...found, label: `@${me.username}`, userId: me.id };
  const known = await app.accounts.all(baseUrl.origin);
  const same = known.filter(({ kind }) => kind === named.kind);
  // The same user once more replaces the old one; so does any token one of nobody knows whom.
  const replaced =
    same.find(({ userId }) => userId === named.userId) ??
    same.find(({ kind, userId }) => kind === 'bearer' && userId === undefined);
  const account = accountFrom(named, replaced);
  if (!(await keep(app, environment, account))) return false;
  const sentence = `Signed in to ${environment.title}: ${nameOf(account)}`;
  vscode.window.setStatusBarMessage(`$(account) ${sentence}`, 8000);
  return true;
}

async function keep(app: App, { name }: Environment, account: Account): Promise<boolean> {
  // The sandbox forgets whom it let in when its window closes, and so do we.
  if (name === 'sandbox') {
    app.accounts.addForSession(account);
    return true;
  }
  try {
    await app.accounts.add(account);
    return true;
  } catch (error) {
    app.log.error(`The editor’s secret storage failed: ${String(error)}`);
    const session = 'Keep for this Session';
    const chosen = await vscode.window.showWarningMessage(
      'The editor’s secret storage does not work here (often for want of a keyring), so the account was not kept. It can be kept in memory until this window closes.',
      session,
    );
    if (chosen !== session) return false;
    app.accounts.addForSession(account);
    return true;
  }
}
