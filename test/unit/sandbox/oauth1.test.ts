import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OAuth1Keys } from '../../../src/sandbox/server.ts';
import { authorize, formType, header, signedCall, urlencoded } from './oauth1Support.ts';
import { rig, type Answer, type Rig } from './support.ts';

const legacy = '/1.1/media/upload.json';
const init = { command: 'INIT', total_bytes: '3', media_type: 'image/png' };

let x: Rig;
beforeEach(async () => {
  x = await rig();
});
afterEach(() => x.sandbox.close());

const seconds = () => Math.floor(x.now() / 1000);

/** What is signed, and what is sent instead of it. */
interface Attempt {
  readonly keys?: Partial<OAuth1Keys>;
  readonly offsetSecs?: number;
  readonly protocol?: Record<string, string | undefined>;
  readonly signedUrl?: (url: string) => string;
  readonly signedMethod?: string;
  readonly sentPath?: string;
  readonly sentForm?: typeof init & Record<string, string>;
  readonly parameters?: Record<string, string | undefined>;
  readonly header?: (header: string) => string;
}

/** INIT, signed over the query `a=1` and its form. */
async function attempt(made: Attempt): Promise<Answer> {
  const path = `${legacy}?a=1`;
  const url = x.sandbox.url + path;
  const parameters = authorize({
    method: made.signedMethod ?? 'POST',
    url: made.signedUrl?.(url) ?? url,
    form: init,
    keys: { ...x.sandbox.oauth1, ...made.keys },
    timestamp: seconds() + (made.offsetSecs ?? 0),
    protocol: made.protocol,
  });
  const text = header({ ...parameters, ...made.parameters });
  return x.call('POST', made.sentPath ?? path, urlencoded(made.sentForm ?? init), {
    authorization: made.header?.(text) ?? text,
    ...formType,
  });
}

const notAuthentic = { errors: [{ code: 32, message: 'Could not authenticate you.' }] };
const unknownToken = { errors: [{ code: 89, message: 'Invalid or expired token.' }] };
const badTime = { errors: [{ code: 135, message: 'Timestamp out of bounds.' }] };

