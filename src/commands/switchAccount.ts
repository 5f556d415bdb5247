import * as vscode from 'vscode';
import { kindNames } from '../accounts/account.ts';
import { settings } from '../environment/settings.ts';
import type { Command } from './app.ts';
import { signInTo } from './signIn.ts';

interface Choice extends vscode.QuickPickItem {
  readonly choose: () => Promise<unknown>;
}

/** Which of the environment's accounts acts from now on. */
export const switchAccount: Command = async (app) => {
  const environment = await app.environments.current();
  const { origin } = environment.baseUrl;
  const accounts = await app.accounts.all(origin);
  const acting = await app.accounts.acting(origin);
  const check = (acts: boolean) => (acts ? '$(check) ' : '$(account) ');
  const choices: Choice[] = accounts.map(({ id, label, kind }) => ({
    label: check(id === acting?.id) + label,
    description: kindNames[kind],
    choose: () => app.accounts.act(origin, id),
  }));
  if (environment.name === 'sandbox') {
    choices.unshift({
      label: `${check(acting === undefined)}Sandbox`,
      description: 'the sandbox’s own account, which speaks both v2 and v1.1',
      choose: () => app.accounts.act(origin, null),
    });
  }
  choices.push({
    label: '$(add) Add an account…',
    choose: () => signInTo(app, environment),
  });
  const chosen = await vscode.window.showQuickPick(choices, {
    title: `Accounts of ${environment.title} (${settings.apiVersion()})`,
    placeHolder: 'Which account calls X from now on',
    ignoreFocusOut: true,
  });
  await chosen?.choose();
};
