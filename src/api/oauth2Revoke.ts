/** Signing out at X (RFC 7009). */
import { revocationRequest } from 'oauth4webapi';
import { transactionId } from './problem.ts';
import { isSuccess, send, type CallerOptions } from './oauth2Call.ts';
import type { OAuth2Client } from './oauth2Client.ts';
import {
  answerProblem,
  cancelled,
  failed,
  oauthError,
  said,
  thrownProblem,
  type Failure,
} from './oauth2Words.ts';

export interface RevokeOptions extends CallerOptions {
  readonly origin: string;
  readonly client: OAuth2Client;
  /** An access token or a refresh token. */
  readonly token: string;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

export type Revoked = { readonly ok: true } | Failure;

/** Makes X forget a token (RFC 7009); one that X does not know any more is as good as forgotten. */
export async function revoke(options: RevokeOptions): Promise<Revoked> {
  const { origin, client, token, transport, hide, signal, now = Date.now } = options;
  const { mask } = transport;
  hide(token);
  if (signal.aborted) return failed(cancelled('sign out'));
  try {
    const answer = await send(origin, client, options, (as, app, authentication, request) =>
      revocationRequest(as, app, authentication, token, request),
    );
    if (isSuccess(answer)) return { ok: true };
    const error = oauthError(answer);
    if (error === undefined) return failed(answerProblem(answer, 'sign out', now(), mask));
    if (/\btoken was invalid\b/i.test(error.description ?? '')) return { ok: true };
    return failed({
      kind: 'refused',
      explanation: `X refused to revoke the token (${error.code}).${said(error.description, mask)}`,
      remedy: 'Revoke the app’s access at X, under Settings, Security and account access, Apps.',
      status: answer.status,
      transactionId: transactionId(answer, mask),
    });
  } catch (error) {
    return failed(thrownProblem(error, 'sign out', mask).problem);
  }
}
