/** A refresh: what X receives, and what is known of the old token after whatever it answers. */
import { describe, expect, it } from 'vitest';
import {
  confidentialClient,
  goodTokens,
  problemOf,
  publicClient,
  rig,
  standing,
  type Said,
} from './oauth2Rig.ts';
import { longLimits, refusingOrigin } from './support.ts';

const newPair = {
  ...goodTokens,
  access_token: 'access-token-of-the-next-two-hours',
  refresh_token: 'refresh-token-of-the-next-time',
};

describe('a refresh', () => {
  it.each([
    ['a public client', publicClient, { client_id: publicClient.clientId }],
    ['a confidential client', confidentialClient, {}],
  ])('of %s sends the token, and brings the next pair', async (_, client, form) => {
    await using x = await rig();
    x.say({ body: newPair });
    expect(await x.refresh({ client })).toEqual({
      ok: true,
      tokens: {
        accessToken: newPair.access_token,
        refreshToken: newPair.refresh_token,
        expiresAt: standing + 7200_000,
        scopes: goodTokens.scope.split(' '),
      },
      warnings: [],
    });
    expect(x.received).toHaveLength(1);
    expect(x.received[0]).toMatchObject({ method: 'POST', path: '/2/oauth2/token' });
    expect(Object.fromEntries(x.received[0]?.form ?? [])).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'refresh-token-before',
      ...form,
    });
    const { authorization = 'none', connection } = x.received[0]?.headers ?? {};
    expect(String(authorization).startsWith('Basic ')).toBe(client === confidentialClient);
    expect(connection).toBe('close');
  });

  it('keeps the refresh token and the scopes where X names no others', async () => {
    await using x = await rig();
    const { access_token, token_type } = newPair;
    for (const body of [
      { access_token, token_type },
      { access_token, token_type, refresh_token: null, scope: null },
      { access_token, token_type, scope: '' },
    ]) {
      x.say({ body });
      const result = await x.refresh({ scopes: ['media.write', 'offline.access'] });
      // Every part is there, also where it is undefined: it stands in for the one before.
      expect(result).toStrictEqual({
        ok: true,
        tokens: {
          accessToken: access_token,
          refreshToken: 'refresh-token-before',
          expiresAt: undefined,
          scopes: ['media.write', 'offline.access'],
        },
        warnings: [],
      });
    }
  });

  it('does not go on with the old refresh token when the new one cannot be kept', async () => {
    await using x = await rig();
    for (const refresh_token of ['', 'a\r\nb', 'x'.repeat(4097), 7, {}]) {
      x.say({ body: { ...newPair, refresh_token } });
      expect(await x.refresh()).toMatchObject({
        ok: true,
        tokens: { accessToken: newPair.access_token, refreshToken: undefined },
        warnings: ['X gave no usable refresh token: sign in again when the access token expires.'],
      });
    }
  });
});

describe('the old token is refused: sign in again', () => {
  it.each<[number, string, string | undefined, string]>([
    [400, 'invalid_grant', undefined, 'does not accept the refresh token'],
    [
      400,
      'invalid_request',
      'Value passed for the token was invalid.',
      'X says: “Value passed for the token was invalid.”',
    ],
    [401, 'invalid_token', undefined, 'does not accept the refresh token'],
    [401, 'invalid_client', 'no such app', 'does not accept the client ID. X says: “no such app”'],
    [400, 'unauthorized_client', undefined, 'does not accept the client ID.'],
    [
      401,
      'unauthorized_client',
      'Missing valid authorization header',
      'The app is a confidential client at X, which needs its client secret.',
    ],
  ])('%d %s', async (status, error, error_description, says) => {
    await using x = await rig();
    const headers = { 'x-transaction-id': 'abc123', 'www-authenticate': 'Basic realm="X"' };
    x.say({ status, headers, body: { error, error_description } });
    const result = await x.refresh();
    expect(result).toMatchObject({ ok: false, outcome: 'refused' });
    const problem = problemOf(result);
    expect(problem).toMatchObject({ kind: 'unauthorized', status, transactionId: 'abc123' });
    expect(problem.explanation).toContain(says);
    expect(problem.remedy).toMatch(/[sS]ign in again/);
    expect(x.received).toHaveLength(1);
  });

  it('and a confidential client is not told that it has no secret', async () => {
    await using x = await rig();
    const error_description = 'Missing valid authorization header';
    x.say({ status: 401, body: { error: 'unauthorized_client', error_description } });
    const { explanation, remedy } = problemOf(await x.refresh({ client: confidentialClient }));
    expect(explanation).toContain('X does not accept the client ID with this client secret.');
    expect(remedy).toContain('and the client secret');
  });
});

