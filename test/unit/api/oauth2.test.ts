/** OAuth 2.0: what X receives, and what users get for what X answers. */
import { describe, expect, it } from 'vitest';
import { beginSignIn } from '../../../src/api/oauth2.ts';
import { endpointsOf } from '../../../src/api/oauth2Client.ts';
import {
  callbackOf,
  confidentialClient,
  goodTokens,
  problemOf,
  publicClient,
  redirectUri,
  rig,
  s256,
  standing,
} from './oauth2Rig.ts';

const scope = 'media.write users.read tweet.read offline.access';
const scopes = scope.split(' ');

/** `Basic` as X's page on confidential clients has it: id and secret as they are, in base64. */
const basic = `Basic ${Buffer.from(`${publicClient.clientId}:${String(confidentialClient.clientSecret)}`).toString('base64')}`;

describe('the page to sign in on', () => {
  it('is X’s own in production, while tokens come from the API', () => {
    const { authorize, token, revoke } = endpointsOf('https://api.x.com');
    expect([authorize.href, token.href, revoke.href]).toEqual([
      'https://x.com/i/oauth2/authorize',
      'https://api.x.com/2/oauth2/token',
      'https://api.x.com/2/oauth2/revoke',
    ]);
    const here = endpointsOf('http://127.0.0.1:4010');
    expect([here.authorize.href, here.token.href, here.revoke.href]).toEqual([
      'http://127.0.0.1:4010/i/oauth2/authorize',
      'http://127.0.0.1:4010/2/oauth2/token',
      'http://127.0.0.1:4010/2/oauth2/revoke',
    ]);
  });

  it('is asked for exactly what the contract says, spaces as %20', async () => {
    await using x = await rig();
    for (const client of [publicClient, confidentialClient]) {
      const { attempt, url } = await x.begin(client);
      expect(url.origin + url.pathname).toBe(`${x.origin}/i/oauth2/authorize`);
      expect([...url.searchParams]).toEqual([
        ['response_type', 'code'],
        ['client_id', publicClient.clientId],
        ['redirect_uri', redirectUri],
        ['scope', scope],
        ['state', attempt.state],
        ['code_challenge', s256(attempt.verifier)],
        ['code_challenge_method', 'S256'],
      ]);
      expect(url.search).toContain('scope=media.write%20users.read%20tweet.read%20offline.access');
      expect(attempt.verifier).toMatch(/^[A-Za-z0-9_-]{43,128}$/);
      expect(attempt.state).toMatch(/^[A-Za-z0-9_-]{43,500}$/);
      expect(url.href).not.toContain(attempt.verifier);
      if (client.clientSecret !== undefined) expect(url.href).not.toContain(client.clientSecret);
    }
    expect(x.received).toEqual([]);
  });

  it('has a state and a verifier of its own each time', async () => {
    await using x = await rig();
    const begun = await Promise.all(Array.from({ length: 20 }, () => x.begin()));
    const drawn = begun.flatMap(({ attempt }) => [attempt.state, attempt.verifier]);
    expect(new Set(drawn).size).toBe(40);
    for (const secret of drawn) expect(x.hidden.get(secret)).toBe(0);
  });

  it.each(['http://api.x.com', 'https://api.x.com.evil.test', 'https://x.com', 'http://10.0.0.1'])(
    'is never at %s',
    async (origin) => {
      const begun = await beginSignIn({
        origin,
        client: publicClient,
        redirectUri,
        hide: () => undefined,
      });
      expect(problemOf(begun).kind).toBe('wrong-origin');
    },
  );
});

