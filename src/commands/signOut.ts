import { tell } from '../views/notifications.ts';
import type { Command } from './app.ts';

/** Forgets the account of the environment in use; uploads stay in the view. */
export const signOut: Command = async (app) => {
  const environment = await app.environments.current();
  if (environment.name === 'sandbox') {
    await tell('info', 'The sandbox has no account to sign out of.');
    return;
  }
  const { origin, host } = environment.baseUrl;
  if ((await app.accounts.find(origin)) === undefined) {
    await tell('info', `There is no access token for ${host}.`);
    return;
  }
  try {
    await app.accounts.forget(origin);
  } catch (error) {
    app.log.error(`The editor’s secret storage failed: ${String(error)}`);
    await tell(
      'warning',
      `The access token for ${host} is forgotten in this window, but the editor’s secret storage does not work here: a copy kept earlier may still be there.`,
    );
    return;
  }
  await tell(
    'info',
    `Signed out of ${host}: its access token is forgotten here. It stays valid at X until it expires.`,
  );
};
