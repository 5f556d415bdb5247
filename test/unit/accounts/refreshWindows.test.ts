/** Refreshes while other windows sign out, sign in, hang, or know less. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { accountFrom } from '../../../src/accounts/account.ts';
import type { FaultAction } from '../../../src/sandbox/server.ts';
import { granted, hour, Scene, until } from './granted.ts';
import { Machine, type Window } from './windows.ts';

const kinds = ['desktop', 'browser'] as const;

/** A scene in which a window's refresh has reached X, which answers once `answer` is called. */
async function refreshing(kind: 'desktop' | 'browser', action: FaultAction = {}) {
  const gate = Promise.withResolvers<undefined>();
  const scene = await Scene.start(kind, { sleep: () => gate.promise });
  const [first, second] = [scene.window(), scene.window()];
  scene.expire();
  scene.sandbox.arm({ call: 'token', action: { ...action, delayMs: 1 } });
  const result = scene.result(first);
  await until(() => scene.sandbox.faults().length === 0);
  const answer = () => {
    gate.resolve(undefined);
  };
  const close = () => scene[Symbol.asyncDispose]();
  return { scene, first, second, result, answer, [Symbol.asyncDispose]: close };
}

async function expectGone(scene: Scene, windows: readonly Window[]): Promise<void> {
  for (const window of [...windows, scene.window()]) {
    expect(await window.accounts.all()).toEqual([]);
    expect(await window.accounts.get(scene.account.id)).toBeUndefined();
  }
  expect([...scene.machine.storage.kept]).toEqual([]);
  expect(await readdir(scene.machine.dir)).toEqual([`${scene.account.id}.json`]);
  // All that is left says that it is gone, in a few bytes.
  expect((await scene.machine.disk()).length).toBeLessThan(200);
}

describe.each(kinds)('signing out in one window of a %s while another refreshes', (kind) => {
  it('brings nobody back, and X forgets the late pair as well', async () => {
    await using rig = await refreshing(kind);
    const { scene, first, second, result, answer } = rig;
    await second.accounts.forget(scene.account);
    answer();
    expect(await result).toBe('signed-out');
    await expectGone(scene, [first, second]);
    expect(scene.came('initialize')).toEqual([]);
    expect(scene.came('revoke')).toHaveLength(1);
    expect(scene.sandbox.grants()).toMatchObject([{ state: 'revoked', refreshes: 1, reuses: 0 }]);
    expect(first.refusals).toEqual([]);
  });

  it('in the same window brings nobody back either', async () => {
    await using rig = await refreshing(kind);
    const { scene, first, result, answer } = rig;
    await first.accounts.forget(scene.account);
    answer();
    expect(await result).toBe('signed-out');
    await expectGone(scene, [first]);
  });

  it('is no prompt to sign in again where X refuses', async () => {
    await using rig = await refreshing(kind, { status: 400 });
    const { scene, first, second, result, answer } = rig;
    await second.accounts.forget(scene.account);
    answer();
    expect(await result).toBe('signed-out');
    await expectGone(scene, [first, second]);
    expect(first.refusals).toEqual([]);
  });

  it('brings nobody back while the new pair is being stored', async () => {
    await using scene = await Scene.start(kind);
    const [first, second] = [scene.window(), scene.window()];
    scene.expire();
    const storing = Promise.withResolvers<undefined>();
    const stored = Promise.withResolvers<undefined>();
    scene.machine.storage.slow = () => {
      storing.resolve(undefined);
      return stored.promise;
    };
    const result = scene.result(first);
    await storing.promise;
    await second.accounts.forget(scene.account);
    stored.resolve(undefined);
    expect(await result).toBe('signed-out');
    await expectGone(scene, [first, second]);
  });

  it('of an account that is in memory alone leaves nothing at all', async () => {
    const gate = Promise.withResolvers<undefined>();
    await using scene = await Scene.start(kind, { sleep: () => gate.promise });
    const window = scene.window();
    await window.accounts.forget(scene.account);
    await rm(scene.machine.dir, { recursive: true });
    const account = await granted(scene.sandbox.url, window);
    window.accounts.addForSession(account);
    scene.expire();
    scene.sandbox.arm({ call: 'token', action: { delayMs: 1 } });
    const result = scene.result(window);
    await until(() => scene.sandbox.faults().length === 0);
    await window.accounts.forget(account);
    gate.resolve(undefined);
    expect(await result).toBe('signed-out');
    expect([...scene.machine.storage.kept]).toEqual([]);
    expect(await readdir(scene.machine.dir)).toEqual([]);
  });
});

