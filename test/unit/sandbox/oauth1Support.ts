/** Requests signed by the package `oauth-1.0a`, which shares no line with the sandbox's check. */
import { createHmac } from 'node:crypto';
import OAuth from 'oauth-1.0a';
import type { OAuth1Keys } from '../../../src/sandbox/server.ts';
import type { Answer, Rig } from './support.ts';

/** Text of a form, or more than one under one name. */
export type Parameters1 = Record<string, string | string[]>;

export interface Signing {
  readonly method: string;
  /** Whole, with the query. */
  readonly url: string;
  readonly form?: Parameters1 | undefined;
  readonly keys: OAuth1Keys;
  /** Epoch seconds. */
  readonly timestamp: number;
  readonly nonce?: string | undefined;
  /** Protocol parameters that are signed instead of the package's own; undefined leaves one out. */
  readonly protocol?: Record<string, string | undefined> | undefined;
}

export function authorize(signing: Signing): Record<string, unknown> {
  const { method, url, keys, timestamp, nonce, protocol = {} } = signing;
  const client = new OAuth({
    consumer: { key: keys.consumerKey, secret: keys.consumerSecret },
    signature_method: 'HMAC-SHA1',
    hash_function: (text, key) => createHmac('sha1', key).update(text).digest('base64'),
  });
  client.getTimeStamp = () => timestamp;
  if (nonce !== undefined) client.getNonce = () => nonce;
  const token = { key: keys.accessToken, secret: keys.accessTokenSecret };
  // Copies: the package adds what it signs to the form that it is given.
  const request = () => ({ method, url, data: { ...signing.form } });
  const all: Record<string, unknown> = { ...client.authorize(request(), token), ...protocol };
  const made = Object.entries(all).filter(
    ([name, value]) =>
      name.startsWith('oauth_') && name !== 'oauth_signature' && value !== undefined,
  );
  // The package's types insist on what its code does not.
  const data = Object.fromEntries(made) as unknown as OAuth.Data;
  return { ...data, oauth_signature: client.getSignature(request(), token.secret, data) };
}

/** The `Authorization` header; a parameter that is undefined is left out. */
export function header(parameters: Record<string, unknown>): string {
  const pairs = Object.entries(parameters)
    .filter(([name, value]) => name.startsWith('oauth_') && value !== undefined)
    .map(([name, value]) => `${name}="${encode(String(value))}"`);
  return `OAuth ${pairs.join(', ')}`;
}

export function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

export function urlencoded(form: Parameters1): string {
  return Object.entries(form)
    .flatMap(([name, values]) => [values].flat().map((value) => `${encode(name)}=${encode(value)}`))
    .join('&');
}

export interface SignedCall {
  readonly method?: string;
  readonly path: string;
  /** Sent urlencoded, and signed. */
  readonly form?: Parameters1;
  /** Sent as it is, and not signed. */
  readonly body?: object | string;
  readonly keys?: Partial<OAuth1Keys>;
}

/** With the sandbox's keys, and at its time. */
export function signedCall(x: Rig, call: SignedCall): Promise<Answer> {
  const { method = 'POST', path, form, body } = call;
  const authorization = header(
    authorize({
      method,
      url: x.sandbox.url + path,
      form,
      keys: { ...x.sandbox.oauth1, ...call.keys },
      timestamp: Math.floor(x.now() / 1000),
    }),
  );
  return form === undefined
    ? x.call(method, path, body, { authorization })
    : x.call(method, path, urlencoded(form), { authorization, ...formType });
}

export const formType = { 'content-type': 'application/x-www-form-urlencoded' };
