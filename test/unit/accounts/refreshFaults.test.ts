/** Refreshes that X, or the way to it, fails: what is told, what is kept, and what X received. */
import { describe, expect, it } from 'vitest';
import type { FaultAction } from '../../../src/sandbox/server.ts';
import { Scene, hour, type Result } from './granted.ts';

interface Row {
  readonly name: string;
  readonly action: FaultAction;
  /** Requests of the call itself and its repeats that the failure meets, when nothing else works. */
  readonly tries: number;
  /** What is told once the old token has ended. */
  readonly told: Result;
  /** The sentence that says why. */
  readonly why: RegExp;
  /** What comes of the next call, at a well X. */
  readonly later: Result;
  /** What X counts after it. */
  readonly chain: { readonly refreshes: number; readonly reuses: number };
}

/** The next pair is the next, and X counts one refresh. */
const untouched = { refreshes: 1, reuses: 0 };
/** X took the refresh token, and gave the next to nobody. */
const broken = { refreshes: 1, reuses: 1 };
const unread = { tries: 1, told: 'not-sent', later: 'sign-in-again', chain: broken } as const;

const passing: Row[] = [
  {
    name: '429',
    action: { status: 429 },
    ...{ tries: 3, told: 'rate-limit', why: /rate limit for signing in and refreshing/ },
    ...{ later: 'ok', chain: untouched },
  },
  {
    name: '429 for a quarter of an hour',
    action: { status: 429, headers: { 'retry-after': '900' } },
    ...{ tries: 1, told: 'rate-limit', why: /rate limit for signing in and refreshing/ },
    ...{ later: 'ok', chain: untouched },
  },
  {
    name: '500',
    action: { status: 500 },
    ...{ tries: 3, told: 'unwell', why: /X is unwell \(HTTP 500\)/, later: 'ok', chain: untouched },
  },
  {
    name: '503 from before X',
    action: { status: 503, body: '<html>Over capacity</html>', contentType: 'text/html' },
    ...{ tries: 3, told: 'unwell', why: /X is unwell \(HTTP 503\)/, later: 'ok', chain: untouched },
  },
  {
    name: 'a proxy’s sign-in page',
    action: { status: 403, body: '<!doctype html><p>Guest network', contentType: 'text/html' },
    ...{ tries: 1, told: 'refused', why: /was a web page/, later: 'ok', chain: untouched },
  },
  {
    name: 'a redirect',
    action: { status: 307, headers: { location: 'https://evil.test/2/oauth2/token' } },
    ...{ tries: 1, told: 'redirect', why: /not followed/, later: 'ok', chain: untouched },
  },
  {
    name: 'a reset before X did anything',
    action: { reset: 'before' },
    ...{ tries: 1, told: 'not-sent', why: /broke before its answer/, later: 'ok' },
    chain: untouched,
  },
];
const breaking: Row[] = [
  {
    name: 'a reset after X gave the next pair',
    action: { reset: 'after' },
    ...{ ...unread, why: /broke before its answer was whole/ },
  },
  { name: 'half an answer', action: { half: true }, ...unread, why: /broke before its answer/ },
  { name: 'no JSON', action: { body: '{"access_token":' }, ...unread, why: /is not JSON/ },
  { name: 'nothing', action: { body: '' }, ...unread, why: /answered with nothing/ },
  {
    name: 'an answer without an access token',
    action: { merge: { access_token: null } },
    ...{ ...unread, why: /without a usable access token/ },
  },
  {
    name: 'an access token that would split a header',
    action: { merge: { access_token: 'a\r\nx-evil: 1' } },
    ...{ ...unread, why: /without a usable access token/ },
  },
];
const rows = [...passing, ...breaking];

describe.concurrent.each(rows)('$name', ({ action, tries, told, why, later, chain }) => {
  it('costs nothing while the old token lives', async () => {
    await using scene = await Scene.start('desktop');
    const window = scene.window();
    scene.expire(30_000);
    scene.sandbox.arm({ call: 'token', action });
    expect(await scene.result(window)).toBe('ok');
    expect(scene.came('token')).toHaveLength(1);
    expect(scene.came('initialize')).toHaveLength(1);
    expect(await scene.found()).toEqual(scene.account);
    expect(window.lines.join('\n')).toMatch(why);
    expect(window.refusals).toEqual([]);
  });

  it('is told once the old token has ended', async () => {
    await using scene = await Scene.start('browser');
    const [window, other] = [scene.window(), scene.window()];
    scene.expire();
    scene.sandbox.arm({ call: 'token', times: tries, action });
    const failing = scene.initialize(window);
    await expect(failing).rejects.toMatchObject({
      kind: told,
      explanation: expect.stringMatching(why) as unknown,
    });
    await expect(failing).rejects.toThrow(/^The access of @sandbox has to be renewed first/);
    expect(scene.came('token')).toHaveLength(tries);
    expect(scene.came('initialize')).toEqual([]);
    expect(scene.sandbox.faults()).toEqual([]);
    expect(await scene.found()).toEqual(scene.account);
    expect(window.refusals).toEqual([]);
    // The other window has the account as it was, and does what can be done with it.
    expect(await scene.result(other)).toBe(later);
    expect(scene.chain).toEqual(chain);
    expect(await scene.result(window)).toBe(later);
    expect(scene.came('token')).toHaveLength(1);
  });

  it('after a 401 is told in its place, and the refused token is not sent again for it', async () => {
    await using scene = await Scene.start('desktop');
    const window = scene.window();
    scene.expireAtX();
    scene.sandbox.arm({ call: 'token', times: tries, action });
    await expect(scene.initialize(window)).rejects.toMatchObject({ kind: told });
    expect(scene.came('initialize')).toHaveLength(tries);
    expect(scene.came('token')).toHaveLength(tries);
    expect(await scene.result(window)).toBe(later);
    expect(scene.chain).toEqual(chain);
  });
});

