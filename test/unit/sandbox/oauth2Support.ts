/** A sign-in at the sandbox by hand: the page as a browser gets it, and its form as one sends it. */
import { createHash } from 'node:crypto';
import { request } from 'undici';
import * as v from 'valibot';
import type { Answer, Rig } from './support.ts';

export const clientId = 'Y2xpZW50LW9mLWEtdGVzdA';
export const redirectUri = 'http://127.0.0.1:8765/callback';
export const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
/** Of {@link verifier}: the pair of RFC 7636, appendix B. */
export const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

/** What a correct app sends. */
export const asked: Readonly<Record<string, string>> = {
  response_type: 'code',
  client_id: clientId,
  redirect_uri: redirectUri,
  scope: 'media.write users.read tweet.read offline.access',
  state: 'state-of-this-sign-in',
  code_challenge: challenge,
  code_challenge_method: 'S256',
};

export interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly html: string;
  /** Of the form; empty where the page has none. */
  readonly ticket: string;
}

/** Opens the page with `changes` laid over {@link asked}; an undefined one takes it away. */
export function open(
  x: Rig,
  changes: Readonly<Record<string, string | undefined>> = {},
  headers: Record<string, string> = {},
): Promise<Page> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...asked, ...changes })) {
    if (value !== undefined) query.set(name, value);
  }
  return openAt(x, query.toString(), headers);
}

export async function openAt(
  x: Rig,
  query: string,
  headers: Record<string, string> = {},
): Promise<Page> {
  const answer = await request(`${x.sandbox.url}/i/oauth2/authorize?${query}`, { headers });
  const html = await answer.body.text();
  const ticket = /name="ticket" value="([^"]*)"/.exec(html)?.[1] ?? '';
  return { status: answer.statusCode, headers: answer.headers, html, ticket };
}

/** Sends the page's form, and does not follow where it leads. */
export async function submit(
  x: Rig,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Page & { readonly location: URL | undefined }> {
  const answer = await request(`${x.sandbox.url}/i/oauth2/authorize`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(form).toString(),
  });
  const { location } = answer.headers;
  return {
    status: answer.statusCode,
    headers: answer.headers,
    html: await answer.body.text(),
    ticket: '',
    location: typeof location === 'string' ? new URL(location) : undefined,
  };
}

/** A code for `changes` laid over {@link asked}. */
export async function codeOf(
  x: Rig,
  changes: Record<string, string> = {},
  user = 'sandbox',
): Promise<string> {
  const { ticket } = await open(x, changes);
  const { location } = await submit(x, { ticket, user, decision: 'authorize' });
  return location?.searchParams.get('code') ?? '';
}

export function post(
  x: Rig,
  path: 'token' | 'revoke',
  form: Record<string, string> | string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const body = typeof form === 'string' ? form : new URLSearchParams(form).toString();
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  return call(x, 'POST', `/2/oauth2/${path}`, { ...type, ...headers }, body);
}

/** Without the rig's own token. */
async function call(
  x: Rig,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string,
): Promise<Answer> {
  const response = await fetch(x.sandbox.url + path, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  const json: unknown = type.includes('json') && text !== '' ? JSON.parse(text) : null;
  return { status: response.status, headers: response.headers, text, json };
}

export const exchangeForm = (code: string): Record<string, string> => ({
  grant_type: 'authorization_code',
  code,
  redirect_uri: redirectUri,
  client_id: clientId,
  code_verifier: verifier,
});

export const refreshForm = (refresh_token: string): Record<string, string> => ({
  grant_type: 'refresh_token',
  refresh_token,
  client_id: clientId,
});

const tokens = v.strictObject({
  token_type: v.literal('bearer'),
  expires_in: v.number(),
  access_token: v.string(),
  scope: v.string(),
  refresh_token: v.exactOptional(v.string(), ''),
});
export type Tokens = v.InferOutput<typeof tokens>;

/** Throws for an answer that carries none. */
export function tokensOf(answer: Answer | undefined): Tokens {
  return v.parse(tokens, answer?.json);
}

/** The whole way, as a public client. */
export async function signIn(
  x: Rig,
  changes: Record<string, string> = {},
  user = 'sandbox',
): Promise<Tokens> {
  return tokensOf(await post(x, 'token', exchangeForm(await codeOf(x, changes, user))));
}

export async function refresh(x: Rig, refreshToken: string): Promise<Answer> {
  return post(x, 'token', refreshForm(refreshToken));
}

export function me(x: Rig, accessToken: string, query = ''): Promise<Answer> {
  return call(x, 'GET', `/2/users/me${query}`, { authorization: `Bearer ${accessToken}` });
}

export function basic(id: string, secret: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` };
}

export function refusedWith(error: string, error_description: string): Record<string, string> {
  return { error, error_description };
}
export const invalidToken = refusedWith(
  'invalid_request',
  'Value passed for the token was invalid.',
);
export const invalidCode = refusedWith(
  'invalid_request',
  'Value passed for the authorization code was invalid.',
);
export const unauthorized = refusedWith(
  'unauthorized_client',
  'Missing valid authorization header',
);

export function s256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
