/** X's answer in the address that the browser came back to (RFC 6749 §4.1.2 and §4.1.2.1). */
import type { XApiErrorOptions } from './errors.ts';
import { isCallback, type SignInAttempt } from './oauth2Callback.ts';
import { said } from './oauth2Words.ts';
import type { Mask } from './problem.ts';
import { inert } from './text.ts';

/** Why `callback` is no answer to `attempt`, if so. */
export function notOurs(attempt: SignInAttempt, callback: URL): XApiErrorOptions | undefined {
  const states = callback.searchParams.getAll('state');
  if (!isCallback(attempt, callback)) {
    return strange(
      `That is not the address that X sends you back to, ${attempt.redirectUri}, so nothing was sent.`,
    );
  }
  if (states.length !== 1) {
    return strange(
      `The answer has ${states.length === 0 ? 'no state' : 'more than one state'}, which proves that it belongs to this sign-in, so nothing was sent.`,
    );
  }
  if (states[0] !== attempt.state) {
    return strange('The answer belongs to another sign-in than this one, so nothing was sent.');
  }
  return undefined;
}

function strange(explanation: string): XApiErrorOptions {
  return { kind: 'unexpected-answer', explanation, remedy: 'Sign in again.' };
}

/** Parameters of answers that are not asked for: implicit, OpenID Connect's, and sealed ones. */
const otherFlows = ['token', 'access_token', 'id_token', 'response'];

/** X's answer, where it is no code. */
export function refusalIn(
  { redirectUri }: SignInAttempt,
  { searchParams }: URL,
  mask: Mask,
): XApiErrorOptions | undefined {
  const [error, ...errors] = searchParams.getAll('error');
  const [code = '', ...codes] = searchParams.getAll('code');
  if (error === undefined) {
    if (code === '') return strange('The answer has no code, so nothing was sent.');
    if (codes.length > 0) return strange('The answer has more than one code, so nothing was sent.');
    return otherFlows.some((name) => searchParams.has(name))
      ? strange('The answer is of another kind than was asked for, so nothing was sent.')
      : undefined;
  }
  const description = said(searchParams.get('error_description') ?? undefined, mask);
  if (error === 'access_denied' && errors.length === 0) {
    return {
      kind: 'refused',
      explanation: `You declined at X, so nobody was signed in.${description}`,
      remedy: 'Sign in again when you want to, and press “Authorize app”.',
    };
  }
  const unwell = error === 'server_error' || error === 'temporarily_unavailable';
  return {
    kind: unwell ? 'unwell' : 'refused',
    explanation: unwell
      ? `X is unwell and could not sign you in.${description}`
      : `X refused the sign-in: “${inert(mask(error), 60)}”.${description}`,
    remedy: unwell
      ? 'Sign in again in a few minutes.'
      : `Check in X’s developer console that OAuth 2.0 is set up for the app, with exactly ${redirectUri} as callback URL, then sign in again.`,
  };
}

/** For the second answer to an attempt. */
export const hadItsAnswer = strange(
  'This sign-in has had its answer already, so nothing was sent.',
);
