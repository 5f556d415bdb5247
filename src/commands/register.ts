import * as vscode from 'vscode';
import { SettingProblem } from '../environment/environments.ts';
import { isXApiError } from '../api/errors.ts';
import { inert } from '../api/text.ts';
import { tell } from '../views/notifications.ts';
import type { App, Command } from './app.ts';
import type * as uploads from './uploads.ts';
import { showLog } from './showLog.ts';
import { useProduction, useSandbox } from './useEnvironment.ts';

/** What is done with a command is read with the first one of its kind. */
const ofAccounts =
  (name: 'signIn' | 'signOut' | 'setAccessToken' | 'switchAccount'): Command =>
  async (app, args) =>
    (await import('./accounts.ts'))[name](app, args);
const ofUploads =
  (name: Exclude<keyof typeof uploads, 'attendTo'>): Command =>
  async (app, args) =>
    (await import('./uploads.ts'))[name](app, args);
const inspectFile: Command = async (app, args) =>
  (await import('./inspectFile.ts')).inspectFile(app, args);
const simulateFailure: Command = async (app, args) =>
  (await import('./simulateFailure.ts')).simulateFailure(app, args);

/** Every command of the manifest; a test holds the two against each other. */
export const commands = {
  'xMedia.initialize': ofUploads('initialize'),
  'xMedia.initializeWithOptions': ofUploads('initializeWithOptions'),
  'xMedia.initializeAgain': ofUploads('initializeAgain'),
  'xMedia.inspectFile': inspectFile,
  'xMedia.upload': ofUploads('upload'),
  'xMedia.pause': ofUploads('pause'),
  'xMedia.cancel': ofUploads('cancel'),
  'xMedia.copyMediaId': ofUploads('copyMediaId'),
  'xMedia.setAltText': ofUploads('setAltText'),
  'xMedia.addSubtitles': ofUploads('addSubtitles'),
  'xMedia.remove': ofUploads('remove'),
  'xMedia.showAnswer': ofUploads('showAnswer'),
  'xMedia.followRemedy': ofUploads('followRemedy'),
  'xMedia.signIn': ofAccounts('signIn'),
  'xMedia.setAccessToken': ofAccounts('setAccessToken'),
  'xMedia.switchAccount': ofAccounts('switchAccount'),
  'xMedia.signOut': ofAccounts('signOut'),
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
