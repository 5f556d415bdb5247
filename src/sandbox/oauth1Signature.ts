/** RFC 5849 §3.4 with HMAC-SHA1: what a request signs to, as whoever checks it works it out. */
import { createHmac } from 'node:crypto';
import type { Parameter } from './urlencoded.ts';

export interface SignedRequest {
  /** As sent. */
  readonly method: string;
  readonly scheme: 'http' | 'https';
  /** The `Host` header, as sent. */
  readonly host: string;
  /** Of the request line, as sent, without the query. */
  readonly path: string;
  /** Of the header (without `realm` and `oauth_signature`), the query and a form, decoded. */
  readonly parameters: readonly Parameter[];
}

export interface Secrets {
  readonly consumerSecret: string;
  readonly accessTokenSecret: string;
}

/** RFC 5849 §3.6: everything but letters, digits, `-`, `.`, `_` and `~`, in upper case. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** `oauth_signature`, base64. */
export function signatureOf(request: SignedRequest, secrets: Secrets): string {
  const { consumerSecret, accessTokenSecret } = secrets;
  const key = `${percentEncode(consumerSecret)}&${percentEncode(accessTokenSecret)}`;
  return createHmac('sha1', key).update(baseString(request)).digest('base64');
}

function baseString({ method, scheme, host, path, parameters }: SignedRequest): string {
  const defaultPort = scheme === 'http' ? /:80$/ : /:443$/;
  const uri = `${scheme}://${host.toLowerCase().replace(defaultPort, '')}${path}`;
  return [method.toUpperCase(), uri, normalized(parameters)].map(percentEncode).join('&');
}

/** By name, then by value, once both are encoded: pairs that are equal stay twice. */
function normalized(parameters: readonly Parameter[]): string {
  return parameters
    .map(([name, value]) => [percentEncode(name), percentEncode(value)] as const)
    .sort(([nameA, valueA], [nameB, valueB]) => order(nameA, nameB) || order(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
