/** `/2/oauth2/token` and `/2/oauth2/revoke`: who gets tokens, for how long, and what ends them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { png, rig, type Rig } from './support.ts';
import {
  asked,
  basic,
  clientId,
  codeOf,
  exchangeForm,
  invalidCode,
  invalidToken,
  me,
  post,
  refresh,
  refreshForm,
  refusedWith,
  s256,
  signIn,
  tokensOf,
  unauthorized,
} from './oauth2Support.ts';

let x: Rig;
beforeEach(async () => {
  x = await rig();
});
afterEach(() => x.sandbox.close());

const missing = (name: string) =>
  refusedWith('invalid_request', `Missing required parameter [${name}].`);

describe('a code', () => {
  it('becomes tokens that nobody may store', async () => {
    const { status, headers, json } = await post(x, 'token', exchangeForm(await codeOf(x)));
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-transaction-id')).toMatch(/^[0-9a-f]{16}$/);
    expect(json).toEqual({
      token_type: 'bearer',
      expires_in: 7200,
      access_token: expect.stringMatching(/^[A-Za-z0-9_-]{60,}$/) as string,
      scope: asked.scope,
      refresh_token: expect.stringMatching(/^[A-Za-z0-9_-]{60,}$/) as string,
    });
    expect(x.sandbox.grants()).toEqual([
      {
        client_id: clientId,
        confidential: false,
        user: 'sandbox',
        scopes: asked.scope?.split(' '),
        state: 'live',
        access_expires_at: x.now() / 1000 + 7200,
        refreshable: true,
        refreshes: 0,
        reuses: 0,
      },
    ]);
  });

  it('gives a refresh token with offline.access only', async () => {
    const tokens = await signIn(x, { scope: 'media.write' });
    expect(tokens.scope).toBe('media.write');
    expect(tokens.refresh_token).toBe('');
    expect(x.sandbox.grants()).toMatchObject([{ refreshable: false }]);
  });

  it('opens initialize, with media.write', async () => {
    const initialize = ({ access_token }: { access_token: string }) =>
      x.call(
        'POST',
        '/2/media/upload/initialize',
        { ...png, total_bytes: 3 },
        { authorization: `Bearer ${access_token}` },
      );
    expect((await initialize(await signIn(x))).status).toBe(200);
    const { status, json } = await initialize(await signIn(x, { scope: 'users.read tweet.read' }));
    expect(status).toBe(403);
    expect(json).toMatchObject({ type: 'about:blank', status: 403 });
  });

  it('lives for 30 seconds', async () => {
    const [inTime, late] = [await codeOf(x), await codeOf(x)];
    x.pass(29_999);
    expect((await post(x, 'token', exchangeForm(inTime))).status).toBe(200);
    x.pass(1);
    const { status, json } = await post(x, 'token', exchangeForm(late));
    expect(status).toBe(400);
    expect(json).toEqual(invalidCode);
  });

  it('that comes twice ends what came of it', async () => {
    const code = await codeOf(x);
    const tokens = tokensOf(await post(x, 'token', exchangeForm(code)));
    expect((await me(x, tokens.access_token)).status).toBe(200);
    const { status, json } = await post(x, 'token', exchangeForm(code));
    expect(status).toBe(400);
    expect(json).toEqual(invalidCode);
    expect((await me(x, tokens.access_token)).status).toBe(401);
    expect((await refresh(x, tokens.refresh_token)).json).toEqual(invalidToken);
    expect(x.sandbox.grants()).toMatchObject([{ state: 'revoked', refreshable: false }]);
  });

  it('that another client brings stays good for its own', async () => {
    const code = await codeOf(x);
    const other = await post(x, 'token', { ...exchangeForm(code), client_id: 'another' });
    expect(other.json).toEqual(invalidCode);
    expect((await post(x, 'token', exchangeForm(code))).status).toBe(200);
  });

  const mismatch = refusedWith(
    'invalid_request',
    'Value passed for the code verifier did not match the code challenge.',
  );
  it.each<[string, Record<string, string>, object, challenge?: string]>([
    ['an unknown code', { code: 'unknown' }, invalidCode],
    ['no code', { code: '' }, missing('code')],
    ['no redirect_uri', { redirect_uri: '' }, missing('redirect_uri')],
    [
      'another redirect_uri',
      { redirect_uri: 'http://localhost:8765/callback' },
      refusedWith(
        'invalid_request',
        'Value passed for the redirect uri did not match the uri of the authorization code.',
      ),
    ],
    ['no verifier', { code_verifier: '' }, missing('code_verifier')],
    ['another verifier', { code_verifier: 'v'.repeat(43) }, mismatch],
    ['the challenge as verifier', { code_verifier: asked.code_challenge ?? '' }, mismatch],
    // Each is hashed to the very challenge, so only RFC 7636's syntax is left to refuse it.
    ['a short verifier', { code_verifier: 'v'.repeat(42) }, mismatch, s256('v'.repeat(42))],
    ['a long verifier', { code_verifier: 'v'.repeat(129) }, mismatch, s256('v'.repeat(129))],
    ['an odd verifier', { code_verifier: '+'.repeat(43) }, mismatch, s256('+'.repeat(43))],
    ['no client_id', { client_id: '' }, missing('client_id')],
    [
      'a client_id that none has',
      { client_id: 'a b' },
      refusedWith('invalid_request', 'Value passed for the client id was invalid.'),
    ],
    ['no grant_type', { grant_type: '' }, missing('grant_type')],
    [
      'another grant_type',
      { grant_type: 'password' },
      refusedWith('unsupported_grant_type', 'Value passed for the grant type was invalid.'),
    ],
  ])('is refused with %s', async (_, changes, expected, challenge = asked.code_challenge ?? '') => {
    const code = await codeOf(x, { code_challenge: challenge });
    const { status, json } = await post(x, 'token', { ...exchangeForm(code), ...changes });
    expect(status).toBe(400);
    expect(json).toEqual(expected);
    expect(x.sandbox.grants()).toEqual([]);
  });

  it.each(['v'.repeat(128), '-._~'.repeat(11)])('takes the verifier %s', async (code_verifier) => {
    const code = await codeOf(x, { code_challenge: s256(code_verifier) });
    const { status } = await post(x, 'token', { ...exchangeForm(code), code_verifier });
    expect(status).toBe(200);
  });

  it('has one guess at its verifier', async () => {
    const code = await codeOf(x);
    await post(x, 'token', { ...exchangeForm(code), code_verifier: 'v'.repeat(43) });
    expect((await post(x, 'token', exchangeForm(code))).json).toEqual(invalidCode);
  });

  it('is refused with a parameter that comes twice', async () => {
    const form = new URLSearchParams(exchangeForm(await codeOf(x)));
    form.append('client_id', clientId);
    const { status, json } = await post(x, 'token', form.toString());
    expect(status).toBe(400);
    expect(json).toMatchObject({ error: 'invalid_request' });
  });

  it.each(['application/json', 'text/plain', 'multipart/form-data; boundary=b'])(
    'is refused as %s',
    async (type) => {
      const form = exchangeForm(await codeOf(x));
      const text = type === 'application/json' ? JSON.stringify(form) : '';
      const { status, json } = await post(x, 'token', text, { 'content-type': type });
      expect(status).toBe(400);
      expect(json).toMatchObject({ error: 'invalid_request' });
    },
  );

  it('is refused in the query', async () => {
    const query = new URLSearchParams(exchangeForm(await codeOf(x))).toString();
    const { status } = await x.call('POST', `/2/oauth2/token?${query}`, '', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(status).toBe(400);
    expect(x.sandbox.grants()).toEqual([]);
  });
});

describe('an access token', () => {
  it('expires, as its answer says, and only then', async () => {
    const { access_token } = await signIn(x);
    x.pass(7_199_999);
    expect((await me(x, access_token)).status).toBe(200);
    x.pass(1);
    expect((await me(x, access_token)).status).toBe(401);
    expect(x.sandbox.grants()).toMatchObject([{ state: 'expired', refreshable: true }]);
  });

  it('lives as long as the options say', async () => {
    await using short = await rig({ accessTokenSecs: 5 });
    const { access_token, expires_in } = await signIn(short);
    expect(expires_in).toBe(5);
    short.pass(5000);
    expect((await me(short, access_token)).status).toBe(401);
  });

  it.each<[string, (secs: number) => Promise<unknown>]>([
    [
      'setAccessTokenSecs',
      (secs) => {
        x.sandbox.setAccessTokenSecs(secs);
        return Promise.resolve();
      },
    ],
    [
      '/_sandbox/settings',
      (secs) => x.call('POST', '/_sandbox/settings', { access_token_secs: secs }),
    ],
  ])('lives as long as %s says, when it was issued afterwards', async (_, set) => {
    const { access_token: before } = await signIn(x);
    await set(3);
    const { access_token: after, expires_in } = await signIn(x);
    expect(expires_in).toBe(3);
    x.pass(3000);
    expect((await me(x, before)).status).toBe(200);
    expect((await me(x, after)).status).toBe(401);
  });

  it.each([-1, 1.5, Number.NaN])('cannot live for %d seconds', async (accessTokenSecs) => {
    expect(() => {
      x.sandbox.setAccessTokenSecs(accessTokenSecs);
    }).toThrow(/accessTokenSecs/);
    await expect(rig({ accessTokenSecs })).rejects.toThrow(RangeError);
  });
});

describe('a refresh token', () => {
  it('gives another pair, after expiry too, and the old access token lives on till its end', async () => {
    const first = await signIn(x);
    x.pass(1000);
    const second = tokensOf(await refresh(x, first.refresh_token));
    expect(second.scope).toBe(asked.scope);
    expect(new Set([...Object.values(first), ...Object.values(second)]).size).toBe(7);
    expect((await me(x, first.access_token)).status).toBe(200);
    x.pass(7_199_000);
    expect((await me(x, first.access_token)).status).toBe(401);
    expect((await me(x, second.access_token)).status).toBe(200);
    x.pass(10_000_000);
    expect((await me(x, second.access_token)).status).toBe(401);
    const third = tokensOf(await refresh(x, second.refresh_token));
    expect((await me(x, third.access_token)).status).toBe(200);
    expect(x.sandbox.grants()).toMatchObject([{ state: 'live', refreshes: 2, reuses: 0 }]);
  });

  it('that comes again ends the grant', async () => {
    const first = await signIn(x);
    const second = tokensOf(await refresh(x, first.refresh_token));
    const { status, json } = await refresh(x, first.refresh_token);
    expect(status).toBe(400);
    expect(json).toEqual(invalidToken);
    expect((await me(x, first.access_token)).status).toBe(401);
    expect((await me(x, second.access_token)).status).toBe(401);
    expect((await refresh(x, second.refresh_token)).json).toEqual(invalidToken);
    expect(x.sandbox.grants()).toMatchObject([{ state: 'revoked', refreshes: 1, reuses: 1 }]);
  });

  it('that two use at once succeeds for one of them, and ends the grant', async () => {
    const { refresh_token } = await signIn(x);
    const answers = await Promise.all([refresh(x, refresh_token), refresh(x, refresh_token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
    const [won] = answers.filter(({ status }) => status === 200);
    const { access_token, refresh_token: next } = tokensOf(won);
    expect((await me(x, access_token)).status).toBe(401);
    expect((await refresh(x, next)).json).toEqual(invalidToken);
    expect(x.sandbox.grants()).toMatchObject([{ state: 'revoked', refreshes: 1, reuses: 1 }]);
  });

  it('ends its own grant only', async () => {
    const [first, second] = [await signIn(x), await signIn(x)];
    await refresh(x, first.refresh_token);
    await refresh(x, first.refresh_token);
    expect((await me(x, second.access_token)).status).toBe(200);
    expect(x.sandbox.grants()).toMatchObject([{ state: 'revoked' }, { state: 'live' }]);
  });

  it('that another client brings stays good for its own', async () => {
    const { access_token, refresh_token } = await signIn(x);
    const other = { ...refreshForm(refresh_token), client_id: 'another' };
    expect((await post(x, 'token', other)).json).toEqual(invalidToken);
    expect((await me(x, access_token)).status).toBe(200);
    expect((await refresh(x, refresh_token)).status).toBe(200);
  });

  it.each([
    ['an unknown one', { refresh_token: 'unknown' }, invalidToken],
    ['none', { refresh_token: '' }, missing('refresh_token')],
    ['no client_id', { client_id: '' }, missing('client_id')],
  ])('is refused: %s', async (_, changes, expected) => {
    const { refresh_token } = await signIn(x);
    const form = { ...refreshForm(refresh_token), ...changes };
    const { status, json } = await post(x, 'token', form);
    expect(status).toBe(400);
    expect(json).toEqual(expected);
    expect((await refresh(x, refresh_token)).status).toBe(200);
  });

  it('is no access token', async () => {
    const { refresh_token } = await signIn(x);
    expect((await me(x, refresh_token)).status).toBe(401);
  });
});

describe('a confidential client', () => {
  const own = basic(clientId, 'the secret');
  const exchange = async (headers: Record<string, string>) => {
    const form = exchangeForm(await codeOf(x));
    delete form.client_id;
    return post(x, 'token', form, headers);
  };

  it('shows its secret each time', async () => {
    const first = tokensOf(await exchange(own));
    const form = { grant_type: 'refresh_token', refresh_token: first.refresh_token };
    const second = tokensOf(await post(x, 'token', form, own));
    expect((await me(x, second.access_token)).status).toBe(200);
    const revoked = await post(x, 'revoke', { token: second.access_token }, own);
    expect(revoked.json).toEqual({ revoked: true });
    expect(x.sandbox.grants()).toMatchObject([
      { client_id: clientId, confidential: true, state: 'revoked' },
    ]);
  });

  it('may say its id in the form as well', async () => {
    const form = exchangeForm(await codeOf(x));
    expect((await post(x, 'token', form, own)).status).toBe(200);
  });

  it.each<[string, string]>([
    ['spaces and signs', 'a b+c&d=%25:e'],
    ['letters beyond ASCII', 'geheimnißvoll'],
  ])('may have a secret with %s, which RFC 6749 has encoded', async (_, secret) => {
    const encoded = new URLSearchParams({ secret }).toString().slice('secret='.length);
    const { refresh_token } = tokensOf(await exchange(basic(clientId, encoded)));
    const again = basic(clientId, encodeURIComponent(secret));
    expect((await post(x, 'token', refreshForm(refresh_token), again)).status).toBe(200);
  });

  it.each<[string, Record<string, string>, boolean]>([
    ['another secret', basic(clientId, 'another'), true],
    ['no secret', {}, false],
    ['another client’s id', basic('another', 'the secret'), true],
    ['half a credential', basic(clientId, ''), true],
    ['a credential that is no text', { authorization: 'Basic %%%' }, true],
    ['a broken escape', basic(clientId, '%zz'), true],
    ['another scheme', { authorization: 'Bearer abc' }, true],
  ])('is refused with %s, and its grant stays', async (_, headers, challenged) => {
    const { access_token, refresh_token } = tokensOf(await exchange(own));
    for (const answer of [
      await post(x, 'token', refreshForm(refresh_token), headers),
      await post(x, 'revoke', { token: refresh_token, client_id: clientId }, headers),
    ]) {
      expect(answer.status).toBe(401);
      expect(answer.json).toEqual(unauthorized);
      expect(answer.headers.has('www-authenticate')).toBe(challenged);
    }
    expect((await me(x, access_token)).status).toBe(200);
    expect((await post(x, 'token', refreshForm(refresh_token), own)).status).toBe(200);
  });

  it('cannot show its secret in the form, where X does not look', async () => {
    const form = { ...exchangeForm(await codeOf(x)), client_secret: 'the secret' };
    const { status, json } = await post(x, 'token', form);
    expect(status).toBe(401);
    expect(json).toEqual(unauthorized);
  });

  it('is none that showed no secret with its code', async () => {
    const { refresh_token } = await signIn(x);
    const { status, json } = await post(x, 'token', refreshForm(refresh_token), own);
    expect(status).toBe(401);
    expect(json).toEqual(unauthorized);
    expect((await refresh(x, refresh_token)).status).toBe(200);
  });
});

describe('revoke', () => {
  it.each(['access_token', 'refresh_token'] as const)('ends the grant by its %s', async (kind) => {
    const other = await signIn(x);
    const tokens = await signIn(x);
    const { status, headers, json } = await post(x, 'revoke', {
      token: tokens[kind],
      client_id: clientId,
      token_type_hint: kind,
    });
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(json).toEqual({ revoked: true });
    expect((await me(x, tokens.access_token)).status).toBe(401);
    expect((await refresh(x, tokens.refresh_token)).json).toEqual(invalidToken);
    expect((await me(x, other.access_token)).status).toBe(200);
    expect(x.sandbox.grants()).toMatchObject([{ state: 'live' }, { state: 'revoked' }]);
  });

  it('works once more, and with a hint that is wrong', async () => {
    const { refresh_token: token } = await signIn(x);
    for (const token_type_hint of ['access_token', 'nonsense']) {
      const form = { token, client_id: clientId, token_type_hint };
      expect((await post(x, 'revoke', form)).json).toEqual({ revoked: true });
    }
  });

  it.each([
    ['an unknown token', { token: 'unknown', client_id: clientId }, 200, { revoked: true }],
    ['no token', { client_id: clientId }, 400, missing('token')],
    ['no client', { token: 'unknown' }, 400, missing('client_id')],
  ])('answers %s', async (_, form, status, expected) => {
    const answer = await post(x, 'revoke', form);
    expect(answer.status).toBe(status);
    expect(answer.json).toEqual(expected);
  });

  it('refuses another client', async () => {
    const { access_token: token } = await signIn(x);
    const { status, json } = await post(x, 'revoke', { token, client_id: 'another' });
    expect(status).toBe(400);
    expect(json).toEqual(invalidToken);
    expect((await me(x, token)).status).toBe(200);
  });
});

describe('/_sandbox/grants', () => {
  it('shows what the method shows, and no secret', async () => {
    const code = await codeOf(x);
    const tokens = tokensOf(await post(x, 'token', exchangeForm(code)));
    const { status, json, text } = await x.call('GET', '/_sandbox/grants');
    expect(status).toBe(200);
    expect(json).toEqual({ grants: x.sandbox.grants() });
    for (const secret of [code, tokens.access_token, tokens.refresh_token]) {
      expect(text).not.toContain(secret);
    }
  });
});
