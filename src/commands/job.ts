import * as vscode from 'vscode';
import type { Acting } from '../accounts/credentials.ts';
import type { Environment } from '../environment/environments.ts';
import { settings } from '../environment/settings.ts';
import type { MediaApi } from '../api/mediaApi.ts';
import type { Job } from '../uploads/job.ts';
import type { Caller } from '../uploads/record.ts';
import { tell } from '../views/notifications.ts';
import type { App } from './app.ts';

/** Who calls which X from here on; signs in at first use. Undefined: nothing is sent, and that is said. */
export async function prepareJob(app: App): Promise<Job | undefined> {
  const environment = await app.environments.current();
  const acting = await signedIn(app, environment);
  if (acting === undefined) return undefined;
  const { credential, accountId } = acting;
  const { origin } = environment.baseUrl;
  const api = await app.mediaApi(settings.apiVersion(), origin, credential);
  return {
    api,
    tier: settings.accountTier(),
    mediaUse: (file) => settings.mediaUse(vscode.Uri.file(file)),
    caller: {
      environment: environment.name,
      origin,
      account: credential.label,
      accountId,
      dialect: api.dialect,
    },
  };
}

/** X for the account that initialized an upload, in its dialect. Rejects with an XApiError. */
export async function apiOf(app: App, caller: Caller): Promise<MediaApi> {
  const credential = await app.credentials.of(caller);
  return app.mediaApi(caller.dialect === 'v1.1' ? 'v1.1' : 'v2', caller.origin, credential);
}

async function signedIn(app: App, environment: Environment): Promise<Acting | undefined> {
  const apiVersion = settings.apiVersion();
  let acting = await app.credentials.find(environment, apiVersion);
  if (acting === undefined) {
    const { signInTo } = await import('./accounts.ts');
    if (await signInTo(app, environment)) {
      acting = await app.credentials.find(environment, apiVersion);
    }
  }
  if (acting === undefined) {
    await tell(
      'warning',
      `Nothing was sent: ${environment.title} needs an account. Sign in, or use the sandbox, which needs none.`,
      { title: 'Sign In', command: 'xMedia.signIn' },
      { title: 'Use the Sandbox', command: 'xMedia.useSandbox' },
    );
    return undefined;
  }
  if (apiVersion === 'v1.1' && acting.credential.kind !== 'oauth1') {
    await tell(
      'warning',
      `Nothing was sent: X’s v1.1 takes OAuth 1.0a keys only, and ${acting.credential.label} acts with OAuth 2.0. Switch to an account with keys, or to v2.`,
      { title: 'Switch Account', command: 'xMedia.switchAccount' },
      {
        title: 'Open Settings',
        command: 'workbench.action.openSettings',
        args: ['xMedia.apiVersion'],
      },
    );
    return undefined;
  }
  return acting;
}