describe.each(kinds)('signing in anew in one window of a %s while another refreshes', (kind) => {
  it.each<[string, FaultAction]>([
    ['gives a pair', {}],
    ['refuses', { status: 400 }],
  ])('holds, where X %s for the old token', async (_, action) => {
    await using rig = await refreshing(kind, action);
    const { scene, first, second, result, answer } = rig;
    const anew = await granted(scene.sandbox.url, second, { replaced: scene.account });
    await second.accounts.add(anew);
    answer();
    expect(await result).toBe('ok');
    const { accessToken, refreshToken } = anew;
    for (const window of [first, second, scene.window()]) {
      expect(await window.accounts.all()).toMatchObject([{ accessToken, refreshToken }]);
      expect(await scene.result(window)).toBe('ok');
    }
    expect(first.refusals).toEqual([]);
    // The chain of the new sign-in goes on, in every window.
    scene.expire();
    for (const window of [first, second]) expect(await scene.result(window)).toBe('ok');
    expect(scene.sandbox.grants()).toMatchObject([{ reuses: 0 }, { refreshes: 1, reuses: 0 }]);
  });

  it('holds, though the other stores its pair in the middle of it', async () => {
    await using rig = await refreshing(kind);
    const { scene, first, second, result, answer } = rig;
    const anew = await granted(scene.sandbox.url, second, { replaced: scene.account });
    const storing = Promise.withResolvers<undefined>();
    const stored = Promise.withResolvers<undefined>();
    scene.machine.storage.slow = () => {
      storing.resolve(undefined);
      return stored.promise;
    };
    const adding = second.accounts.add(anew);
    await storing.promise;
    scene.machine.storage.slow = () => Promise.resolve();
    answer();
    expect(await result).toBe('ok');
    stored.resolve(undefined);
    await adding;
    const { refreshToken } = anew;
    for (const window of [first, second, scene.window()]) {
      expect(await window.accounts.get(anew.id)).toMatchObject({ refreshToken });
    }
  });

  it('holds, though the other is about to store that X refused', async () => {
    await using rig = await refreshing(kind, { status: 400 });
    const { scene, first, second, result, answer } = rig;
    const anew = await granted(scene.sandbox.url, second, { replaced: scene.account });
    const update = first.accounts.update.bind(first.accounts);
    first.accounts.update = async (lost) => {
      await second.accounts.add(anew);
      return update(lost);
    };
    answer();
    expect(await result).toBe('ok');
    expect(first.refusals).toEqual([]);
    expect(await scene.found()).not.toHaveProperty('signInAgain');
  });

  it('ends what X refused before, in windows that were told to sign in again', async () => {
    await using scene = await Scene.start(kind);
    const windows = [scene.window(), scene.window()] as const;
    scene.expire();
    scene.sandbox.arm({ call: 'token', action: { status: 400 } });
    for (const window of windows) expect(await scene.result(window)).toBe('sign-in-again');
    const replaced = (await scene.found()) ?? scene.account;
    await windows[1].accounts.add(await granted(scene.sandbox.url, windows[1], { replaced }));
    for (const window of [...windows, scene.window()]) {
      expect(await scene.result(window)).toBe('ok');
      expect(await window.accounts.all()).toMatchObject([{ id: replaced.id }]);
    }
    expect(await scene.found()).not.toHaveProperty('signInAgain');
  });
});

