/** Accounts among windows: what is kept where, and who learns of it. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { accountFrom, type Account } from '../../../src/accounts/account.ts';
import { Machine, signedIn } from './windows.ts';

const origin = 'http://127.0.0.1:4010';
const bearer = (label: string, token = `token-of-${label}`) =>
  accountFrom({ kind: 'bearer', origin, label, accessToken: token });
const keys = () =>
  accountFrom({
    ...{ kind: 'oauth1', origin, label: 'keys', consumerKey: 'consumer-key' },
    ...{
      consumerSecret: 'consumer-secret',
      accessToken: '12-token',
      accessTokenSecret: 'secret-4',
    },
  });

describe.each(['desktop', 'browser'] as const)('accounts in a %s', (kind) => {
  it('are kept one a secret, and the last one added acts', async () => {
    await using machine = await Machine.start(kind);
    await using window = machine.window();
    const [ada, bob] = [bearer('ada'), keys()];
    await window.accounts.add(ada);
    await window.accounts.add(bob);
    expect([...machine.storage.kept.keys()].toSorted()).toEqual(
      [`xMedia.account:${ada.id}`, `xMedia.account:${bob.id}`, 'xMedia.accounts'].toSorted(),
    );
    await using reloaded = machine.window();
    expect(await reloaded.accounts.all()).toEqual([ada, bob]);
    expect(await reloaded.accounts.acting(origin)).toEqual(bob);
    await reloaded.accounts.act(origin, ada.id);
    await using again = machine.window();
    expect(await again.accounts.acting(origin)).toEqual(ada);
    expect(await again.accounts.acting('https://api.x.com')).toBeUndefined();
  });

  it('are forgotten in every window, and nothing of them stays', async () => {
    await using machine = await Machine.start(kind);
    await using first = machine.window();
    const [ada, bob] = [bearer('ada'), keys()];
    await first.accounts.add(ada);
    await first.accounts.add(bob);
    await using second = machine.window();
    expect(await second.accounts.all()).toHaveLength(2);
    await first.accounts.forget(ada);
    expect(await second.accounts.all()).toEqual([bob]);
    await second.accounts.forget(bob);
    expect(await first.accounts.all()).toEqual([]);
    expect([...machine.storage.kept]).toEqual([]);
    await using third = machine.window();
    expect(await third.accounts.acting(origin)).toBeUndefined();
  });

  it('that change in one window are new in the other, which is told', async () => {
    await using machine = await Machine.start(kind);
    await using first = machine.window();
    const account = signedIn(origin, { refreshToken: 'refresh-1' });
    await first.accounts.add(account);
    await using second = machine.window();
    await second.accounts.watch();
    const told = new Promise<void>((resolve) => {
      second.accounts.onDidChange(resolve);
    });
    const next = { ...account, accessToken: 'next', refreshToken: 'refresh-2', revision: 2 };
    await first.accounts.update(next);
    await told;
    expect(await second.accounts.get(account.id)).toEqual(next);
    // Made good in this window's storage as well: what it stores later does not undo it.
    await second.accounts.add(bearer('bob'));
    await using third = machine.window();
    expect(await third.accounts.get(account.id)).toEqual(next);
  });

  it('leave nothing readable on disk', async () => {
    await using machine = await Machine.start(kind);
    await using window = machine.window();
    const account = signedIn(origin, { refreshToken: 'refresh-token-of-the-test' });
    await window.accounts.add(account);
    await window.accounts.add(keys());
    const names = await readdir(machine.dir);
    expect(names).toHaveLength(2);
    const disk = await machine.disk();
    for (const secret of [account.accessToken, 'refresh-token-of-the-test', 'consumer-secret']) {
      for (const form of [
        secret,
        encodeURIComponent(secret),
        Buffer.from(secret).toString('base64'),
      ]) {
        expect(disk).not.toContain(form.replace(/=+$/, ''));
      }
    }
    expect(disk).not.toContain(account.handoverKey);
  });
});

describe('what another window left', () => {
  async function spoilt(spoil: (note: { sealed: string; revision: number }) => unknown) {
    const machine = await Machine.start('browser');
    const window = machine.window();
    const account = signedIn(origin, {});
    await window.accounts.add(account);
    await window.accounts.update({ ...account, accessToken: 'newer', revision: 2 });
    const other = signedIn(origin, {});
    await window.accounts.add(other);
    const file = path.join(machine.dir, `${account.id}.json`);
    const note = JSON.parse(await readFile(file, 'utf8')) as { sealed: string; revision: number };
    const otherFile = path.join(machine.dir, `${other.id}.json`);
    const others = JSON.parse(await readFile(otherFile, 'utf8')) as { sealed: string };
    await writeFile(
      file,
      JSON.stringify(spoil({ ...note, revision: 9 }), undefined, 1).replaceAll(
        '<other>',
        others.sealed,
      ),
    );
    const read = await window.accounts.get(account.id);
    await window[Symbol.asyncDispose]();
    await machine[Symbol.asyncDispose]();
    return { read, lines: window.lines };
  }

  it.each<[string, (note: { sealed: string; revision: number }) => unknown]>([
    [
      'a changed byte',
      ({ sealed, ...note }) => ({
        ...note,
        version: 1,
        sealed: `${sealed.slice(0, -1)}${sealed.endsWith('A') ? 'B' : 'A'}`,
      }),
    ],
    ['cut short', ({ sealed, ...note }) => ({ ...note, version: 1, sealed: sealed.slice(0, 60) })],
    ['another account’s', (note) => ({ ...note, version: 1, sealed: '<other>' })],
    ['a newer form', (note) => ({ ...note, version: 2 })],
    ['no note at all', () => [1, 2]],
    [
      'a prototype',
      (note) =>
        JSON.parse(
          `{"__proto__":{"sealed":"x","revision":9,"version":1},"sealed":7,"revision":${note.revision}}`,
        ) as unknown,
    ],
  ])('does not count: %s', async (_, spoil) => {
    const { read } = await spoilt(spoil);
    expect(read).toMatchObject({ accessToken: 'newer', revision: 2 });
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });

  it('counts where it is whole, and says that an account is gone', async () => {
    const whole = await spoilt((note) => ({ ...note, version: 1 }));
    expect(whole.read).toMatchObject({ accessToken: 'newer' });
    const gone = await spoilt(({ revision }) => ({ version: 1, revision }));
    expect(gone.read).toBeUndefined();
  });
});

describe('secret storage', () => {
  it('that fails keeps nothing, and the account can be kept for the session', async () => {
    await using machine = await Machine.start('desktop');
    machine.storage.broken = new Error('no keyring');
    await using window = machine.window();
    const account = bearer('ada');
    await expect(window.accounts.add(account)).rejects.toThrow('no keyring');
    expect(await window.accounts.all()).toEqual([]);
    window.accounts.addForSession(account);
    expect(await window.accounts.acting(origin)).toEqual(account);
    await window.accounts.forget(account);
    expect(await window.accounts.all()).toEqual([]);
  });

  it('that fails at a refresh costs no token: it is kept for the session', async () => {
    await using machine = await Machine.start('desktop');
    await using window = machine.window();
    const account = signedIn(origin, { refreshToken: 'one' });
    await window.accounts.add(account);
    machine.storage.broken = new Error('keyring locked');
    const next = { ...account, refreshToken: 'two', revision: 2 };
    await window.accounts.update(next);
    expect(await window.accounts.get(account.id)).toEqual(next);
    expect(window.lines.join('\n')).toContain('keyring locked');
  });

  it.each<[string, (account: Account) => string]>([
    ['nothing', () => ''],
    ['half of it', (account) => JSON.stringify(account).slice(0, 80)],
    ['another account', (account) => JSON.stringify({ ...account, id: crypto.randomUUID() })],
    ['a line break in a token', (account) => JSON.stringify({ ...account, accessToken: 'a\r\nb' })],
    ['a prototype', () => '{"__proto__":{"accessToken":"x"}}'],
    [
      'an earlier form',
      () => JSON.stringify({ version: 1, kind: 'bearer', origin, label: 'x', accessToken: 'y' }),
    ],
  ])('that holds %s for an account holds none', async (_, text) => {
    await using machine = await Machine.start('desktop');
    await using window = machine.window();
    const account = bearer('ada');
    await window.accounts.add(account);
    machine.storage.kept.set(`xMedia.account:${account.id}`, text(account));
    expect(await window.accounts.all()).toEqual([]);
    expect(window.lines.join('\n')).toContain('sign in again');
    expect(window.lines.join('\n')).not.toContain(account.accessToken);
  });
});
