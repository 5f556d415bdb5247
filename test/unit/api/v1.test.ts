/** The request of v1.1 as a server receives it, before a judge of signatures that is none of ours. */
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  mediaCategories,
  mediaTypes,
  totalBytesMax,
  type InitializeRequest,
} from '../../../src/api/contract.ts';
import { oauth1Credential } from '../../../src/api/oauth1.ts';
import { legacyBaseUrl } from '../../../src/api/v1.ts';
import { parseHeader, signatures } from './signatureChecker.ts';
import { initAnswer, keys, recorder, signedClient, type Recorder } from './signed.ts';
import type { SignedClient } from './signed.ts';
import { png, standing } from './support.ts';

let x: Recorder;
let api: SignedClient;
beforeAll(async () => {
  x = await recorder({ status: 202, body: initAnswer });
  api = signedClient(x.url);
});
afterAll(async () => {
  await api.transport.close();
  await x[Symbol.asyncDispose]();
});
beforeEach(() => {
  x.received.length = 0;
});

async function received(request?: InitializeRequest, client = api) {
  x.received.length = 0;
  await client.initialize(request);
  const [only, ...more] = x.received;
  expect(more).toEqual([]);
  if (only === undefined) throw new Error('X received nothing');
  return only;
}

const userId = fc.stringMatching(/^[0-9]{1,19}$/);
const requests: fc.Arbitrary<InitializeRequest> = fc.record(
  {
    media_type: fc.constantFrom(...mediaTypes),
    total_bytes: fc.integer({ min: 0, max: totalBytesMax }),
    media_category: fc.constantFrom(...mediaCategories),
    shared: fc.constant(false),
    additional_owners: fc.array(userId, { maxLength: 100 }),
  },
  { requiredKeys: ['media_type', 'total_bytes'] },
);
/** Not what X takes, but what must arrive as it was said all the same. */
const odd = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...Array.from(' +%&=!*\'()~,;"\r\n\0é☃😀\u202e'), '%2B', '\ud800'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 20,
});
const oddRequests = fc.record({
  media_type: odd,
  total_bytes: fc.nat(),
  media_category: odd,
  additional_owners: fc.array(odd, { minLength: 1, maxLength: 4 }),
}) as unknown as fc.Arbitrary<InitializeRequest>;

