/** New access tokens for old, over the whole way: from initialize to what X counts. */
import { describe, expect, it } from 'vitest';
import { Scene, hour, until } from './granted.ts';
import type { Window } from './windows.ts';

const kinds = ['desktop', 'browser'] as const;

/** Five calls at once, in two windows. */
function five(scene: Scene, [first, second]: readonly [Window, Window]) {
  const windows = [first, second, first, second, first];
  return Promise.all(windows.map((window) => scene.result(window)));
}

const allOk = ['ok', 'ok', 'ok', 'ok', 'ok'];

describe.each(kinds)('in a %s', (kind) => {
  it('nothing is refreshed that lives for a minute', async () => {
    await using scene = await Scene.start(kind);
    const window = scene.window();
    scene.expire(61_000);
    expect(await scene.result(window)).toBe('ok');
    expect(scene.chain).toEqual({ refreshes: 0, reuses: 0 });
  });

  it.each([
    ['is about to expire', 59_000],
    ['has expired', -1000],
    ['expired a year ago', -8760 * hour],
  ])('a token that %s is refreshed once for five calls in two windows', async (_, leftMs) => {
    await using scene = await Scene.start(kind);
    const windows = [scene.window(), scene.window()] as const;
    scene.expire(leftMs);
    expect(await five(scene, windows)).toEqual(allOk);
    expect(scene.chain).toEqual({ refreshes: 1, reuses: 0 });
    expect(scene.came('initialize').map(({ answered }) => answered)).toEqual(Array(5).fill(200));
    // The chain goes on, in a window that loads later as well.
    scene.expire();
    expect(await five(scene, [windows[1], scene.window()])).toEqual(allOk);
    expect(scene.chain).toEqual({ refreshes: 2, reuses: 0 });
    expect(await scene.found()).toMatchObject({ revision: 3 });
  });

  it('a token that X refuses though it seems good is refreshed once, and each call sent again', async () => {
    await using scene = await Scene.start(kind);
    const windows = [scene.window(), scene.window()] as const;
    scene.expireAtX();
    expect(await five(scene, windows)).toEqual(allOk);
    expect(scene.chain).toEqual({ refreshes: 1, reuses: 0 });
    const answers = scene.came('initialize').map(({ answered }) => answered);
    expect(answers.filter((answer) => answer === 200)).toHaveLength(5);
    expect(answers.length).toBeLessThanOrEqual(10);
  });

  it('a second 401 is final', async () => {
    await using scene = await Scene.start(kind);
    const window = scene.window();
    scene.sandbox.arm({ call: 'initialize', times: 2, action: { status: 401 } });
    expect(await scene.result(window)).toBe('unauthorized');
    expect(scene.came('initialize')).toHaveLength(2);
    expect(scene.chain).toEqual({ refreshes: 1, reuses: 0 });
    expect(scene.sandbox.faults()).toEqual([]);
    expect(window.refusals).toEqual([]);
  });

  it('the new pair is stored before it is used, however long that takes', async () => {
    await using scene = await Scene.start(kind);
    const window = scene.window();
    scene.expire();
    const storing = Promise.withResolvers<undefined>();
    const stored = Promise.withResolvers<undefined>();
    const happened: string[] = [];
    scene.machine.storage.slow = async (key) => {
      happened.push('storing');
      storing.resolve(undefined);
      await stored.promise;
      happened.push(`stored ${key.split(':')[0] ?? ''}`);
    };
    const initialized = scene.result(window).then((result) => happened.push(result));
    await storing.promise;
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    expect(scene.came('initialize')).toEqual([]);
    stored.resolve(undefined);
    await initialized;
    expect(happened).toEqual(['storing', 'stored xMedia.account', 'ok']);
    expect(scene.came('initialize')).toHaveLength(1);
  });

  it('a window that is killed while the keyring asks its user leaves the new pair to the next', async () => {
    await using scene = await Scene.start(kind);
    const window = scene.window();
    scene.expire();
    const storing = Promise.withResolvers<undefined>();
    scene.machine.storage.slow = () => {
      storing.resolve(undefined);
      return new Promise(() => undefined);
    };
    void scene.result(window);
    await storing.promise;
    scene.machine.storage.slow = () => Promise.resolve();
    expect(await scene.result(scene.window())).toBe('ok');
    expect(scene.chain).toEqual({ refreshes: 1, reuses: 0 });
  });

  it('where secret storage fails, this window and the others go on with what it got', async () => {
    await using scene = await Scene.start(kind);
    const windows = [scene.window(), scene.window()] as const;
    scene.machine.storage.broken = new Error('keyring locked');
    for (const refreshes of [1, 2, 3]) {
      scene.expire();
      // Each time another window is first.
      const turn = refreshes % 2 === 0 ? windows : ([windows[1], windows[0]] as const);
      expect(await scene.result(turn[0])).toBe('ok');
      expect(await scene.result(turn[1])).toBe('ok');
      expect(scene.chain).toEqual({ refreshes, reuses: 0 });
    }
    expect(windows[0].lines.join('\n')).toContain('keyring locked');
    // Unlocked again, it holds the newest at the next refresh, without which a reload goes on too.
    expect(await scene.result(scene.window())).toBe('ok');
    scene.machine.storage.broken = undefined;
    scene.expire();
    expect(await scene.result(windows[0])).toBe('ok');
    const kept = scene.machine.storage.kept.get(`xMedia.account:${scene.account.id}`) ?? '';
    expect(JSON.parse(kept)).toMatchObject({ revision: 5 });
  });

  it('a clock that is set back or ahead by a day costs a refresh at most', async () => {
    await using scene = await Scene.start(kind);
    const windows = [scene.window(), scene.window()] as const;
    scene.machine.advance(24 * hour);
    expect(await five(scene, windows)).toEqual(allOk);
    expect(scene.chain).toEqual({ refreshes: 1, reuses: 0 });
    scene.machine.advance(-24 * hour);
    expect(await five(scene, windows)).toEqual(allOk);
    expect(scene.chain).toEqual({ refreshes: 1, reuses: 0 });
    // The token seems to live for a day by now; X thinks otherwise.
    scene.expireAtX();
    scene.machine.advance(24 * hour);
    expect(await five(scene, windows)).toEqual(allOk);
    expect(scene.chain).toEqual({ refreshes: 2, reuses: 0 });
  });
});

