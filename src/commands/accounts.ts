/** What is done to accounts: a bundle of its own, read on first use. */
export { setAccessToken } from './setAccessToken.ts';
export { signIn, signInTo } from './signIn.ts';
export { signOut, signOutOf } from './signOut.ts';
export { switchAccount } from './switchAccount.ts';
export { mayTakeOver } from './otherAccount.ts';