describe.concurrent.each<[string, FaultAction]>([
  ['400', { status: 400 }],
  ['400 invalid_grant', { status: 400, body: { error: 'invalid_grant' } }],
  ['401 invalid_client', { status: 401, body: { error: 'invalid_client' } }],
  ['401 unauthorized_client', { status: 401, body: { error: 'unauthorized_client' } }],
])('a refusal by %s', (_, action) => {
  it.each(['desktop', 'browser'] as const)(
    'ends it in all windows of a %s, which say so and send nothing more',
    async (kind) => {
      await using scene = await Scene.start(kind);
      const windows = [scene.window(), scene.window()];
      scene.expire();
      scene.sandbox.arm({ call: 'token', action });
      const calls = [...windows, ...windows].map((window) => scene.result(window));
      expect(await Promise.all(calls)).toEqual(Array(4).fill('sign-in-again'));
      windows.push(scene.window());
      for (const window of windows) expect(await scene.result(window)).toBe('sign-in-again');
      expect(scene.came('token')).toHaveLength(1);
      expect(scene.came('initialize')).toEqual([]);
      for (const { refusals } of windows) expect(new Set(refusals)).toEqual(new Set(['@sandbox']));
      // All of it is still there, for the uploads that name it and for the next sign-in.
      const { accessToken } = scene.account;
      expect(await scene.found()).toMatchObject({ accessToken, signInAgain: true, revision: 2 });
    },
  );

  it('with seconds of the old token left is a refusal all the same', async () => {
    await using scene = await Scene.start('desktop');
    const window = scene.window();
    scene.expire(30_000);
    scene.sandbox.arm({ call: 'token', action });
    expect(await scene.result(window)).toBe('sign-in-again');
    expect(await scene.result(window)).toBe('sign-in-again');
    expect(scene.came('token')).toHaveLength(1);
  });

  it('after a 401 is told, and nothing is sent again', async () => {
    await using scene = await Scene.start('desktop');
    const window = scene.window();
    scene.expireAtX();
    scene.sandbox.arm({ call: 'token', action });
    expect(await scene.result(window)).toBe('sign-in-again');
    expect(await scene.result(window)).toBe('sign-in-again');
    expect(scene.came('initialize')).toHaveLength(1);
    expect(scene.came('token')).toHaveLength(1);
  });
});

describe.concurrent('an answer', () => {
  it('without a refresh token leaves the one before it, which X may take', async () => {
    await using scene = await Scene.start('desktop');
    const window = scene.window();
    scene.expire();
    scene.sandbox.arm({ call: 'token', action: { merge: { refresh_token: null } } });
    expect(await scene.result(window)).toBe('ok');
    const { refreshToken } = scene.account;
    expect(await scene.found()).toMatchObject({ refreshToken, revision: 2 });
    expect(await scene.result(window)).toBe('ok');
    expect(scene.came('token')).toHaveLength(1);
  });

  it('with a refresh token that cannot be kept is used to its end', async () => {
    await using scene = await Scene.start('desktop');
    const window = scene.window();
    scene.expire();
    scene.sandbox.arm({ call: 'token', action: { merge: { refresh_token: 'a b' } } });
    expect(await scene.result(window)).toBe('ok');
    expect(await scene.found()).not.toHaveProperty('refreshToken');
    scene.expire();
    expect(await scene.result(window)).toBe('unauthorized');
    expect(scene.came('token')).toHaveLength(1);
  });

  it.each([null, 0, -5, 1e18, '7200; Path=/', {}, [7200], 0.001])(
    'that lives for %j seconds is used until X refuses it',
    async (lifetime) => {
      await using scene = await Scene.start('desktop');
      const window = scene.window();
      scene.expire();
      scene.sandbox.arm({ call: 'token', action: { merge: { expires_in: lifetime } } });
      expect(await scene.result(window)).toBe('ok');
      expect(await scene.found()).not.toHaveProperty('expiresAt');
      scene.machine.advance(hour);
      expect(await scene.result(window)).toBe('ok');
      expect(scene.came('token')).toHaveLength(1);
      scene.machine.advance(hour);
      expect(await scene.result(window)).toBe('ok');
      expect(scene.chain).toEqual({ refreshes: 2, reuses: 0 });
    },
  );

  it('that lives for a second is used for the call it was asked for', async () => {
    await using scene = await Scene.start('desktop');
    const window = scene.window();
    scene.expire();
    const action = { merge: { expires_in: 1 } };
    scene.sandbox.arm({ call: 'token', times: 2, action });
    expect(await scene.result(window)).toBe('ok');
    expect(scene.came('token')).toHaveLength(1);
    expect(await scene.result(window)).toBe('ok');
    expect(scene.came('token')).toHaveLength(1);
    expect(scene.chain).toEqual({ refreshes: 2, reuses: 0 });
  });
});

describe('an X that is not there', () => {
  it('costs nothing while the token lives, and after that a sentence', async () => {
    await using scene = await Scene.start('desktop');
    const window = scene.window();
    scene.expire();
    await scene.sandbox.close();
    await expect(scene.initialize(window)).rejects.toMatchObject({
      kind: 'unreachable',
      explanation: expect.stringMatching(
        /has to be renewed first, .* nothing was sent\.$/,
      ) as unknown,
    });
    expect(await scene.found()).toEqual(scene.account);
  });
});
