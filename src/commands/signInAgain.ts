import type { ProviderActions } from '../accounts/provider.ts';
import type { AccountOf } from '../accounts/account.ts';
import { tell } from '../views/notifications.ts';
import type { App } from './app.ts';

/** One prompt for an account that X does not renew, however many calls wanted to use it. */
export function prompterToSignInAgain(): (account: AccountOf<'oauth2'>) => void {
  const asking = new Set<string>();
  return ({ id, label }) => {
    if (asking.has(id)) return;
    asking.add(id);
    const sentence = `X does not renew the access of ${label} any more (revoked, or not used for long). Sign in again; your uploads are kept.`;
    void tell('error', sentence, { title: 'Sign In', command: 'xMedia.signIn' }).finally(() => {
      asking.delete(id);
    });
  };
}

/** What the editor's Accounts menu can do. */
export function accountsMenuActions(app: App): ProviderActions {
  return {
    signIn: async () => {
      const environment = await app.environments.current();
      const { origin } = environment.baseUrl;
      const { signInTo } = await import('./accounts.ts');
      return (await signInTo(app, environment)) ? app.accounts.acting(origin) : undefined;
    },
    signOut: async (account) => (await import('./accounts.ts')).signOutOf(app, account),
    onProblem: (error) => {
      app.log.error(`The Accounts menu could not be kept: ${String(error)}`);
    },
  };
}