describe('a signature', () => {
  it.each<[string, Attempt]>([
    ['as it should be', {}],
    ['with a realm, which is not signed', { header: (h) => h.replace(' ', ' realm="a, b", ') }],
    ['without oauth_version', { protocol: { oauth_version: undefined } }],
    ['that is 299 s slow', { offsetSecs: -299 }],
    ['that is 300 s fast', { offsetSecs: 300 }],
    ['with the scheme in lower case', { header: (h) => h.replace('OAuth', 'oauth') }],
  ])('%s is accepted', async (_, made) => {
    const { status } = await attempt(made);
    expect(status).toBe(202);
    expect(x.sandbox.requests()).toMatchObject([{ account: 'oauth1', answered: 202 }]);
  });

  it.each<[string, Attempt, object]>([
    ['of another consumer', { keys: { consumerKey: 'other' } }, notAuthentic],
    ['with another consumer secret', { keys: { consumerSecret: 'other' } }, notAuthentic],
    ['with another token', { keys: { accessToken: 'other' } }, unknownToken],
    ['with another token secret', { keys: { accessTokenSecret: 'other' } }, notAuthentic],
    ['with an empty token secret', { keys: { accessTokenSecret: '' } }, notAuthentic],
    ['over another query', { sentPath: `${legacy}?a=2` }, notAuthentic],
    ['over less of a query', { sentPath: `${legacy}?a=1&b=2` }, notAuthentic],
    ['over more of a query', { sentPath: legacy }, notAuthentic],
    ['over a query that comes twice', { sentPath: `${legacy}?a=1&a=1` }, notAuthentic],
    ['over a query that cannot be read', { sentPath: `${legacy}?a=1&b=%zz` }, notAuthentic],
    ['over another form', { sentForm: { ...init, total_bytes: '4' } }, notAuthentic],
    ['over less of a form', { sentForm: { ...init, additional_owners: '1' } }, notAuthentic],
    ['over another method', { signedMethod: 'GET' }, notAuthentic],
    [
      'over another host',
      { signedUrl: (url) => url.replace('127.0.0.1', 'upload.twitter.com') },
      notAuthentic,
    ],
    ['over another port', { signedUrl: (url) => url.replace(/:[0-9]+\//, ':1/') }, notAuthentic],
    ['over no port', { signedUrl: (url) => url.replace(/:[0-9]+\//, '/') }, notAuthentic],
    ['over https', { signedUrl: (url) => url.replace('http:', 'https:') }, notAuthentic],
    ['over another path', { signedUrl: (url) => url.replace('upload', 'Upload') }, notAuthentic],
    ['six minutes slow', { offsetSecs: -360 }, badTime],
    ['six minutes fast', { offsetSecs: 360 }, badTime],
    ['301 s slow', { offsetSecs: -301 }, badTime],
    ['without a consumer', { protocol: { oauth_consumer_key: undefined } }, notAuthentic],
    ['without a token', { protocol: { oauth_token: undefined } }, notAuthentic],
    ['without a nonce', { protocol: { oauth_nonce: undefined } }, notAuthentic],
    ['with an empty nonce', { protocol: { oauth_nonce: '' } }, notAuthentic],
    ['with another nonce', { parameters: { oauth_nonce: 'other' } }, notAuthentic],
    ['without a time', { protocol: { oauth_timestamp: undefined } }, notAuthentic],
    ['with a time that is none', { protocol: { oauth_timestamp: 'now' } }, notAuthentic],
    ['without a method', { protocol: { oauth_signature_method: undefined } }, notAuthentic],
    ['of a method X lacks', { protocol: { oauth_signature_method: 'PLAINTEXT' } }, notAuthentic],
    ['of OAuth 2', { protocol: { oauth_version: '2.0' } }, notAuthentic],
    [
      'without its version, once signed',
      { parameters: { oauth_version: undefined } },
      notAuthentic,
    ],
    ['that is missing', { parameters: { oauth_signature: undefined } }, notAuthentic],
    ['that is empty', { parameters: { oauth_signature: '' } }, notAuthentic],
    [
      'of nothing',
      { parameters: { oauth_signature: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' } },
      notAuthentic,
    ],
    ['beside a parameter more', { parameters: { oauth_callback: 'x' } }, notAuthentic],
    [
      'with a parameter twice',
      { header: (h) => h.replace('OAuth ', 'OAuth oauth_version="1.0", ') },
      notAuthentic,
    ],
    ['in a header that is cut', { header: (h) => h.slice(0, -1) }, notAuthentic],
    [
      'with a protocol parameter in the query',
      {
        signedUrl: (url) => `${url}&oauth_callback=x`,
        protocol: { oauth_callback: undefined },
        sentPath: `${legacy}?a=1&oauth_callback=x`,
      },
      notAuthentic,
    ],
  ])('%s is refused', async (_, made, answer) => {
    const { status, headers, json } = await attempt(made);
    expect([status, json]).toEqual([401, answer]);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(headers.get('x-transaction-id')).toMatch(/^[0-9a-f]{16}$/);
    expect(x.sandbox.uploads()).toEqual([]);
    expect(x.sandbox.requests()).toMatchObject([{ account: null, answered: 401 }]);
  });

  it('is over the host that the request names, in lower case', async () => {
    const { port } = new URL(x.sandbox.url);
    const send = async (signedHost: string) => {
      const url = `http://${signedHost}:${port}${legacy}?command=INIT`;
      const keys = x.sandbox.oauth1;
      const made = authorize({ method: 'POST', url, keys, timestamp: seconds() });
      const going = request(`${x.sandbox.url}${legacy}?command=INIT`, {
        method: 'POST',
        headers: { host: `LocalHost:${port}`, authorization: header(made) },
      });
      going.end();
      const [answer] = (await once(going, 'response')) as [IncomingMessage];
      answer.resume();
      return answer.statusCode;
    };
    expect([await send('localhost'), await send('127.0.0.1')]).toEqual([400, 401]);
  });

  it('covers what needs every kind of encoding, in query and form', async () => {
    const hard = 'ä ☃ + & = % ! * \' ( ) ~ / ? # , ; : @ " < > \\ \u0000 \r\n';
    const answer = await signedCall(x, {
      path: `${legacy}?q=${encodeURIComponent(hard)}&d=2&d=1`,
      form: { ...init, note: hard, [hard]: '', twice: ['b', 'a', 'a'] },
    });
    expect([answer.status, answer.json]).toEqual([
      400,
      { errors: [{ code: 44, message: 'd parameter is invalid.' }] },
    ]);
    expect(x.sandbox.requests()).toMatchObject([
      { account: 'oauth1', body: { ...init, note: hard, [hard]: '', twice: ['b', 'a', 'a'] } },
    ]);
  });

  it('reads a plus in a form as a space', async () => {
    const signed = { ...init, note: 'a b' };
    const keys = x.sandbox.oauth1;
    const url = x.sandbox.url + legacy;
    const made = authorize({ method: 'POST', url, form: signed, keys, timestamp: seconds() });
    const sent = urlencoded(signed).replace('%20', '+');
    const { status } = await x.call('POST', legacy, sent, {
      authorization: header(made),
      ...formType,
    });
    expect(status).toBe(202);
  });

  it('is taken once, and its nonce again at another time', async () => {
    const url = x.sandbox.url + legacy;
    const send = (timestamp: number) => {
      const keys = x.sandbox.oauth1;
      const made = authorize({ method: 'POST', url, form: init, keys, timestamp, nonce: 'once' });
      const headers = { authorization: header(made), ...formType };
      return x.call('POST', legacy, urlencoded(init), headers);
    };
    const first = seconds();
    expect((await send(first)).status).toBe(202);
    const replayed = await send(first);
    expect([replayed.status, replayed.json]).toEqual([401, notAuthentic]);
    expect((await send(first + 1)).status).toBe(202);
    x.pass(300_000);
    expect((await send(first)).json).toEqual(notAuthentic);
    expect((await send(first + 300)).status).toBe(202);
    x.pass(1);
    expect((await send(first)).json).toEqual(badTime);
    expect((await send(first + 300)).json).toEqual(notAuthentic);
  });

  it('that is refused does not use its nonce up', async () => {
    const url = x.sandbox.url + legacy;
    const send = (accessTokenSecret: string) => {
      const keys = { ...x.sandbox.oauth1, accessTokenSecret };
      const timestamp = seconds();
      const made = authorize({ method: 'POST', url, form: init, keys, timestamp, nonce: 'once' });
      const headers = { authorization: header(made), ...formType };
      return x.call('POST', legacy, urlencoded(init), headers);
    };
    expect((await send('wrong')).status).toBe(401);
    expect((await send(x.sandbox.oauth1.accessTokenSecret)).status).toBe(202);
  });
});
