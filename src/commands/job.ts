import * as vscode from 'vscode';
import { settings } from '../environment/settings.ts';
import type { Job } from '../uploads/job.ts';
import { tell } from '../views/notifications.ts';
import type { App } from './app.ts';
import { askForToken } from './setAccessToken.ts';

/** Who calls which X from here on; asks for a token at first use. Undefined: nothing is sent. */
export async function prepareJob(app: App): Promise<Job | undefined> {
  const environment = await app.environments.current();
  let credential = await app.credentials.find(environment);
  if (credential === undefined) {
    if (await askForToken(app, environment)) credential = await app.credentials.find(environment);
  }
  if (credential === undefined) {
    await tell(
      'warning',
      `Nothing was sent: ${environment.title} needs an access token. Set one, or use the sandbox, which needs none.`,
      { title: 'Set Access Token', command: 'xMedia.setAccessToken' },
      { title: 'Use the Sandbox', command: 'xMedia.useSandbox' },
    );
    return undefined;
  }
  const api = app.mediaApi(environment.baseUrl, credential);
  return {
    api,
    mediaUse: (file) => settings.mediaUse(vscode.Uri.file(file)),
    caller: {
      environment: environment.name,
      origin: environment.baseUrl.origin,
      account: credential.label,
      dialect: api.dialect,
    },
  };
}