describe('a refresh', () => {
  it('is for all who wait, each of whom can stop waiting, and goes on without any', async () => {
    const gate = Promise.withResolvers<undefined>();
    await using scene = await Scene.start('desktop', { sleep: () => gate.promise });
    const window = scene.window();
    scene.expire();
    scene.sandbox.arm({ call: 'token', action: { delayMs: 1 } });
    const [one, other] = [new AbortController(), new AbortController()];
    const results = [one.signal, other.signal].map((signal) => scene.result(window, signal));
    await until(() => scene.sandbox.faults().length === 0);
    one.abort();
    expect(await results[0]).toBe('cancelled');
    other.abort();
    expect(await results[1]).toBe('cancelled');
    expect(await scene.result(window, AbortSignal.abort())).toBe('cancelled');
    gate.resolve(undefined);
    await window.refresher.settled();
    expect(scene.chain).toEqual({ refreshes: 1, reuses: 0 });
    expect(await scene.found()).toMatchObject({ revision: 2 });
    expect(await scene.result(window)).toBe('ok');
    expect(scene.came('token')).toHaveLength(1);
    expect(scene.came('initialize')).toHaveLength(1);
  });

  it('is carried to its end though its window closes', async () => {
    const gate = Promise.withResolvers<undefined>();
    await using scene = await Scene.start('desktop', { sleep: () => gate.promise });
    const window = scene.window();
    scene.expire();
    scene.sandbox.arm({ call: 'token', action: { delayMs: 1 } });
    void scene.result(window);
    await until(() => scene.sandbox.faults().length === 0);
    window.refresher.dispose();
    gate.resolve(undefined);
    await window.refresher.settled();
    expect(await scene.found()).toMatchObject({ revision: 2 });
    expect(await scene.result(scene.window())).toBe('ok');
    expect(scene.chain).toEqual({ refreshes: 1, reuses: 0 });
  });

  it('is not begun by a window that has closed', async () => {
    await using scene = await Scene.start('desktop');
    const window = scene.window();
    scene.expire();
    window.refresher.dispose();
    expect(await scene.result(window)).toBe('cancelled');
    expect(scene.came('token')).toEqual([]);
  });

  it('that another window has made meanwhile is not made again for the token before it', async () => {
    await using scene = await Scene.start('desktop');
    const [first, second] = [scene.window(), scene.window()];
    const { id, accessToken } = scene.account;
    const { signal } = new AbortController();
    const next = await first.refresher.renewed(id, accessToken, signal);
    expect(await second.refresher.renewed(id, accessToken, signal)).toEqual(next);
    const after = await second.refresher.renewed(id, next?.accessToken ?? '', signal);
    expect(after?.accessToken).not.toBe(next?.accessToken);
    expect(scene.chain).toEqual({ refreshes: 2, reuses: 0 });
  });

  it.each(['fresh', 'renewed'] as const)('of no account is none: %s', async (how) => {
    await using scene = await Scene.start('desktop');
    const window = scene.window();
    const { signal } = new AbortController();
    const { refresher } = window;
    const id = crypto.randomUUID();
    const asked =
      how === 'fresh' ? refresher.fresh(id, signal) : refresher.renewed(id, 'x', signal);
    await expect(asked).rejects.toMatchObject({ kind: 'signed-out' });
  });

  it('of a token that nothing renews is none: it is used to its end', async () => {
    await using scene = await Scene.start('desktop');
    const window = scene.window();
    await window.accounts.update({ ...scene.account, refreshToken: undefined, revision: 2 });
    scene.expire(30_000);
    expect(await scene.result(window)).toBe('ok');
    scene.expire();
    expect(await scene.result(window)).toBe('unauthorized');
    expect(scene.came('initialize')).toHaveLength(2);
    expect(scene.came('token')).toEqual([]);
  });

  it('of a token without a time waits for X to refuse it', async () => {
    await using scene = await Scene.start('desktop');
    const window = scene.window();
    await window.accounts.update({ ...scene.account, expiresAt: undefined, revision: 2 });
    scene.machine.advance(hour);
    expect(await scene.result(window)).toBe('ok');
    expect(scene.chain).toEqual({ refreshes: 0, reuses: 0 });
    scene.machine.advance(hour);
    expect(await scene.result(window)).toBe('ok');
    expect(scene.chain).toEqual({ refreshes: 1, reuses: 0 });
    expect(scene.came('initialize').map(({ answered }) => answered)).toEqual([200, 401, 200]);
  });
});
