/** What goes wrong in OAuth 2.0, in words. */
import * as v from 'valibot';
import { isXApiError, type XApiErrorOptions, type XErrorKind } from './errors.ts';
import { explainAnswer } from './explain.ts';
import type { OAuth2Client } from './oauth2Client.ts';
import {
  isMarkup,
  lenient,
  parseJson,
  readProblem,
  type HttpAnswer,
  type Mask,
} from './problem.ts';
import { inert } from './text.ts';
import { formatTime } from './time.ts';

/** What the user was about to do, as a remedy asks for it again. */
export type Act = 'sign in' | 'refresh' | 'sign out';

const again: Readonly<Record<Act, string>> = {
  'sign in': 'sign in again',
  refresh: 'try again',
  'sign out': 'sign out again',
};

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export interface Failure {
  readonly ok: false;
  /** What an XApiError is made of; its cause, if any, is text. */
  readonly problem: XApiErrorOptions;
}

export function failed(problem: XApiErrorOptions): Failure {
  return { ok: false, problem };
}

/** A refusal in the terms of RFC 6749 §5.2 (and of §4.1.2.1, in the callback's query). */
export interface OAuthError {
  /** Lower-case letters and `_`. */
  readonly code: string;
  readonly description?: string | undefined;
}

const errorBody = v.object({
  error: v.pipe(v.string(), v.regex(/^[a-z][a-z_]{2,60}$/)),
  error_description: lenient(v.string()),
});

/** Undefined where X did not refuse in OAuth's terms. */
export function oauthError(answer: HttpAnswer): OAuthError | undefined {
  if (answer.status < 400 || answer.status > 499 || answer.status === 429) return undefined;
  const parsed = v.safeParse(errorBody, parseJson(answer.text));
  if (!parsed.success) return undefined;
  return { code: parsed.output.error, description: parsed.output.error_description };
}

/** X's own words, if any; masked before they are cut. */
export function said(words: string | undefined, mask: Mask): string {
  const shown = inert(mask(words ?? ''), 200);
  return shown === '' ? '' : ` X says: “${shown}”`;
}

/** X refused the app, and not what it brought. */
export function refusesClient({ code }: OAuthError): boolean {
  return code === 'invalid_client' || code === 'unauthorized_client';
}

/** The words for {@link refusesClient}. */
export function clientProblem(
  { description }: OAuthError,
  { clientSecret }: OAuth2Client,
  mask: Mask,
): Pick<XApiErrorOptions, 'kind' | 'explanation' | 'remedy'> {
  // X says "Missing valid authorization header" to a confidential client without its secret.
  const wantsSecret = clientSecret === undefined && /authorization header/i.test(description ?? '');
  return wantsSecret
    ? {
        kind: 'unauthorized',
        explanation: `The app is a confidential client at X, which needs its client secret.${said(description, mask)}`,
        remedy:
          'Enter the client secret as well, or make the app a Native App in X’s developer console, then sign in again.',
      }
    : {
        kind: 'unauthorized',
        explanation: `X does not accept the client ID${clientSecret === undefined ? '' : ' with this client secret'}.${said(description, mask)}`,
        remedy: `Check the setting xMedia.oauth2.clientId${clientSecret === undefined ? '' : ' and the client secret'} against X’s developer console, then sign in again.`,
      };
}

/** An answer that is neither a success nor a refusal in OAuth's terms. */
export function answerProblem(
  answer: HttpAnswer,
  act: Act,
  now: number,
  mask: Mask,
): XApiErrorOptions {
  const { status } = answer;
  const reading = { now, mask, dialect: 'v2', credential: 'oauth2' } as const;
  const { retryAt, transactionId } = explainAnswer(answer, reading);
  const problem = (kind: XErrorKind, explanation: string, remedy: string) => {
    return { kind, explanation, remedy, status, retryAt, transactionId };
  };
  const later = (otherwise: string) =>
    capital(again[act]) +
    (retryAt === undefined ? ` ${otherwise}.` : ` after ${formatTime(retryAt, now)}.`);
  const network = `Check the network for a proxy or sign-in page, then ${again[act]}.`;
  if (status === 429) {
    return problem(
      'rate-limit',
      'X’s rate limit for signing in and refreshing is reached.',
      later('in about 15 minutes'),
    );
  }
  if (status >= 500) {
    return problem('unwell', `X is unwell (HTTP ${status}).`, later('in a few minutes'));
  }
  if (status >= 300 && status < 400) {
    return problem(
      'redirect',
      `The answer was a redirect (HTTP ${status}), which is not followed, so that no secret goes elsewhere.`,
      network,
    );
  }
  if (isMarkup(answer.text)) {
    return problem(
      'refused',
      `The answer (HTTP ${status}) was a web page and not X’s API.`,
      network,
    );
  }
  const { messages, detail } = readProblem(answer.text);
  return problem(
    'refused',
    `X refused the request (HTTP ${status}).${said(detail ?? messages[0], mask)}`,
    `${capital(again[act])}; if it stays, look at the app in X’s developer console.`,
  );
}

/** Kinds of which `sendAlone` knows that X never saw the request. */
const neverSent: readonly XErrorKind[] = [
  'unreachable',
  'untrusted-certificate',
  'no-tls',
  'proxy',
  'wrong-origin',
  'not-sent',
];

/** Whatever was thrown on the way, as data, and whether X can have seen the request. */
export function thrownProblem(
  error: unknown,
  act: Act,
  mask: Mask,
): { readonly problem: XApiErrorOptions; readonly sent: boolean } {
  const cause = causeOf(error, mask);
  if (!isXApiError(error)) {
    const problem = {
      kind: 'not-sent',
      explanation: 'Something went wrong inside X Media Upload.',
      remedy: `${capital(again[act])}; if it stays, report it with the log (X Media: Show Log).`,
      cause,
    } as const;
    // Not foreseen, so that nothing is known of how far it came.
    return { problem, sent: true };
  }
  const { kind, explanation, remedy } = error;
  if (kind === 'cancelled') return { problem: cancelled(act), sent: true };
  if (neverSent.includes(kind)) {
    // These remedies end in what the user was doing, which for uploads is to initialize.
    const ours = remedy
      .replace(/\binitialize again\b/, again[act])
      .replace(/\bInitialize again\b/, capital(again[act]));
    return { problem: { kind, explanation, remedy: ours, cause }, sent: false };
  }
  const unknown =
    act === 'sign in'
      ? 'Sign in again: X’s answer to this sign-in cannot be used twice.'
      : `${capital(again[act])}; if X then refuses, sign in again.`;
  const remedies = { 'sign in': unknown, refresh: unknown, 'sign out': 'Sign out again.' };
  return { problem: { kind, explanation, remedy: remedies[act], cause }, sent: true };
}

/** The words for what the user stopped. */
export function cancelled(act: Act): XApiErrorOptions {
  return {
    kind: 'cancelled',
    explanation: 'Cancelled.',
    remedy: `${capital(again[act])} when you want to.`,
  };
}

/** Name, code and message: what hangs on an error besides may be a request or an answer. */
function causeOf(error: unknown, mask: Mask): string {
  if (!(error instanceof Error)) return `a thrown ${typeof error}`;
  const source = isXApiError(error) && error.cause instanceof Error ? error.cause : error;
  const code = 'code' in source && typeof source.code === 'string' ? ` ${source.code}` : '';
  return inert(mask(`${source.name}${code}: ${source.message}`), 300);
}
