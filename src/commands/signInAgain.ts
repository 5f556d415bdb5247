import type { AccountOf } from '../accounts/account.ts';
import { tell } from '../views/notifications.ts';

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