describe('a window of a browser that loaded before', () => {
  it('brings no old pair back by storing something else', async () => {
    await using scene = await Scene.start('browser');
    const [first, stale] = [scene.window(), scene.window()];
    scene.expire();
    expect(await scene.result(first)).toBe('ok');
    const { origin } = scene.account;
    const keys = accountFrom({
      kind: 'bearer',
      origin,
      label: 'other',
      accessToken: 'other-token',
    });
    await stale.accounts.add(keys);
    const kept = scene.machine.storage.kept.get(`xMedia.account:${scene.account.id}`) ?? '';
    expect(JSON.parse(kept)).toMatchObject({ revision: 1 });
    const loaded = scene.window();
    await loaded.accounts.act(origin, scene.account.id);
    expect(await scene.result(loaded)).toBe('ok');
    scene.expire();
    expect(await scene.result(loaded)).toBe('ok');
    expect(scene.chain).toEqual({ refreshes: 2, reuses: 0 });
  });

  it('has the new pair in its own storage once it used it, should the notes be lost', async () => {
    await using scene = await Scene.start('browser');
    const [first, stale] = [scene.window(), scene.window()];
    scene.expire();
    expect(await scene.result(first)).toBe('ok');
    expect(await scene.result(stale)).toBe('ok');
    await rm(scene.machine.dir, { recursive: true });
    scene.expire();
    for (const window of [stale, scene.window()]) expect(await scene.result(window)).toBe('ok');
    expect(scene.chain).toEqual({ refreshes: 2, reuses: 0 });
  });

  it('brings nobody back who was signed out', async () => {
    await using scene = await Scene.start('browser');
    const [first, stale] = [scene.window(), scene.window()];
    await first.accounts.forget(scene.account);
    const { origin } = scene.account;
    const keys = accountFrom({
      kind: 'bearer',
      origin,
      label: 'other',
      accessToken: 'other-token',
    });
    await stale.accounts.add(keys);
    const kept = () => scene.machine.storage.kept.has(`xMedia.account:${scene.account.id}`);
    expect(kept()).toBe(true);
    expect(await scene.window().accounts.all()).toEqual([keys]);
    expect(kept()).toBe(false);
  });
});

describe('windows that share secrets and no folder, as those of two remote machines', () => {
  async function apart() {
    const gate = Promise.withResolvers<undefined>();
    const scene = await Scene.start('desktop', { sleep: () => gate.promise });
    const dir = await mkdtemp(path.join(tmpdir(), 'xmedia-accounts-'));
    const windows = [scene.window(), scene.window({ dir })] as const;
    scene.expire();
    const close = async () => {
      await scene[Symbol.asyncDispose]();
      await rm(dir, { recursive: true });
    };
    return { scene, windows, gate, [Symbol.asyncDispose]: close };
  }

  it('both refresh at once, and the one that X refuses goes on with what the other got', async () => {
    await using rig = await apart();
    const { scene, windows, gate } = rig;
    // Refused first, and the other's answer comes a moment later.
    scene.sandbox.arm([
      { call: 'token', action: { delayMs: 1 } },
      { call: 'token', nth: 2, action: { status: 400 } },
    ]);
    const results = windows.map((window) => scene.result(window));
    const lines = () => windows.flatMap((window) => window.lines).join('\n');
    await until(() => lines().includes('X did not refresh @sandbox'));
    gate.resolve(undefined);
    expect(await Promise.all(results)).toEqual(['ok', 'ok']);
    expect(scene.chain).toEqual({ refreshes: 1, reuses: 0 });
    for (const window of windows) expect(window.refusals).toEqual([]);
    scene.expire();
    expect(await scene.result(windows[1])).toBe('ok');
    expect(await scene.result(windows[0])).toBe('ok');
    expect(scene.chain).toEqual({ refreshes: 2, reuses: 0 });
  });

  it('take what the other stored, one after the other', async () => {
    await using rig = await apart();
    const { scene, windows } = rig;
    for (const refreshes of [1, 2, 3]) {
      for (const window of windows) expect(await scene.result(window)).toBe('ok');
      expect(scene.chain).toEqual({ refreshes, reuses: 0 });
      scene.expire();
    }
  });
});