describe('a code', () => {
  it('of a public client is sent with its id and no secret', async () => {
    await using x = await rig();
    const { attempt, url } = await x.begin();
    const result = await x.finish(attempt, { code: 'code-of-this-run' });
    expect(result).toEqual({
      ok: true,
      tokens: {
        accessToken: goodTokens.access_token,
        refreshToken: goodTokens.refresh_token,
        expiresAt: standing + 7200_000,
        scopes,
      },
      warnings: [],
    });
    expect(x.received).toHaveLength(1);
    expect(x.received[0]).toMatchObject({ method: 'POST', path: '/2/oauth2/token' });
    expect(Object.fromEntries(x.received[0]?.form ?? [])).toEqual({
      grant_type: 'authorization_code',
      code: 'code-of-this-run',
      redirect_uri: redirectUri,
      code_verifier: attempt.verifier,
      client_id: publicClient.clientId,
    });
    expect(x.received[0]?.form).toHaveLength(5);
    expect(s256(attempt.verifier)).toBe(url.searchParams.get('code_challenge'));
    const { headers } = x.received[0] ?? {};
    expect(headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
      accept: 'application/json',
      'user-agent': 'test/1',
      connection: 'close',
    });
    expect(headers).not.toHaveProperty('authorization');
  });

  it('of a confidential client is sent with Basic, and with neither id nor secret in the form', async () => {
    await using x = await rig();
    const { attempt } = await x.begin(confidentialClient);
    expect(await x.finish(attempt, { code: 'code-of-this-run' })).toMatchObject({ ok: true });
    expect(Object.fromEntries(x.received[0]?.form ?? [])).toEqual({
      grant_type: 'authorization_code',
      code: 'code-of-this-run',
      redirect_uri: redirectUri,
      code_verifier: attempt.verifier,
    });
    expect(x.received[0]?.headers.authorization).toBe(basic);
    expect(x.received[0]?.body).not.toContain(confidentialClient.clientSecret);
  });

  it('arrives as X gave it, whatever it holds', async () => {
    await using x = await rig();
    for (const code of ['a+b/c=d&e f%20', 'code\r\nx-evil: 1', 'ünï😀', 'x&client_id=evil']) {
      const { attempt } = await x.begin();
      await x.finish(attempt, { code });
      const { form, headers } = x.received.at(-1) ?? { form: [] };
      expect(form.filter(([name]) => name === 'code')).toEqual([['code', code]]);
      expect(form.filter(([name]) => name === 'client_id')).toHaveLength(1);
      expect(headers).not.toHaveProperty('x-evil');
    }
  });

  it('of a secret that needs encoding is decoded as RFC 6749 has it', async () => {
    await using x = await rig();
    const clientSecret = 'a:b+c%20/"\\=&';
    const { attempt } = await x.begin({ ...publicClient, clientSecret });
    await x.finish(attempt, { code: 'code-of-this-run' });
    const [scheme = '', encoded = ''] = String(x.received[0]?.headers.authorization).split(' ');
    const [id = '', secret = '', ...more] = Buffer.from(encoded, 'base64').toString().split(':');
    expect([scheme, decodeURIComponent(id), decodeURIComponent(secret), more]).toEqual([
      'Basic',
      publicClient.clientId,
      clientSecret,
      [],
    ]);
  });

  it('is good for one sign-in, also when two come at once', async () => {
    await using x = await rig();
    const { attempt } = await x.begin();
    const results = await Promise.all([
      x.finish(attempt, { code: 'code-of-this-run' }),
      x.finish({ ...attempt }, { code: 'code-of-this-run' }),
    ]);
    expect(results.map(({ ok }) => ok)).toEqual([true, false]);
    const third = await x.finish(attempt, { code: 'another-code-of-it' });
    expect(problemOf(third).explanation).toBe(
      'This sign-in has had its answer already, so nothing was sent.',
    );
    expect(x.received).toHaveLength(1);
  });

  it('with an issuer (RFC 9207), which X documents none of, counts all the same', async () => {
    await using x = await rig();
    const { attempt } = await x.begin();
    const result = await x.finish(attempt, { code: 'code-of-this-run', iss: 'https://x.com' });
    expect(result.ok).toBe(true);
  });
});

