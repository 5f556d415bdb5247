import { createHmac, randomBytes } from 'node:crypto';
import type { Credential, SignedRequest } from './mediaApi.ts';
import { percentEncode } from './percent.ts';
import type { Ports } from './ports.ts';

/** The four keys of an app and of the user it acts for, as X's developer console shows them. */
export interface OAuth1Keys {
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly accessToken: string;
  readonly accessTokenSecret: string;
}

/** What makes each signature another one. */
export interface Occasion {
  /** Never used before with the same timestamp. */
  readonly nonce: string;
  /** Epoch seconds. */
  readonly timestamp: number;
}

export type Parameter = readonly [name: string, value: string];

/** A form-urlencoded body, in the encoding that is signed too. */
export function encodeForm(form: readonly Parameter[]): string {
  return form.map((pair) => pair.map(percentEncode).join('=')).join('&');
}

function ascending(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/**
 * The text that is signed (RFC 5849 §3.4.1).
 *
 * @param protocol the `oauth_*` parameters of the header
 */
export function baseString(request: SignedRequest, protocol: readonly Parameter[]): string {
  const { method, url, form = [] } = request;
  // By name, then by value, once encoded: all is ASCII then, so that code units are bytes.
  const parameters = [...protocol, ...url.searchParams, ...form]
    .filter(([name]) => name !== 'oauth_signature')
    .map(([name, value]) => [percentEncode(name), percentEncode(value)] as const)
    .sort((a, b) => ascending(a[0], b[0]) || ascending(a[1], b[1]))
    .map((pair) => pair.join('='))
    .join('&');
  // The URL parser made scheme and host lower case and dropped the default port.
  const base = [method.toUpperCase(), `${url.protocol}//${url.host}${url.pathname}`, parameters];
  return base.map(percentEncode).join('&');
}

/** HMAC-SHA1 in base64 (RFC 5849 §3.4.2); a secret that there is not is empty. */
export function signature(base: string, consumerSecret: string, tokenSecret: string): string {
  const key = [consumerSecret, tokenSecret].map(percentEncode).join('&');
  return createHmac('sha1', key).update(base).digest('base64');
}

/** The value of the `Authorization` header for this very request. */
export function sign(request: SignedRequest, keys: OAuth1Keys, occasion: Occasion): string {
  const protocol: readonly Parameter[] = [
    ['oauth_consumer_key', keys.consumerKey],
    ['oauth_nonce', occasion.nonce],
    ['oauth_signature_method', 'HMAC-SHA1'],
    ['oauth_timestamp', String(occasion.timestamp)],
    ['oauth_token', keys.accessToken],
    ['oauth_version', '1.0'],
  ];
  const base = baseString(request, protocol);
  const signed: Parameter = [
    'oauth_signature',
    signature(base, keys.consumerSecret, keys.accessTokenSecret),
  ];
  const header = [...protocol, signed].map(([name, value]) => `${name}="${percentEncode(value)}"`);
  return `OAuth ${header.join(', ')}`;
}

export interface OAuth1Options {
  /** Scheme, host and port of the X that gave the keys. */
  readonly origin: string;
  /** What the account is called in the view; no secret. */
  readonly label: string;
  readonly keys: OAuth1Keys;
  readonly ports: Pick<Ports, 'now'>;
}

/** Signs each request anew: a nonce is good once, and a timestamp for some minutes. */
export function oauth1Credential({ origin, label, keys, ports }: OAuth1Options): Credential {
  const { consumerKey, consumerSecret, accessToken, accessTokenSecret } = keys;
  return {
    origin,
    label,
    kind: 'oauth1',
    authorization: (request) => {
      const nonce = randomBytes(16).toString('hex');
      const timestamp = Math.floor(ports.now() / 1000);
      return Promise.resolve(sign(request, keys, { nonce, timestamp }));
    },
    secrets: () => [consumerKey, consumerSecret, accessToken, accessTokenSecret],
  };
}