describe('INIT', () => {
  it('is one POST with these headers, this body and nothing in the query', async () => {
    const { method, url, headers, body } = await received({
      ...png,
      additional_owners: ['12', '2244994945'],
    });
    expect(method).toBe('POST');
    expect(url).toBe(`${x.url}/1.1/media/upload.json`);
    expect(body).toBe(
      'command=INIT&total_bytes=7&media_type=image%2Fpng&media_category=tweet_image&additional_owners=12%2C2244994945',
    );
    const { host, authorization, connection, ...ours } = headers;
    expect(host).toBe(new URL(x.url).host);
    expect(connection).toBe('close');
    expect(parseHeader(authorization)).toMatchObject({ oauth_timestamp: String(standing / 1000) });
    expect(ours).toEqual({
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      'user-agent': 'test/1',
      'content-length': String(body.length),
    });
  });

  it('says what is set and no more, signed as the judge would sign it', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const wire = await received(request);
        const { expected, given } = signatures(wire, keys);
        expect(given).toBe(expected);
        const { media_type, total_bytes, media_category, additional_owners = [] } = request;
        const said: Record<string, string> = {
          command: 'INIT',
          total_bytes: String(total_bytes),
          media_type,
        };
        if (media_category !== undefined) said.media_category = media_category;
        if (additional_owners.length > 0) said.additional_owners = additional_owners.join(',');
        expect(Object.fromEntries(new URLSearchParams(wire.body))).toEqual(said);
      }),
      { numRuns: 100 },
    );
  });

  it('is signed over the bytes that are sent, whatever needs encoding', async () => {
    await fc.assert(
      fc.asyncProperty(oddRequests, async (request) => {
        const wire = await received(request);
        const { expected, given } = signatures(wire, keys);
        expect(given).toBe(expected);
        expect(wire.body).toMatch(/^[A-Za-z0-9._~%=&-]*$/);
        const said = new URLSearchParams(wire.body);
        // No value breaks out of its place: five parameters, as they were given.
        expect([...said.keys()]).toHaveLength(5);
        expect(said.get('media_category')).toBe(request.media_category?.toWellFormed());
        expect(said.get('additional_owners')).toBe(
          request.additional_owners?.join(',').toWellFormed(),
        );
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['the consumer secret', { ...keys, consumerSecret: 'another' }],
    ['the token secret', { ...keys, accessTokenSecret: 'another' }],
  ])('is no match for a judge that knows another %s', async (_, others) => {
    const { expected, given } = signatures(await received(), others);
    expect(given).not.toBe(expected);
  });

  it.each(['command', 'total_bytes', 'media_type', 'media_category'])(
    'is no match once %s is altered on the way',
    async (name) => {
      const wire = await received();
      const body = wire.body.replace(new RegExp(`${name}=[^&]*`), `${name}=other`);
      expect(body).not.toBe(wire.body);
      const { expected, given } = signatures({ ...wire, body }, keys);
      expect(given).not.toBe(expected);
    },
  );

  it('is signed anew when it is repeated', async () => {
    x.answer = { status: 503, body: '' };
    await api.failure();
    x.answer = { status: 202, body: initAnswer };
    const headers = x.received.map((wire) => parseHeader(wire.headers.authorization));
    expect(headers).toHaveLength(3);
    expect(new Set(headers.map(({ oauth_nonce }) => oauth_nonce)).size).toBe(3);
    for (const wire of x.received) {
      const { expected, given } = signatures(wire, keys);
      expect(given).toBe(expected);
    }
  });
});

describe('nothing is sent', () => {
  it('for an account that is none of OAuth 1.0a', async () => {
    await using bearer = signedClient(x.url, {
      credential: {
        origin: x.url,
        label: 'Test',
        kind: 'oauth2',
        authorization: () => Promise.reject(new Error('was asked for its token')),
      },
    });
    const error = await bearer.failure();
    expect(error.kind).toBe('needs-oauth1');
    expect(error.explanation).toContain('takes OAuth 1.0a keys only');
    expect(error.remedy).toBe(
      'Enter OAuth 1.0a keys (X Media: Sign In), or set xMedia.apiVersion to v2.',
    );
    expect(x.received).toEqual([]);
  });

  it('with shared, which v1.1 does not have', async () => {
    const error = await api.failure({ ...png, shared: true });
    expect(error.kind).toBe('invalid-request');
    expect(error.explanation).toContain('no parameter shared');
    expect(error.remedy).toContain('xMedia.apiVersion to v2');
    expect(x.received).toEqual([]);
  });

  it('with more than 100 additional owners, and with 100 it is', async () => {
    const owners = Array.from({ length: 101 }, (_, at) => String(at));
    const error = await api.failure({ ...png, additional_owners: owners });
    expect(error.kind).toBe('invalid-request');
    expect(error.explanation).toContain('at most 100 additional owners, and these are 101');
    expect(x.received).toEqual([]);
    const { body } = await received({ ...png, additional_owners: owners.slice(1) });
    expect(new URLSearchParams(body).get('additional_owners')?.split(',')).toHaveLength(100);
  });

  it('to a host that the keys do not belong to', async () => {
    const credential = oauth1Credential({
      origin: 'https://api.x.com',
      label: 'Test',
      keys,
      ports: { now: () => standing },
    });
    await using elsewhere = signedClient(x.url, { credential });
    expect((await elsewhere.failure()).kind).toBe('wrong-origin');
    expect(x.received).toEqual([]);
  });

  it('when it was cancelled before', async () => {
    await expect(api.initialize(png, AbortSignal.abort())).rejects.toMatchObject({
      kind: 'cancelled',
    });
    expect(x.received).toEqual([]);
  });
});

describe('legacyBaseUrl', () => {
  it.each([
    ['https://api.x.com', 'https://upload.twitter.com'],
    ['http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
    ['https://api.x.com.evil.test', 'https://api.x.com.evil.test'],
  ])('%s → %s', (origin, expected) => {
    expect(legacyBaseUrl(origin).origin).toBe(expected);
  });
});

describe('v2 with keys of OAuth 1.0a', () => {
  it('sends its JSON, of which nothing is signed', async () => {
    x.answer = { status: 200, body: '{"data":{"id":"1880028106020515840"}}' };
    await using v2 = signedClient(x.url, { dialect: 'v2' });
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const wire = await received(request, v2);
        expect(wire.url).toBe(`${x.url}/2/media/upload/initialize`);
        expect(wire.headers['content-type']).toBe('application/json');
        expect(JSON.parse(wire.body)).toEqual(request);
        const { expected, given } = signatures(wire, keys);
        expect(given).toBe(expected);
        // The same signature would hold over any other body.
        expect(signatures({ ...wire, body: '{}' }, keys).expected).toBe(given);
      }),
      { numRuns: 30 },
    );
    x.answer = { status: 202, body: initAnswer };
  });
});
