/** Answers to a code as no X would give them, and the refusals that it does give. */
import { describe, expect, it } from 'vitest';
import {
  goodTokens,
  problemOf,
  confidentialClient,
  rig,
  standing,
  type Said,
} from './oauth2Rig.ts';
import { refusingOrigin } from './support.ts';

const code = 'code-of-this-run';

async function finished(said: Said) {
  await using x = await rig();
  x.say(said);
  const { attempt } = await x.begin();
  const result = await x.finish(attempt, { code });
  expect(x.received).toHaveLength(1);
  return result;
}

describe('tokens that cannot be used are refused', () => {
  const { access_token, ...untokened } = goodTokens;
  const { token_type, ...untyped } = goodTokens;
  const without = 'X accepted the request (HTTP 200) but answered without a usable access token.';
  it.each<[string, Said, string]>([
    ['nothing', { body: '' }, 'but answered with nothing.'],
    ['white space', { body: ' \n' }, 'but answered with nothing.'],
    ['a web page', { body: '<!doctype html><title>Wi-Fi' }, 'but answered with a web page.'],
    ['text', { body: 'access_token=abc&token_type=bearer' }, 'something that is not JSON.'],
    ['half of the JSON', { body: JSON.stringify(goodTokens).slice(0, 60) }, 'is not JSON.'],
    ['null', { body: 'null' }, without],
    ['a list', { body: [goodTokens] }, without],
    ['a text', { body: '"access"' }, without],
    ['a number', { body: '7' }, without],
    ['no access token', { body: untokened }, without],
    ['a token under __proto__', { body: `{"__proto__":${JSON.stringify(goodTokens)}}` }, without],
    ['an access token of null', { body: { ...goodTokens, access_token: null } }, without],
    ['a number for a token', { body: { ...goodTokens, access_token: 12345678 } }, without],
    ['a list for a token', { body: { ...goodTokens, access_token: [access_token] } }, without],
    ['an empty token', { body: { ...goodTokens, access_token: '' } }, without],
    ['a token with CRLF', { body: { ...goodTokens, access_token: 'a\r\nx-evil: 1' } }, without],
    ['a token with a newline', { body: { ...goodTokens, access_token: 'abcdef\n' } }, without],
    ['a token with NUL', { body: { ...goodTokens, access_token: 'abc\0def' } }, without],
    ['a token with a space', { body: { ...goodTokens, access_token: 'abc def' } }, without],
    ['a token beyond ASCII', { body: { ...goodTokens, access_token: 'tökén-ünd' } }, without],
    ['a token of 4097', { body: { ...goodTokens, access_token: 'x'.repeat(4097) } }, without],
    ['no type', { body: untyped }, 'with a token that is no bearer token.'],
    ['a MAC token', { body: { ...goodTokens, token_type: 'mac' } }, 'no bearer token.'],
    ['a DPoP token', { body: { ...goodTokens, token_type: 'DPoP' } }, 'no bearer token.'],
    ['a type that is a list', { body: { ...goodTokens, token_type: [token_type] } }, 'no bearer'],
  ])('%s', async (_, said, says) => {
    const problem = problemOf(await finished(said));
    expect(problem.kind).toBe('unexpected-answer');
    expect(problem.explanation).toContain(says);
    expect(problem.remedy).toContain('sign in again');
    expect(problem.cause).toBeUndefined();
    expect(({} as Record<string, unknown>).access_token).toBeUndefined();
  });

  it('beyond a mebibyte', async () => {
    const body = JSON.stringify(goodTokens) + ' '.repeat(1024 * 1024);
    const problem = problemOf(await finished({ body }));
    expect(problem.explanation).toContain('far larger than X’s');
    expect(problem.remedy).toBe('Sign in again: X’s answer to this sign-in cannot be used twice.');
  });
});

