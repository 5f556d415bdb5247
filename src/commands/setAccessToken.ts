import * as vscode from 'vscode';
import type { Account } from '../accounts/accounts.ts';
import type { Environment } from '../environment/environments.ts';
import { checkToken, tokenWarning } from '../accounts/token.ts';
import { tell } from '../views/notifications.ts';
import type { App, Command } from './app.ts';

/** Pastes a token for the environment in use. */
export const setAccessToken: Command = async (app) => {
  const environment = await app.environments.current();
  if (environment.name === 'sandbox') {
    await tell(
      'info',
      'The sandbox needs no access token. Switch to production to set one for X.',
      {
        title: 'Use Production',
        command: 'xMedia.useProduction',
      },
    );
    return;
  }
  if (await askForToken(app, environment)) {
    vscode.window.setStatusBarMessage(`$(key) Access token for ${environment.title} set`, 5000);
  }
};

/** Asks for a token and keeps it. False when the user thinks better of it. */
export async function askForToken(app: App, environment: Environment): Promise<boolean> {
  const { host, origin } = environment.baseUrl;
  const pasted = await vscode.window.showInputBox({
    title: `Access token for ${host}`,
    prompt:
      'An OAuth 2.0 user access token with the scope media.write. It is kept in the editor’s secret storage and sent to this host alone.',
    placeHolder: 'Paste the access token',
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => {
      if (text === '') return undefined;
      const checked = checkToken(text);
      if ('problem' in checked) return checked.problem;
      const message = tokenWarning(checked.token);
      return message && { message, severity: vscode.InputBoxValidationSeverity.Warning };
    },
  });
  if (pasted === undefined || pasted.trim() === '') return false;
  const checked = checkToken(pasted);
  if ('problem' in checked) {
    await tell('error', `The token was not kept. ${checked.problem}`);
    return false;
  }
  return keep(app, {
    version: 1,
    kind: 'bearer',
    origin,
    label: 'Access token',
    accessToken: checked.token,
  });
}

async function keep(app: App, account: Account): Promise<boolean> {
  try {
    await app.accounts.keep(account);
    return true;
  } catch (error) {
    app.log.error(`The editor’s secret storage failed: ${String(error)}`);
    const session = 'Keep for this Session';
    const chosen = await vscode.window.showWarningMessage(
      'The editor’s secret storage does not work here (often for want of a keyring), so the token was not kept. It can be kept in memory until this window closes.',
      session,
    );
    if (chosen !== session) return false;
    app.accounts.keepForSession(account);
    return true;
  }
}
