import * as vscode from 'vscode';
import { SettingProblem } from '../environment/environments.ts';
import { isXApiError } from '../api/errors.ts';
import { inert } from '../api/text.ts';
import { tell } from '../views/notifications.ts';
import type { App, Command } from './app.ts';
import { cancel } from './cancel.ts';
import { copyMediaId } from './copyMediaId.ts';
import { initialize } from './initialize.ts';
import { initializeAgain } from './initializeAgain.ts';
import { remove } from './remove.ts';
import { showLog } from './showLog.ts';
import { useProduction, useSandbox } from './useEnvironment.ts';

/** What is seldom used is read on first use. */
const signIn: Command = async (app, args) => (await import('./accounts.ts')).signIn(app, args);
const signOut: Command = async (app, args) => (await import('./accounts.ts')).signOut(app, args);
const setAccessToken: Command = async (app, args) =>
  (await import('./accounts.ts')).setAccessToken(app, args);
const switchAccount: Command = async (app, args) =>
  (await import('./accounts.ts')).switchAccount(app, args);
const initializeWithOptions: Command = async (app, args) =>
  (await import('./initializeWithOptions.ts')).initializeWithOptions(app, args);
const simulateFailure: Command = async (app, args) =>
  (await import('./simulateFailure.ts')).simulateFailure(app, args);

/** Every command of the manifest; a test holds the two against each other. */
export const commands = {
  'xMedia.initialize': initialize,
  'xMedia.initializeWithOptions': initializeWithOptions,
  'xMedia.initializeAgain': initializeAgain,
  'xMedia.cancel': cancel,
  'xMedia.copyMediaId': copyMediaId,
  'xMedia.remove': remove,
  'xMedia.signIn': signIn,
  'xMedia.setAccessToken': setAccessToken,
  'xMedia.switchAccount': switchAccount,
  'xMedia.signOut': signOut,
  'xMedia.useSandbox': useSandbox,
  'xMedia.useProduction': useProduction,
  'xMedia.simulateFailure': simulateFailure,
  'xMedia.showLog': showLog,
} as const satisfies Record<string, Command>;

export function registerCommands(app: App): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([id, command]: [string, Command]) =>
      vscode.commands.registerCommand(id, async (...args: unknown[]) => {
        try {
          await command(app, args);
        } catch (error) {
          await tellProblem(app, id, error);
        }
      }),
    ),
  );
}

async function tellProblem(app: App, id: string, error: unknown): Promise<void> {
  app.log.error(
    `${id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  if (error instanceof SettingProblem) {
    const settings = { command: 'workbench.action.openSettings', args: [error.setting] };
    await tell('error', error.message, { title: 'Open Settings', ...settings });
    return;
  }
  const message = isXApiError(error)
    ? error.message
    : `X Media could not do that: ${inert(app.transport.mask(error instanceof Error ? error.message : String(error)))}`;
  await tell('error', message, { title: 'Show Log', command: 'xMedia.showLog' });
}
