/** What X answers to a code or a refresh token (RFC 6749 §5.1). */
import * as v from 'valibot';
import type { XApiErrorOptions } from './errors.ts';
import { transactionId } from './problem.ts';
import { failed, type Failure } from './oauth2Words.ts';
import { isMarkup, parseJson, type HttpAnswer, type Mask } from './problem.ts';

/** Tokens to keep; both are secret. */
export interface TokenPair {
  /** 1 to 4096 characters of visible ASCII, fit for a header; so is the refresh token. */
  accessToken: string;
  /** Works once; undefined where X gave none, and there was none. */
  refreshToken: string | undefined;
  /** Epoch milliseconds; undefined where X gave no usable lifetime. */
  expiresAt: number | undefined;
  /** What X granted; what was asked for where X did not say. */
  scopes: string[];
}

export type TokensRead =
  | {
      readonly ok: true;
      readonly tokens: TokenPair;
      /** Sentences on what the user did not get. */
      readonly warnings: readonly string[];
    }
  | Failure;

/** Seconds: X's tokens live two hours; past a year, the number is an accident. */
const credibleSecondsMax = 366 * 24 * 3600;

const token = v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,4096}$/));

const tokens = v.object({
  access_token: token,
  token_type: v.pipe(v.string(), v.toLowerCase(), v.literal('bearer')),
  refresh_token: v.nullish(v.fallback(token, '')),
  // Some servers give it as text.
  expires_in: v.fallback(
    v.optional(
      v.pipe(
        v.union([v.number(), v.pipe(v.string(), v.regex(/^\d{1,12}$/), v.transform(Number))]),
        v.minValue(1),
        v.maxValue(credibleSecondsMax),
      ),
    ),
    undefined,
  ),
  scope: v.fallback(v.optional(v.string()), undefined),
});

/** Every text of the answer that may be a secret, however wrong the rest of it is. */
const secrets = v.object({
  access_token: v.fallback(v.string(), ''),
  refresh_token: v.fallback(v.string(), ''),
  id_token: v.fallback(v.string(), ''),
});

/** Names of scopes, and how many of them an account keeps. */
const scopeName = /^[\w.:-]{1,60}$/;
const scopesMax = 50;

export interface Asked {
  readonly scopes: readonly string[];
  /** The refresh token that was sent: it stays good where X gives no other (RFC 6749 §6). */
  readonly refreshToken?: string | undefined;
  readonly hide: (secret: string) => void;
  readonly mask: Mask;
  /** Epoch milliseconds at which the answer came: the lifetime counts from there. */
  readonly now: number;
}

/** A success, as far as it can be used. */
export function readTokens(answer: HttpAnswer, asked: Asked): TokensRead {
  const body = parseJson(answer.text);
  const held = v.safeParse(secrets, body);
  if (held.success) Object.values(held.output).forEach(asked.hide);
  const parsed = v.safeParse(tokens, body);
  if (!parsed.success) {
    const paths = parsed.issues.map((issue) => v.getDotPath(issue));
    return failed(unusable(answer, body, paths, asked.mask));
  }
  const { access_token, refresh_token, expires_in, scope } = parsed.output;
  // The editor shows scopes to every extension: a secret among them is none.
  const named = (scope ?? '')
    .split(' ')
    .filter((name) => scopeName.test(name) && asked.mask(name) === name);
  const scopes = named.length === 0 ? [...asked.scopes] : named.slice(0, scopesMax);
  const warnings: string[] = [];
  if (!scopes.includes('media.write')) {
    warnings.push(
      'X did not grant media.write, without which it refuses uploads: allow the app to write at X, then sign in again.',
    );
  }
  // Empty stands for one that cannot be kept; the one before it is used up all the same.
  const unkept = refresh_token === '';
  if (unkept || (refresh_token ?? asked.refreshToken) === undefined) {
    warnings.push(
      `X gave no ${unkept ? 'usable ' : ''}refresh token: sign in again when the access token expires.`,
    );
  }
  const pair: TokenPair = {
    accessToken: access_token,
    refreshToken: unkept ? undefined : (refresh_token ?? asked.refreshToken),
    expiresAt: expires_in === undefined ? undefined : asked.now + Math.floor(expires_in) * 1000,
    scopes,
  };
  return { ok: true, tokens: pair, warnings };
}

function unusable(
  answer: HttpAnswer,
  body: unknown,
  paths: readonly (string | null)[],
  mask: Mask,
): XApiErrorOptions {
  let what = 'without a usable access token';
  if (answer.text.trim() === '') what = 'with nothing';
  else if (isMarkup(answer.text)) what = 'with a web page';
  else if (body === undefined) what = 'with something that is not JSON';
  else if (!paths.includes('access_token') && paths.includes('token_type')) {
    what = 'with a token that is no bearer token';
  }
  return {
    kind: 'unexpected-answer',
    explanation: `X accepted the request (HTTP ${answer.status}) but answered ${what}.`,
    remedy:
      'Check that no proxy or sign-in page is between this machine and X’s API, then sign in again.',
    status: answer.status,
    transactionId: transactionId(answer, mask),
  };
}