describe('X would not do it now: the old token is as good as before', () => {
  const soon = { 'retry-after': '90' };
  it.each<[string, Said, string, string]>([
    ['500', { status: 500 }, 'unwell', 'X is unwell (HTTP 500).'],
    ['503 in OAuth’s terms', { status: 503, body: { error: 'invalid_grant' } }, 'unwell', '503'],
    ['429', { status: 429, body: { error: 'invalid_grant' } }, 'rate-limit', 'rate limit'],
    [
      'a passing refusal',
      { status: 400, body: { error: 'temporarily_unavailable' } },
      'refused',
      '',
    ],
    ['a redirect', { status: 307, headers: { location: '/elsewhere' } }, 'redirect', '307'],
    ['a web page', { status: 403, body: '<!doctype html><p>Blocked' }, 'refused', 'a web page'],
    ['a web page with 401', { status: 401, body: ' <html>' }, 'refused', 'a web page'],
    [
      'a refusal in other terms',
      { status: 403, body: { title: 'Forbidden', detail: 'no' } },
      'refused',
      'X says: “no”',
    ],
    [
      'a refusal in nobody’s terms',
      { status: 400, body: { error: 'Sorry, no' } },
      'refused',
      'X says: “Sorry, no”',
    ],
    ['an error that is no text', { status: 400, body: { error: { a: 1 } } }, 'refused', 'HTTP 400'],
    ['nothing', { status: 404, body: '' }, 'refused', 'HTTP 404'],
  ])('%s', async (_, said, kind, says) => {
    await using x = await rig();
    x.say({ ...said, headers: { ...soon, ...said.headers } });
    const result = await x.refresh();
    expect(result).toMatchObject({ ok: false, outcome: 'unwell' });
    const problem = problemOf(result);
    expect(problem).toMatchObject({ kind, status: said.status, retryAt: standing + 90_000 });
    expect(problem.explanation).toContain(says);
    expect(problem.remedy).toMatch(/[tT]ry again/);
    expect(x.received).toHaveLength(1);
  });
});

describe('X never saw the request: the old token is as good as before', () => {
  it('refused connection', async () => {
    await using x = await rig({ origin: await refusingOrigin() });
    const result = await x.refresh();
    expect(result).toMatchObject({ ok: false, outcome: 'not-sent' });
    expect(problemOf(result)).toMatchObject({ kind: 'unreachable' });
    expect(problemOf(result).explanation).toContain('so nothing was sent');
  });

  it('cancelled before it began', async () => {
    await using x = await rig();
    const result = await x.refresh({ signal: AbortSignal.abort() });
    expect(result).toMatchObject({
      ok: false,
      outcome: 'not-sent',
      problem: { kind: 'cancelled' },
    });
    expect(x.received).toEqual([]);
  });

  it('another host than the one it belongs to', async () => {
    await using x = await rig();
    const result = await x.refresh({ origin: 'https://api.x.com.evil.test' });
    expect(result).toMatchObject({ outcome: 'not-sent', problem: { kind: 'wrong-origin' } });
  });

  /** As another bundle has it: a class that is not ours, known by its name. */
  class Foreign extends Error {
    override readonly name = 'XApiError';
    readonly kind: string;
    readonly explanation = 'No way there, so nothing was sent.';
    readonly remedy: string;
    constructor(kind: string, remedy: string) {
      super('');
      this.kind = kind;
      this.remedy = remedy;
    }
  }

  it.each([
    [
      'Check the network, then initialize again. No proxy is used.',
      'Check the network, then try again. No proxy is used.',
    ],
    ['Initialize again; if it stays, ask.', 'Try again; if it stays, ask.'],
    ['Name a proxy.', 'Name a proxy.'],
  ])('%j is said of what was being done, and of no upload', async (remedy, ours) => {
    await using x = await rig();
    for (const kind of ['unreachable', 'untrusted-certificate', 'no-tls', 'proxy', 'not-sent']) {
      const sendAlone = () => Promise.reject(new Foreign(kind, remedy));
      const result = await x.refresh({ transport: { sendAlone, mask: (text) => text } });
      expect(result).toMatchObject({
        outcome: 'not-sent',
        problem: { kind, explanation: 'No way there, so nothing was sent.', remedy: ours },
      });
    }
  });
});

describe('whether the old token is used up is not known', () => {
  it('the connection broke after the request', async () => {
    await using x = await rig();
    x.say((_, drop) => {
      drop();
      return undefined;
    });
    const result = await x.refresh();
    expect(result).toMatchObject({ outcome: 'ambiguous', problem: { kind: 'interrupted' } });
    expect(problemOf(result).remedy).toBe('Try again; if X then refuses, sign in again.');
    expect(x.received).toHaveLength(1);
  });

  it('no answer came in time', async () => {
    await using x = await rig({ limits: { ...longLimits, answerMs: 500 } });
    x.say(() => undefined);
    const result = await x.refresh();
    expect(result).toMatchObject({ outcome: 'ambiguous', problem: { kind: 'timeout' } });
    expect(x.received).toHaveLength(1);
  });

  it('cancelled while X thinks', async () => {
    await using x = await rig();
    const stopped = new AbortController();
    x.say(() => {
      stopped.abort();
      return undefined;
    });
    const result = await x.refresh({ signal: stopped.signal });
    expect(result).toMatchObject({ outcome: 'ambiguous', problem: { kind: 'cancelled' } });
  });

  it.each<[string, Said]>([
    ['beyond a mebibyte', { body: JSON.stringify(newPair) + ' '.repeat(1024 * 1024) }],
    ['that is a web page', { body: '<html>' }],
    ['that is empty', { status: 204 }],
    ['without a token', { body: { token_type: 'bearer' } }],
  ])('a success %s', async (_, said) => {
    await using x = await rig();
    x.say(said);
    const result = await x.refresh();
    expect(result).toMatchObject({ outcome: 'ambiguous', problem: { kind: 'unexpected-answer' } });
    expect(x.received).toHaveLength(1);
  });
});
