import type { ProviderActions } from '../accounts/provider.ts';
import type { App } from './app.ts';

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