describe('a refresh goes on', () => {
  const dead = { pid: 2 ** 22 + 1 };

  it.each<[string, string]>([
    ['that a process held which died', JSON.stringify(dead)],
    ['that nobody wrote a name in', ''],
  ])('past a lock %s', async (_, text) => {
    await using scene = await Scene.start('desktop');
    const windows = [scene.window(), scene.window()];
    scene.expire();
    await writeFile(path.join(scene.machine.dir, `${scene.account.id}.lock`), text);
    const results = windows.map((window) => scene.result(window));
    expect(await Promise.all(results)).toEqual(['ok', 'ok']);
    expect(scene.chain).toEqual({ refreshes: 1, reuses: 0 });
    expect(await readdir(scene.machine.dir)).toEqual([`${scene.account.id}.json`]);
  });

  it('where the folder cannot be made, and says what that costs', async () => {
    await using scene = await Scene.start('desktop');
    await rm(scene.machine.dir, { recursive: true });
    await writeFile(scene.machine.dir, '');
    const window = scene.window();
    await window.accounts.watch();
    scene.expire();
    const calls = Array.from({ length: 3 }, () => scene.result(window));
    expect(await Promise.all(calls)).toEqual(['ok', 'ok', 'ok']);
    expect(await scene.result(scene.window())).toBe('ok');
    expect(scene.chain).toEqual({ refreshes: 1, reuses: 0 });
    expect(window.lines.join('\n')).toContain('Other windows cannot be kept waiting');
    await window.accounts.forget(scene.account);
    expect([...scene.machine.storage.kept]).toEqual([]);
  });

  it('in this window, where neither the folder nor the secret storage takes anything', async () => {
    await using scene = await Scene.start('desktop');
    await rm(scene.machine.dir, { recursive: true });
    await writeFile(scene.machine.dir, '');
    scene.machine.storage.broken = new Error('keyring locked');
    const window = scene.window();
    for (const refreshes of [1, 2, 3]) {
      scene.expire();
      expect(await scene.result(window)).toBe('ok');
      expect(scene.chain).toEqual({ refreshes, reuses: 0 });
    }
    // What it has is kept once that is possible again.
    scene.machine.storage.broken = undefined;
    scene.expire();
    expect(await scene.result(window)).toBe('ok');
    expect(await scene.result(scene.window())).toBe('ok');
    expect(scene.chain).toEqual({ refreshes: 4, reuses: 0 });
  });

  it('and brings nobody back where the folder cannot be made', async () => {
    const gate = Promise.withResolvers<undefined>();
    await using scene = await Scene.start('desktop', { sleep: () => gate.promise });
    await rm(scene.machine.dir, { recursive: true });
    await writeFile(scene.machine.dir, '');
    const [first, second] = [scene.window(), scene.window()];
    scene.expire();
    scene.sandbox.arm({ call: 'token', action: { delayMs: 1 } });
    const result = scene.result(first);
    await until(() => scene.sandbox.faults().length === 0);
    await second.accounts.forget(scene.account);
    gate.resolve(undefined);
    expect(await result).toBe('signed-out');
    expect([...scene.machine.storage.kept]).toEqual([]);
  });

  it('after the folder was deleted, in every window that sees the others’ secrets', async () => {
    await using scene = await Scene.start('desktop');
    const windows = [scene.window(), scene.window()];
    for (const refreshes of [1, 2, 3]) {
      scene.expire();
      const results = windows.map((window) => scene.result(window));
      expect(await Promise.all(results)).toEqual(['ok', 'ok']);
      expect(scene.chain).toEqual({ refreshes, reuses: 0 });
      await rm(scene.machine.dir, { recursive: true });
    }
  });

  it('for each account alone, with its own tokens', async () => {
    await using scene = await Scene.start('desktop');
    const [first, second] = [scene.window(), scene.window()];
    const other = await granted(scene.sandbox.url, second, { user: 'second' });
    await second.accounts.add(other);
    scene.expire(-hour);
    const { signal } = new AbortController();
    const each = [first, second].flatMap(({ refresher }) =>
      [scene.account, other].map(({ id }) => refresher.fresh(id, signal)),
    );
    const labels = (await Promise.all(each)).map(({ label }) => label);
    expect(labels).toEqual(['@sandbox', '@second', '@sandbox', '@second']);
    expect(scene.sandbox.grants()).toMatchObject([{ refreshes: 1 }, { refreshes: 1 }]);
  });
});

it('is watched for where the folder cannot be made', async () => {
  await using machine = await Machine.start('desktop');
  await rm(machine.dir, { recursive: true });
  await writeFile(machine.dir, '');
  await using window = machine.window();
  await expect(window.accounts.watch()).resolves.toBeUndefined();
});
