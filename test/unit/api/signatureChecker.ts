/**
 * A judge of signatures that is none of ours: the npm package oauth-1.0a, fed with nothing but what
 * a server received and the two secrets it knows.
 */
import { createHmac } from 'node:crypto';
import { parse } from 'node:querystring';
import OAuth from 'oauth-1.0a';
import type { OAuth1Keys } from '../../../src/api/oauth1.ts';
import type { Received } from './signed.ts';

type Parameters = Record<string, string | string[]>;

/** The parameters of an `OAuth …` header; throws where it is none. */
export function parseHeader(header = ''): Record<string, string> {
  const parts = /^OAuth (.+)$/.exec(header)?.[1]?.split(', ') ?? [];
  const pairs = parts.map((part) => {
    const [, name, value] = /^([a-z_]+)="([A-Za-z0-9._~%-]*)"$/.exec(part) ?? [];
    if (name === undefined || value === undefined) throw new Error(`Malformed: ${header}`);
    return [name, decodeURIComponent(value)] as const;
  });
  const parsed = Object.fromEntries(pairs);
  if (pairs.length === 0 || Object.keys(parsed).length < pairs.length) {
    throw new Error(`Empty, or a parameter twice: ${header}`);
  }
  return parsed;
}

function together(...all: NodeJS.Dict<string | string[]>[]): Parameters {
  const joined: Parameters = {};
  for (const [name, values = []] of all.flatMap((some) => Object.entries(some))) {
    const known = Object.hasOwn(joined, name) ? (joined[name] ?? []) : [];
    const list = [known, values].flat();
    joined[name] = list.length === 1 ? String(list[0]) : list;
  }
  return joined;
}

/** The signature that the request should carry, and the one it does. */
export function signatures(
  { method, url, headers, body }: Received,
  { consumerKey, consumerSecret, accessTokenSecret }: OAuth1Keys,
): { readonly expected: string; readonly given: string | undefined } {
  const { oauth_signature: given, ...protocol } = parseHeader(headers.authorization);
  const judge = new OAuth({
    consumer: { key: consumerKey, secret: consumerSecret },
    signature_method: 'HMAC-SHA1',
    hash_function: (base, key) => createHmac('sha1', key).update(base).digest('base64'),
  });
  const [address = '', query = ''] = url.split('?');
  const isForm = headers['content-type'] === 'application/x-www-form-urlencoded';
  // Above all limits: querystring drops what comes after the thousandth parameter.
  const decode = (text: string) => parse(text, '&', '=', { maxKeys: 0 });
  const data = together(decode(query), isForm ? decode(body) : {});
  const expected = judge.getSignature({ url: address, method, data }, accessTokenSecret, {
    ...(protocol as unknown as OAuth.Data),
  });
  return { expected, given };
}
