import * as vscode from 'vscode';
import type { NewAccount } from '../accounts/account.ts';
import type { Environment } from '../environment/environments.ts';
import { settings } from '../environment/settings.ts';
import type { App, Command } from './app.ts';
import { keepAccount } from './keepAccount.ts';
import { pastedToken } from './setAccessToken.ts';

/** Adds an account to the environment in use; it acts from then on. */
export const signIn: Command = async (app) => {
  await signInTo(app, await app.environments.current());
};

interface Way extends vscode.QuickPickItem {
  readonly begin: (app: App, environment: Environment) => Promise<NewAccount | undefined>;
}

const withX: Way = {
  label: '$(globe) Sign in with X',
  detail: 'OAuth 2.0 in your browser. Stays signed in: the access is renewed by itself.',
  begin: async (app, environment) =>
    (await import('./signInWithX.ts')).signInWithX(app, environment, false),
};
const setUpApp: Way = {
  label: '$(gear) Set up your app, then sign in with X',
  detail: 'Its client ID, its secret if it has one, and the callback URL to register.',
  begin: async (app, environment) =>
    (await import('./signInWithX.ts')).signInWithX(app, environment, true),
};
const paste: Way = {
  label: '$(key) Paste an access token',
  detail: 'An OAuth 2.0 user token with the scope media.write. It lives two hours.',
  begin: (_, environment) => pastedToken(environment),
};
const keys: Way = {
  label: '$(lock) Enter OAuth 1.0a keys',
  detail: 'Four keys of your app, for v2 and the legacy v1.1. They do not expire.',
  begin: async (app, environment) =>
    (await import('./enterOAuth1Keys.ts')).enterOAuth1Keys(app, environment),
};

/** False when the user thinks better of it, and when it came to nothing, which is said then. */
export async function signInTo(app: App, environment: Environment): Promise<boolean> {
  const ways = settings.apiVersion() === 'v1.1' ? [keys, withX, paste] : [withX, paste, keys];
  // Where no app is known, signing in asks for it anyway.
  const again = environment.name !== 'sandbox' && settings.clientId() !== '' ? [setUpApp] : [];
  const way = await vscode.window.showQuickPick([...ways, ...again], {
    title: `Sign in to ${environment.title}`,
    placeHolder:
      environment.name === 'sandbox'
        ? 'What the sandbox accepts is forgotten when this window closes'
        : `Secrets are kept in the editor’s secret storage, and go to ${environment.title} alone`,
    ignoreFocusOut: true,
  });
  const found = await way?.begin(app, environment);
  return found === undefined ? false : keepAccount(app, environment, found);
}