describe('an answer that is none to this sign-in', () => {
  const good = { code: 'code-of-this-run' };
  const at = (change: (url: URL) => void) => (url: URL) => {
    change(url);
    return url;
  };
  it.each<[string, (url: URL) => URL, string]>([
    [
      'with a wrong state',
      at((url) => {
        url.searchParams.set('state', 'someone-elses-state');
      }),
      'belongs to another sign-in',
    ],
    [
      'with a part of the state',
      at((url) => {
        url.searchParams.set('state', (url.searchParams.get('state') ?? '').slice(0, -1));
      }),
      'belongs to another sign-in',
    ],
    [
      'with an empty state',
      at((url) => {
        url.searchParams.set('state', '');
      }),
      'belongs to another sign-in',
    ],
    [
      'without a state',
      at((url) => {
        url.searchParams.delete('state');
      }),
      'has no state',
    ],
    [
      'with two states',
      at((url) => {
        url.searchParams.append('state', 'x');
      }),
      'more than one state',
    ],
    [
      'with its state twice',
      at((url) => {
        url.searchParams.append('state', url.searchParams.get('state') ?? '');
      }),
      'more than one state',
    ],
    [
      'at another host',
      at((url) => {
        url.hostname = 'evil.test';
      }),
      'not the address that X sends you back to',
    ],
    [
      'at another name of this host',
      at((url) => {
        url.hostname = 'localhost';
      }),
      'not the address',
    ],
    [
      'at another port',
      at((url) => {
        url.port = '17872';
      }),
      'not the address',
    ],
    [
      'at another path',
      at((url) => {
        url.pathname = '/callback/';
      }),
      'not the address',
    ],
    [
      'over another scheme',
      at((url) => {
        url.protocol = 'https:';
      }),
      'not the address',
    ],
    [
      'with a user name',
      at((url) => {
        url.username = 'x';
      }),
      'not the address',
    ],
  ])('%s sends nothing, and leaves the sign-in as it was', async (_, change, says) => {
    await using x = await rig();
    const { attempt } = await x.begin();
    const problem = problemOf(await x.finish(attempt, change(callbackOf(attempt, good))));
    expect(problem.explanation).toContain(says);
    expect(problem.explanation).toMatch(/so nothing was sent\.$/);
    expect(problem.remedy).toBe('Sign in again.');
    expect(x.received).toEqual([]);
    expect(await x.finish(attempt, good)).toMatchObject({ ok: true });
  });

  it.each<[string, string, string]>([
    ['without a code', '', 'The answer has no code'],
    ['with an empty code', 'code=', 'The answer has no code'],
    ['with two codes', 'code=a-code&code=another', 'more than one code'],
    ['with a response in a JWT', 'code=a-code&response=e30.e30.e30', 'of another kind'],
    ['with a token', 'code=a-code&token=abc', 'of another kind'],
  ])('%s sends nothing', async (_, query, says) => {
    await using x = await rig();
    const { attempt } = await x.begin();
    const url = new URL(`${redirectUri}?state=${attempt.state}&${query}`);
    expect(problemOf(await x.finish(attempt, url)).explanation).toContain(says);
    expect(x.received).toEqual([]);
  });

  it('does nothing either when the user has stopped meanwhile', async () => {
    await using x = await rig();
    const { attempt } = await x.begin();
    const result = await x.finish(attempt, good, { signal: AbortSignal.abort() });
    expect(problemOf(result)).toMatchObject({ kind: 'cancelled', explanation: 'Cancelled.' });
    expect(x.received).toEqual([]);
    expect(await x.finish(attempt, good)).toMatchObject({ ok: true });
  });
});

