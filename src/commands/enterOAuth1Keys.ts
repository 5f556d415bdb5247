import type { NewAccount } from '../accounts/account.ts';
import { checkKey } from '../api/oauth1Keys.ts';
import type { Environment } from '../environment/environments.ts';
import type { App } from './app.ts';

/** The four keys in one form. Undefined when the user thinks better of it. */
export async function enterOAuth1Keys(
  app: App,
  { baseUrl }: Environment,
): Promise<NewAccount | undefined> {
  const { askForOAuth1Keys } = await import('../views/forms.ts');
  const keys = await askForOAuth1Keys({
    host: baseUrl.host,
    check: checkKey,
    signal: app.signal,
  });
  if (keys === undefined) return undefined;
  // The access token begins with the id of its user.
  const userId = /^([0-9]{1,19})-/.exec(keys.accessToken)?.[1];
  return { kind: 'oauth1', origin: baseUrl.origin, label: 'OAuth 1.0a keys', userId, ...keys };
}
