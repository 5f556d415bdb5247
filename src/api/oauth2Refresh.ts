/** A new pair of tokens for a refresh token (RFC 6749 §6). */
import { refreshTokenGrantRequest } from 'oauth4webapi';
import { scopes } from './contract.ts';
import { transactionId } from './problem.ts';
import { isSuccess, send, type CallerOptions } from './oauth2Call.ts';
import type { OAuth2Client } from './oauth2Client.ts';
import { readTokens, type TokensRead } from './oauth2Tokens.ts';
import {
  answerProblem,
  cancelled,
  clientProblem,
  failed,
  oauthError,
  refusesClient,
  said,
  thrownProblem,
  type Failure,
} from './oauth2Words.ts';
import type { HttpAnswer } from './problem.ts';

export interface RefreshOptions extends CallerOptions {
  readonly origin: string;
  readonly client: OAuth2Client;
  readonly refreshToken: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Those of the pair so far, which stay where X names none; what is asked for unless given. */
  readonly scopes?: readonly string[] | undefined;
}

/**
 * - `refused`: X will not refresh with this token any more: the user must sign in again.
 * - `ambiguous`: the request went out and no usable answer came; the token may be used up.
 * - `not-sent`: X never saw the request; the token is as good as before.
 * - `unwell`: X, or something before it, would not do it now; the token is as good as before.
 */
export type RefreshOutcome = 'refused' | 'ambiguous' | 'not-sent' | 'unwell';

export type Refreshed =
  Extract<TokensRead, { ok: true }> | (Failure & { readonly outcome: RefreshOutcome });

/** A new pair for a refresh token, which works once: there must be one refresh at a time. */
export async function refresh(options: RefreshOptions): Promise<Refreshed> {
  const { origin, client, refreshToken, transport, hide, signal, now } = options;
  hide(refreshToken);
  if (signal.aborted) return { ...failed(cancelled('refresh')), outcome: 'not-sent' };
  try {
    const answer = await send(origin, client, options, (as, app, authentication, request) =>
      refreshTokenGrantRequest(as, app, authentication, refreshToken, request),
    );
    if (!isSuccess(answer)) return refreshRefused(answer, options);
    const read = readTokens(answer, {
      scopes: options.scopes ?? scopes,
      refreshToken,
      hide,
      mask: transport.mask,
      now: now(),
    });
    return read.ok ? read : { ...read, outcome: 'ambiguous' };
  } catch (error) {
    const { problem, sent } = thrownProblem(error, 'refresh', transport.mask);
    return { ...failed(problem), outcome: sent ? 'ambiguous' : 'not-sent' };
  }
}

/** Refusals in OAuth's terms that pass by themselves. */
const passing = ['server_error', 'temporarily_unavailable', 'slow_down'];

function refreshRefused(answer: HttpAnswer, options: RefreshOptions): Refreshed {
  const { client, transport, now } = options;
  const { mask } = transport;
  const error = oauthError(answer);
  if (error === undefined || passing.includes(error.code)) {
    return { ...failed(answerProblem(answer, 'refresh', now(), mask)), outcome: 'unwell' };
  }
  const problem = refusesClient(error)
    ? clientProblem(error, client, mask)
    : ({
        kind: 'unauthorized',
        explanation: `X does not accept the refresh token: it was used already, was revoked or has expired.${said(error.description, mask)}`,
        remedy: 'Sign in again; your uploads are kept.',
      } as const);
  const at = { status: answer.status, transactionId: transactionId(answer, mask) };
  return { ...failed({ ...problem, ...at }), outcome: 'refused' };
}
