import * as vscode from 'vscode';
import type { NewAccount } from '../accounts/account.ts';
import { checkToken, tokenWarning } from '../accounts/token.ts';
import type { Environment } from '../environment/environments.ts';
import { tell } from '../views/notifications.ts';
import type { Command } from './app.ts';
import { keepAccount } from './keepAccount.ts';

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
  const found = await pastedToken(environment);
  if (found !== undefined) await keepAccount(app, environment, found);
};

/** Asks for a token. Undefined when the user thinks better of it. */
export async function pastedToken({ baseUrl }: Environment): Promise<NewAccount | undefined> {
  const { host, origin } = baseUrl;
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
  if (pasted === undefined || pasted.trim() === '') return undefined;
  const checked = checkToken(pasted);
  if ('problem' in checked) {
    await tell('error', `The token was not kept. ${checked.problem}`);
    return undefined;
  }
  return { kind: 'bearer', origin, label: 'Access token', accessToken: checked.token };
}