describe('tokens with an odd part are taken', () => {
  const long = 'x'.repeat(4096);
  it.each<[string, object, object]>([
    ['BEARER', { token_type: 'Bearer' }, {}],
    ['the longest token', { access_token: long }, { accessToken: long }],
    ['a lifetime as text', { expires_in: '7200' }, { expiresAt: standing + 7200_000 }],
    ['a lifetime with a fraction', { expires_in: 1.9 }, { expiresAt: standing + 1000 }],
    ['a year', { expires_in: 366 * 24 * 3600 }, { expiresAt: standing + 366 * 24 * 3600_000 }],
    ['a lifetime beyond a year', { expires_in: 366 * 24 * 3600 + 1 }, { expiresAt: undefined }],
    ['a negative lifetime', { expires_in: -1 }, { expiresAt: undefined }],
    ['no time to live', { expires_in: 0 }, { expiresAt: undefined }],
    ['a lifetime of null', { expires_in: null }, { expiresAt: undefined }],
    ['a lifetime in words', { expires_in: 'soon' }, { expiresAt: undefined }],
    ['a list for a lifetime', { expires_in: [7200] }, { expiresAt: undefined }],
    ['an ID token that nobody asked for', { id_token: 'e30.e30.e30' }, {}],
    ['something else', { hasOwnProperty: 1, toString: null, constructor: {} }, {}],
    [
      'scopes with odd names among them',
      { scope: ' media.write  offline.access <b> tweet.read\n a\u202eb ' },
      { scopes: ['media.write', 'offline.access'] },
    ],
    [
      'its own tokens among the scopes, which the editor shows to every extension',
      { scope: `media.write ${goodTokens.access_token} ${goodTokens.refresh_token}` },
      { scopes: ['media.write'] },
    ],
  ])('%s', async (_, part, expected) => {
    expect(await finished({ body: { ...goodTokens, ...part } })).toMatchObject({
      ok: true,
      tokens: { accessToken: goodTokens.access_token, ...expected },
      warnings: [],
    });
  });

  it('a lifetime that no number can hold', async () => {
    const body = JSON.stringify(goodTokens).replace('7200', '1e400');
    expect(await finished({ body })).toMatchObject({ ok: true, tokens: { expiresAt: undefined } });
  });

  it('scopes in such numbers that an account would burst', async () => {
    const scope = Array.from({ length: 5000 }, (_, i) => `scope.${i}`).join(' ');
    const result = await finished({ body: { ...goodTokens, scope: `media.write ${scope}` } });
    expect(result.ok && result.tokens.scopes.length).toBe(50);
  });

  it('a byte order mark, another type and another success', async () => {
    const headers = { 'content-type': 'text/plain' };
    const body = `\ufeff${JSON.stringify(goodTokens)}`;
    expect(await finished({ status: 201, headers, body })).toMatchObject({ ok: true });
  });
});

describe('what the user did not get is said', () => {
  const readOnly = 'X did not grant media.write';
  const noRefresh = 'X gave no refresh token: sign in again when the access token expires.';
  const { refresh_token, scope, ...least } = goodTokens;
  it.each<[string, object, readonly string[], readonly string[]]>([
    [
      'no media.write',
      { ...goodTokens, scope: 'tweet.read users.read' },
      ['tweet.read', 'users.read'],
      [readOnly],
    ],
    ['no refresh token', { ...least, scope }, scope.split(' '), [noRefresh]],
    ['neither', { ...least, scope: 'tweet.read' }, ['tweet.read'], [readOnly, noRefresh]],
    ['no word on scopes: as was asked', { ...least, refresh_token }, scope.split(' '), []],
  ])('%s', async (_, body, scopes, warnings) => {
    const result = await finished({ body });
    if (!result.ok) throw new Error(result.problem.explanation);
    expect(result.tokens.scopes).toEqual(scopes);
    expect(result.warnings).toHaveLength(warnings.length);
    warnings.forEach((warning, i) => {
      expect(result.warnings[i]).toContain(warning);
    });
  });
});

