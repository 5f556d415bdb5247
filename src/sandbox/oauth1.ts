/** OAuth 1.0a as X checks it: RFC 5849 with HMAC-SHA1, four keys, and five minutes either way. */
import type { IncomingMessage } from 'node:http';
import type { Body } from './body.ts';
import { same, sandboxUser, type Caller, type Rejection, type Signatures } from './callers.ts';
import { parseAuthorization } from './oauth1Header.ts';
import type { OAuth1Keys } from './oauth1Keys.ts';
import { signatureOf, type SignedRequest } from './oauth1Signature.ts';
import { decodeParameters, type Parameter } from './urlencoded.ts';

/** Seconds that a timestamp may be off. */
const toleranceSecs = 300;

export class OAuth1 implements Signatures {
  readonly #keys: OAuth1Keys;
  readonly #clock: () => number;
  /** By timestamp. One out of tolerance is refused for its time, so its nonces can go. */
  readonly #nonces = new Map<number, Set<string>>();

  constructor(keys: OAuth1Keys, clock: () => number) {
    this.#keys = keys;
    this.#clock = clock;
  }

  verify(authorization: string, incoming: IncomingMessage, body: Body): Caller | Rejection {
    const given = parseAuthorization(authorization);
    const request = given === undefined ? undefined : signedRequest(given, incoming, body);
    if (given === undefined || request === undefined || !isComplete(given)) return 'unauthentic';
    const timestamp = Number(given.get('oauth_timestamp'));
    if (Math.abs(this.#clock() / 1000 - timestamp) > toleranceSecs) return 'untimely';
    const { consumerKey, accessToken } = this.#keys;
    if (!same(given.get('oauth_consumer_key') ?? '', consumerKey)) return 'unauthentic';
    if (!same(given.get('oauth_token') ?? '', accessToken)) return 'unknown';
    const signature = signatureOf(request, this.#keys);
    if (!same(given.get('oauth_signature') ?? '', signature)) return 'unauthentic';
    if (!this.#isNew(timestamp, given.get('oauth_nonce') ?? '')) return 'unauthentic';
    const { id: userId, username } = sandboxUser;
    return { kind: 'oauth1', userId, username, scopes: [] };
  }

  owns(authorization: string): boolean {
    const given = parseAuthorization(authorization);
    return (
      given?.get('oauth_consumer_key') === this.#keys.consumerKey &&
      given.get('oauth_token') === this.#keys.accessToken
    );
  }

  #isNew(timestamp: number, nonce: string): boolean {
    for (const other of this.#nonces.keys()) {
      if (this.#clock() / 1000 - other > toleranceSecs) this.#nonces.delete(other);
    }
    const nonces = this.#nonces.get(timestamp) ?? new Set();
    if (nonces.has(nonce)) return false;
    this.#nonces.set(timestamp, nonces.add(nonce));
    return true;
  }
}

/** Has what RFC 5849 §3.1 asks for, in X's one signature method. */
function isComplete(given: ReadonlyMap<string, string>): boolean {
  return (
    ['oauth_consumer_key', 'oauth_token', 'oauth_signature', 'oauth_nonce'].every(
      (name) => (given.get(name) ?? '') !== '',
    ) &&
    /^[1-9][0-9]{0,14}$/.test(given.get('oauth_timestamp') ?? '') &&
    given.get('oauth_signature_method') === 'HMAC-SHA1' &&
    (given.get('oauth_version') ?? '1.0') === '1.0'
  );
}

/** Undefined where the query cannot be read, or has protocol parameters: X takes the header's. */
function signedRequest(
  given: ReadonlyMap<string, string>,
  { method = '', url = '', headers: { host = '' } }: IncomingMessage,
  body: Body,
): SignedRequest | undefined {
  const [path = '', query = ''] = split(url);
  const sent: Parameter[] = body.kind === 'urlencoded' ? [...body.parameters] : [];
  try {
    sent.push(...decodeParameters(query));
  } catch {
    return undefined;
  }
  if (sent.some(([name]) => name.startsWith('oauth_'))) return undefined;
  const own = [...given].filter(([name]) => name !== 'oauth_signature');
  return { method, scheme: 'http', host, path, parameters: [...own, ...sent] };
}

function split(url: string): readonly string[] {
  const at = url.indexOf('?');
  return at === -1 ? [url] : [url.slice(0, at), url.slice(at + 1)];
}