describe('what X says in place of a code', () => {
  it.each<[Record<string, string>, string, string, string]>([
    [
      { error: 'access_denied' },
      'refused',
      'You declined at X, so nobody was signed in.',
      'Sign in again when you want to, and press “Authorize app”.',
    ],
    [
      { error: 'access_denied', code: 'code-of-this-run' },
      'refused',
      'You declined at X, so nobody was signed in.',
      'Sign in again when you want to',
    ],
    [
      { error: 'invalid_scope', error_description: 'no [such](command:x) $(scope)\n' },
      'refused',
      'X refused the sign-in: “invalid_scope”. X says: “no [such] (command:x) $ (scope)”',
      `exactly ${redirectUri} as callback URL`,
    ],
    [
      { error: '<b>\u202e$(x)' },
      'refused',
      'X refused the sign-in: “<b> $ (x)”.',
      'developer console',
    ],
    [{ error: '' }, 'refused', 'X refused the sign-in: “”.', 'developer console'],
    [
      { error: 'server_error' },
      'unwell',
      'X is unwell and could not sign you in.',
      'Sign in again in a few minutes.',
    ],
    [{ error: 'temporarily_unavailable' }, 'unwell', 'X is unwell', 'in a few minutes'],
  ])('%j', async (query, kind, explanation, remedy) => {
    await using x = await rig();
    const { attempt } = await x.begin();
    const problem = problemOf(await x.finish(attempt, query));
    expect(problem.kind).toBe(kind);
    expect(problem.explanation).toContain(explanation);
    expect(problem.remedy).toContain(remedy);
    expect(x.received).toEqual([]);
    // It was the answer: no code can follow it.
    expect(await x.finish(attempt, { code: 'code-of-this-run' })).toMatchObject({ ok: false });
  });

  it('is cut when it goes on and on', async () => {
    await using x = await rig();
    const { attempt } = await x.begin();
    const error_description = 'blah '.repeat(1000);
    const problem = problemOf(
      await x.finish(attempt, { error: 'server_error', error_description }),
    );
    expect(problem.explanation.length).toBeLessThan(300);
  });
});

describe('revoking', () => {
  it.each([
    ['a public client', publicClient, { client_id: publicClient.clientId }, undefined],
    ['a confidential client', confidentialClient, {}, basic],
  ])('of %s sends the token and who asks', async (_, client, form, authorization) => {
    await using x = await rig();
    x.say({ body: { revoked: true } });
    expect(await x.revoke('token-to-revoke', client)).toEqual({ ok: true });
    expect(x.received).toHaveLength(1);
    expect(x.received[0]).toMatchObject({ method: 'POST', path: '/2/oauth2/revoke' });
    expect(Object.fromEntries(x.received[0]?.form ?? [])).toEqual({
      token: 'token-to-revoke',
      ...form,
    });
    expect(x.received[0]?.headers.authorization).toBe(authorization);
  });

  it.each<[string, { status?: number; body?: object | string }]>([
    ['an empty success', { body: '' }],
    ['a success without content', { status: 204 }],
    ['text', { body: 'ok' }],
    [
      'a token that X does not know any more',
      {
        status: 400,
        body: {
          error: 'invalid_request',
          error_description: 'Value passed for the token was invalid.',
        },
      },
    ],
  ])('is done with %s', async (_, said) => {
    await using x = await rig();
    x.say(said);
    expect(await x.revoke('token-to-revoke')).toEqual({ ok: true });
  });

  it.each<[object | string, number, string, string]>([
    [{ error: 'unauthorized_client' }, 401, 'refused', 'X refused to revoke the token'],
    ['{}', 503, 'unwell', 'X is unwell (HTTP 503).'],
    ['', 429, 'rate-limit', 'rate limit'],
    ['<html>', 403, 'refused', 'a web page and not X’s API'],
    ['', 302, 'redirect', 'not followed'],
  ])('%j with %d is said', async (body, status, kind, says) => {
    await using x = await rig();
    x.say({ status, body });
    const problem = problemOf(await x.revoke('token-to-revoke'));
    expect(problem).toMatchObject({ kind, status });
    expect(problem.explanation).toContain(says);
    expect(x.received).toHaveLength(1);
  });

  it('says when X could not be asked', async () => {
    await using x = await rig();
    x.say((_, drop) => {
      drop();
      return undefined;
    });
    const problem = problemOf(await x.revoke('token-to-revoke'));
    expect(problem).toMatchObject({ kind: 'interrupted', remedy: 'Sign out again.' });
  });
});
