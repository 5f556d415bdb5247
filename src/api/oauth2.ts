/**
 * The client's half of OAuth 2.0 with PKCE (RFC 6749, 7636, 7009), as X speaks it (contract §6).
 * Read on first use, from a bundle of its own, so that what fails comes back as data: nothing here
 * rejects or throws for what X, the network or the user does.
 */
export type { CallerOptions } from './oauth2Call.ts';
export { isAnswerTo, type SignInAttempt } from './oauth2Callback.ts';
export type { OAuth2Client } from './oauth2Client.ts';
export {
  refresh,
  type Refreshed,
  type RefreshOptions,
  type RefreshOutcome,
} from './oauth2Refresh.ts';
export { revoke, type Revoked, type RevokeOptions } from './oauth2Revoke.ts';
export {
  beginSignIn,
  finishSignIn,
  type BeginOptions,
  type Begun,
  type FinishOptions,
} from './oauth2SignIn.ts';
export type { TokenPair, TokensRead } from './oauth2Tokens.ts';
export type { Failure } from './oauth2Words.ts';
