/** Signing in: a page in the browser, X's answer in the address it comes back to, and the tokens. */
import {
  authorizationCodeGrantRequest,
  calculatePKCECodeChallenge,
  generateRandomCodeVerifier,
  generateRandomState,
  validateAuthResponse,
} from 'oauth4webapi';
import { scopes } from './contract.ts';
import type { XApiErrorOptions } from './errors.ts';
import { transactionId } from './problem.ts';
import { isSuccess, send, serverOf, type CallerOptions } from './oauth2Call.ts';
import { hadItsAnswer, notOurs, refusalIn } from './oauth2Answer.ts';
import type { SignInAttempt } from './oauth2Callback.ts';
import { endpointsOf, type OAuth2Client } from './oauth2Client.ts';
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
import { mayReceiveToken } from './origins.ts';
import type { HttpAnswer } from './problem.ts';

export interface BeginOptions {
  /** Of the environment: scheme, host and port. */
  readonly origin: string;
  readonly client: OAuth2Client;
  /** As registered at X, to the character. */
  readonly redirectUri: string;
  readonly hide: (secret: string) => void;
}

export type Begun =
  | {
      readonly ok: true;
      /** For the browser; it holds no secret but the state. */
      readonly authorizationUrl: URL;
      readonly attempt: SignInAttempt;
    }
  | Failure;

/** A sign-in with a state and a verifier of its own; sends nothing. */
export async function beginSignIn({
  origin,
  client,
  redirectUri,
  hide,
}: BeginOptions): Promise<Begun> {
  const { authorize, token } = endpointsOf(origin);
  if (!mayReceiveToken(token)) {
    return failed({
      kind: 'wrong-origin',
      explanation: `${authorize.host} is neither X nor this machine, so nobody is asked to sign in there.`,
      remedy: 'Check the settings xMedia.environment and xMedia.customBaseUrl.',
    });
  }
  const state = generateRandomState();
  const verifier = generateRandomCodeVerifier();
  for (const secret of [state, verifier, client.clientSecret ?? '']) hide(secret);
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: client.clientId,
    redirect_uri: redirectUri,
    scope: scopes.join(' '),
    state,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  // As X's page has it: %20 is a space to every reader, a plus only to some.
  authorize.search = query.toString().replaceAll('+', '%20');
  const attempt = { origin, client, redirectUri, state, verifier, scopes };
  return { ok: true, authorizationUrl: authorize, attempt };
}

export interface FinishOptions extends CallerOptions {
  readonly attempt: SignInAttempt;
  /** The whole address that the browser came back to. */
  readonly callback: URL;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** States of attempts that X has answered: each is good for one answer. */
const answered = new Set<string>();

/**
 * The tokens for X's answer. An answer that is not to this attempt is refused, sends nothing, and
 * leaves the attempt as it was; any other ends the attempt, whatever comes of it.
 */
export async function finishSignIn(options: FinishOptions): Promise<TokensRead> {
  const { attempt, callback, transport, hide, signal, now } = options;
  const { origin, client, redirectUri, verifier, state } = attempt;
  for (const name of ['code', 'state']) callback.searchParams.getAll(name).forEach(hide);
  for (const secret of [verifier, state]) hide(secret);
  if (signal.aborted) return failed(cancelled('sign in'));
  const problem = notOurs(attempt, callback) ?? (answered.has(state) ? hadItsAnswer : undefined);
  if (problem !== undefined) return failed(problem);
  answered.add(state);
  const refusal = refusalIn(attempt, callback, transport.mask);
  if (refusal !== undefined) return failed(refusal);
  try {
    const server = serverOf(origin);
    // X documents no issuer (RFC 9207), so that one says nothing.
    const query = new URLSearchParams(callback.searchParams);
    query.delete('iss');
    const parameters = validateAuthResponse(server, { client_id: client.clientId }, query, state);
    const answer = await send(origin, client, options, (as, app, authentication, request) =>
      authorizationCodeGrantRequest(
        as,
        app,
        authentication,
        parameters,
        redirectUri,
        verifier,
        request,
      ),
    );
    if (!isSuccess(answer)) return failed(codeRefused(answer, client, options));
    return readTokens(answer, {
      scopes: attempt.scopes,
      hide,
      mask: transport.mask,
      now: now(),
    });
  } catch (error) {
    return failed(thrownProblem(error, 'sign in', transport.mask).problem);
  }
}

function codeRefused(
  answer: HttpAnswer,
  client: OAuth2Client,
  { transport: { mask }, now }: FinishOptions,
): XApiErrorOptions {
  const error = oauthError(answer);
  if (error === undefined) return answerProblem(answer, 'sign in', now(), mask);
  const at = { status: answer.status, transactionId: transactionId(answer, mask) };
  if (refusesClient(error)) return { ...clientProblem(error, client, mask), ...at };
  const description = said(error.description, mask);
  const aboutCode =
    error.code === 'invalid_grant' || /authorization code/i.test(error.description ?? '');
  return {
    ...at,
    kind: 'refused',
    explanation: aboutCode
      ? `X did not accept the code of this sign-in: it lives 30 seconds and works once.${description}`
      : `X refused the sign-in (${error.code}).${description}`,
    remedy: aboutCode
      ? 'Sign in again.'
      : 'Sign in again; if it stays, look at the app in X’s developer console.',
  };
}