describe('X’s refusals of a code', () => {
  it.each<[string, Said, string, string, string]>([
    [
      'invalid_grant',
      { status: 400, body: { error: 'invalid_grant' } },
      'refused',
      'X did not accept the code of this sign-in: it lives 30 seconds and works once.',
      'Sign in again.',
    ],
    [
      'X’s own words for it',
      {
        status: 400,
        body: {
          error: 'invalid_request',
          error_description: 'Value passed for the authorization code was invalid.',
        },
      },
      'refused',
      'it lives 30 seconds and works once. X says: “Value passed for the authorization code was invalid.”',
      'Sign in again.',
    ],
    [
      'a redirect that does not match',
      {
        status: 400,
        body: {
          error: 'invalid_request',
          error_description: 'Value passed for the redirect uri did not match',
        },
      },
      'refused',
      'X refused the sign-in (invalid_request). X says: “Value passed for the redirect uri',
      'developer console',
    ],
    [
      'a secret that is missing',
      {
        status: 401,
        body: {
          error: 'unauthorized_client',
          error_description: 'Missing valid authorization header',
        },
      },
      'unauthorized',
      'The app is a confidential client at X, which needs its client secret.',
      'Enter the client secret as well, or make the app a Native App',
    ],
    [
      'an unknown client',
      { status: 401, body: { error: 'invalid_client' } },
      'unauthorized',
      'X does not accept the client ID.',
      'xMedia.oauth2.clientId',
    ],
    [
      'a rate limit',
      { status: 429, headers: { 'x-rate-limit-reset': String(standing / 1000 + 60) } },
      'rate-limit',
      'rate limit',
      'Sign in again after',
    ],
    [
      '502',
      { status: 502, body: '<html>Bad gateway' },
      'unwell',
      'X is unwell (HTTP 502).',
      'Sign in again in a few minutes.',
    ],
    [
      'a redirect',
      { status: 302, headers: { location: 'http://evil.test/' } },
      'redirect',
      'which is not followed',
      'Check the network',
    ],
    [
      'a page of a firewall',
      { status: 403, body: '<html>' },
      'refused',
      'a web page and not X’s API',
      'then sign in again',
    ],
    [
      'a problem of X’s API',
      { status: 403, body: { title: 'client-forbidden', detail: 'not attached' } },
      'refused',
      'X refused the request (HTTP 403). X says: “not attached”',
      'Sign in again',
    ],
  ])('%s', async (_, said, kind, explanation, remedy) => {
    const headers = { ...said.headers, 'x-transaction-id': 'abc123' };
    const problem = problemOf(await finished({ ...said, headers }));
    expect(problem).toMatchObject({ kind, status: said.status, transactionId: 'abc123' });
    expect(problem.explanation).toContain(explanation);
    expect(problem.remedy).toContain(remedy);
  });

  it('shows what X says inert, and cut', async () => {
    const error_description = `\u001b[31m [x](command:evil) $(bug) ${'y'.repeat(5000)}`;
    const { explanation } = problemOf(
      await finished({ status: 400, body: { error: 'invalid_scope', error_description } }),
    );
    expect(explanation).toContain('[31m [x] (command:evil) $ (bug) yyy');
    expect(explanation).not.toContain('\u001b');
    expect(explanation.length).toBeLessThan(300);
  });

  it('follows no redirect, so that the code is seen once', async () => {
    await using x = await rig();
    for (const status of [301, 302, 303, 307, 308]) {
      x.say({ status, headers: { location: `${x.origin}/elsewhere` } });
      const { attempt } = await x.begin();
      expect(problemOf(await x.finish(attempt, { code })).kind).toBe('redirect');
    }
    expect(x.received.map(({ path }) => path)).toEqual(Array(5).fill('/2/oauth2/token'));
  });
});

describe('a code that never got there', () => {
  it('is said to be ours to send again by signing in again', async () => {
    await using x = await rig({ origin: await refusingOrigin() });
    const { attempt } = await x.begin(confidentialClient);
    const problem = problemOf(await x.finish(attempt, { code }));
    expect(problem.kind).toBe('unreachable');
    expect(problem.explanation).toContain('refused the connection, so nothing was sent.');
  });

  it('by a server that speaks no TLS, or none that is trusted', async () => {
    await using x = await rig();
    await using over = await rig({ origin: x.origin.replace('http:', 'https:') });
    const { attempt } = await over.begin();
    const problem = problemOf(await over.finish(attempt, { code }));
    expect(problem.kind).toBe('no-tls');
    expect(problem.remedy).toBe('Change https to http in the setting xMedia.customBaseUrl.');
    expect(x.received).toEqual([]);
  });

  it('is cancelled with the words for it', async () => {
    await using x = await rig();
    const stopped = new AbortController();
    x.say(() => {
      stopped.abort();
      return undefined;
    });
    const { attempt } = await x.begin();
    expect(problemOf(await x.finish(attempt, { code }, { signal: stopped.signal }))).toEqual({
      kind: 'cancelled',
      explanation: 'Cancelled.',
      remedy: 'Sign in again when you want to.',
    });
  });
});
