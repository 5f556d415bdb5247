import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appOnlyToken } from '../../../src/sandbox/callers.ts';
import type { OAuth1Keys } from '../../../src/sandbox/server.ts';
import { authorize, header, signedCall } from './oauth1Support.ts';
import { bytes, form, png, rig, type Rig } from './support.ts';

const legacy = '/1.1/media/upload.json';
const init = { command: 'INIT', total_bytes: '3', media_type: 'image/png' };

let x: Rig;
beforeEach(async () => {
  x = await rig();
});
afterEach(() => x.sandbox.close());

describe('the keys', () => {
  it('look like X’s, and differ between sandboxes', async () => {
    const keys = x.sandbox.oauth1;
    expect(Object.keys(keys)).toEqual([
      'consumerKey',
      'consumerSecret',
      'accessToken',
      'accessTokenSecret',
    ]);
    expect(keys.consumerKey).toMatch(/^[A-Za-z0-9]{25}$/);
    expect(keys.consumerSecret).toMatch(/^[A-Za-z0-9]{50}$/);
    expect(keys.accessToken).toMatch(/^[0-9]{1,19}-[A-Za-z0-9]{40}$/);
    expect(keys.accessTokenSecret).toMatch(/^[A-Za-z0-9]{45}$/);
    await using other = await rig();
    for (const [name, value] of Object.entries(keys)) {
      expect(other.sandbox.oauth1).not.toHaveProperty(name, value);
    }
  });

  it('are those given, and random where none is', async () => {
    await using other = await rig({ oauth1: { consumerKey: 'ck', consumerSecret: 'a&b%c' } });
    expect(other.sandbox.oauth1).toMatchObject({ consumerKey: 'ck', consumerSecret: 'a&b%c' });
    expect(other.sandbox.oauth1.accessToken).toMatch(/^[0-9]+-/);
    expect((await signedCall(other, { path: legacy, form: init })).status).toBe(202);
  });

  it.each(['', 'a b', 'é'])('are refused when one is %j', async (consumerSecret) => {
    await expect(rig({ oauth1: { consumerSecret } })).rejects.toThrow('consumerSecret');
  });
});

describe('v2 with OAuth 1.0a', () => {
  it('takes a file from initialize to status; bodies are not signed', async () => {
    const asked = { ...png, media_category: 'tweet_gif', media_type: 'image/gif', total_bytes: 3 };
    const made = await signedCall(x, { path: '/2/media/upload/initialize', body: asked });
    expect(made.status).toBe(200);
    const id = x.sandbox.uploads()[0]?.id ?? '';
    const path = `/2/media/upload/${id}`;
    expect((await signedCall(x, { path: `${path}/append`, body: form(0, bytes(3)) })).status).toBe(
      200,
    );
    expect((await signedCall(x, { path: `${path}/finalize`, body: {} })).status).toBe(200);
    const status = `/2/media/upload?command=STATUS&media_id=${id}`;
    expect((await signedCall(x, { method: 'GET', path: status })).status).toBe(200);
    expect(x.sandbox.requests().map(({ dialect, account }) => [dialect, account])).toEqual(
      Array.from({ length: 4 }, () => ['v2', 'oauth1']),
    );
  });

  it.each<[string, Partial<OAuth1Keys>]>([
    ['another token', { accessToken: 'other' }],
    ['a wrong secret', { consumerSecret: 'other' }],
  ])('answers a problem to %s', async (_, keys) => {
    const path = '/2/media/upload/initialize';
    const { status, headers, json } = await signedCall(x, { path, body: png, keys });
    expect(status).toBe(401);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(json).toEqual({
      title: 'Unauthorized',
      type: 'about:blank',
      status: 401,
      detail: 'Unauthorized',
    });
  });

  it('signs the query of a status', async () => {
    const url = `${x.sandbox.url}/2/media/upload?command=STATUS&media_id=1`;
    const keys = x.sandbox.oauth1;
    const made = authorize({ method: 'GET', url, keys, timestamp: Math.floor(x.now() / 1000) });
    const { status } = await x.call('GET', '/2/media/upload?command=STATUS&media_id=2', undefined, {
      authorization: header(made),
    });
    expect(status).toBe(401);
  });
});

const notAllowed = 'Your credentials do not allow access to this resource.';

describe('who may call v1.1', () => {
  it.each([
    ['nobody', '', 401, 215, 'Bad Authentication data.'],
    ['a scheme that X lacks', 'Basic c2FuZGJveA==', 401, 215, 'Bad Authentication data.'],
    ['a bearer that nobody knows', 'Bearer other', 401, 89, 'Invalid or expired token.'],
    ['an app', `Bearer ${appOnlyToken}`, 403, 220, notAllowed],
  ])('%s may not', async (_, authorization, code, xCode, message) => {
    const { status, json } = await x.call('POST', `${legacy}?command=INIT`, undefined, {
      authorization,
    });
    expect([status, json]).toEqual([code, { errors: [{ code: xCode, message }] }]);
  });

  it('not even the bearer that opens all of v2', async () => {
    const { status, json } = await x.call('POST', `${legacy}?command=INIT`);
    expect([status, json]).toEqual([403, { errors: [{ code: 220, message: notAllowed }] }]);
    expect(x.sandbox.requests()).toMatchObject([{ account: 'oauth2', call: 'initialize' }]);
  });
});

describe('the log', () => {
  it('shows the sandbox’s own signatures, and no others', async () => {
    await signedCall(x, { path: legacy, form: init });
    await signedCall(x, { path: legacy, form: init, keys: { accessToken: 'someone-elses' } });
    await signedCall(x, { path: legacy, form: init, keys: { consumerKey: 'someone-elses' } });
    const shown = x.sandbox.requests().map(({ headers }) => headers.authorization ?? '');
    expect(shown[0]).toContain(`oauth_token="${x.sandbox.oauth1.accessToken}"`);
    expect(shown.slice(1)).toEqual(['OAuth <another token>', 'OAuth <another token>']);
  });
});
