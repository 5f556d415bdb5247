/** Accounts among windows: what is kept where, and who learns of it. */
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
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
  interface Note {
    readonly version: number;
    readonly revision: number;
    readonly sealed: string;
  }

  /** What a window reads of an account, of whose second form another one's note was `spoil`ed. */
  async function spoilt(spoil: (note: Note) => unknown) {
    const machine = await Machine.start('browser');
    const window = machine.window();
    const account = signedIn(origin, {});
    await window.accounts.add(account);
    await window.accounts.update({ ...account, accessToken: 'newer', revision: 2 });
    const other = signedIn(origin, {});
    await window.accounts.add(other);
    const file = path.join(machine.dir, `${account.id}.json`);
    const note = JSON.parse(await readFile(file, 'utf8')) as Note;
    const otherFile = path.join(machine.dir, `${other.id}.json`);
    const others = JSON.parse(await readFile(otherFile, 'utf8')) as { sealed: string };
    await writeFile(
      file,
      JSON.stringify(spoil({ ...note, revision: 9 })).replaceAll('<other>', others.sealed),
    );
    const read = await window.accounts.get(account.id);
    const next = { ...account, accessToken: 'newest', revision: 3 };
    // Nor does it keep the next form from being kept.
    const kept = await window.accounts.update(next);
    expect(await window.accounts.get(account.id)).toEqual(kept ? next : undefined);
    await window[Symbol.asyncDispose]();
    await machine[Symbol.asyncDispose]();
    return { read, kept };
  }

  it.each<[string, (note: Note) => unknown]>([
    [
      'a changed byte',
      ({ sealed, ...note }) => ({
        ...note,
        sealed: `${sealed.slice(0, -1)}${sealed.endsWith('A') ? 'B' : 'A'}`,
      }),
    ],
    ['cut short', ({ sealed, ...note }) => ({ ...note, sealed: sealed.slice(0, 60) })],
    ['another account’s', (note) => ({ ...note, sealed: '<other>' })],
    ['a higher revision on the same form', (note) => note],
    ['a revision beyond counting', (note) => ({ ...note, revision: 1e300 })],
    ['a revision below none', (note) => ({ ...note, revision: -1 })],
    ['a made-up sign-out', ({ revision }) => ({ version: 1, revision, gone: true })],
    ['the word that it is gone', (note) => ({ ...note, gone: true })],
    [
      'a sign-out with a seal of nothing',
      (note) => ({ ...note, gone: true, sealed: 'A'.repeat(38) }),
    ],
    ['more than any account holds', (note) => ({ ...note, padding: 'x'.repeat(300_000) })],
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

  it('does not count once something newer is known: an old note put back changes nothing', async () => {
    await using machine = await Machine.start('desktop');
    await using window = machine.window();
    const account = signedIn(origin, { refreshToken: 'one' });
    await window.accounts.add(account);
    const file = path.join(machine.dir, `${account.id}.json`);
    const old = await readFile(file, 'utf8');
    const next = { ...account, refreshToken: 'two', revision: 2 };
    await window.accounts.update(next);
    const { sealed } = JSON.parse(old) as Note;
    const { revision } = JSON.parse(await readFile(file, 'utf8')) as Note;
    for (const replayed of [old, JSON.stringify({ version: 1, revision: revision + 1, sealed })]) {
      await writeFile(file, replayed);
      expect(await window.accounts.get(account.id)).toEqual(next);
      await using reloaded = machine.window();
      expect(await reloaded.accounts.get(account.id)).toEqual(next);
    }
  });

  it('that an account was signed out does not count for the one signed in to after', async () => {
    await using machine = await Machine.start('desktop');
    await using window = machine.window();
    const account = signedIn(origin, {});
    await window.accounts.add(account);
    await window.accounts.forget(account);
    const file = path.join(machine.dir, `${account.id}.json`);
    const gone = await readFile(file, 'utf8');
    const again = signedIn(origin, {});
    await window.accounts.add(again);
    await writeFile(path.join(machine.dir, `${again.id}.json`), gone);
    expect(await window.accounts.get(again.id)).toMatchObject({ id: again.id });
    expect(await window.accounts.get(account.id)).toBeUndefined();
  });

  it.skipIf(process.platform === 'win32').each<[string, (file: string) => Promise<unknown>]>([
    ['a folder', (file) => mkdir(file)],
    ['a link that leads to itself', (file) => symlink(path.basename(file), file)],
    ['a link to what never ends', (file) => symlink('/dev/zero', file)],
    ['a pipe that nobody writes to', (file) => promisify(execFile)('mkfifo', [file])],
    ['gigabytes of nothing', (file) => writeFile(file, '').then(() => truncate(file, 2 ** 32))],
  ])('is not waited for, and not followed, where %s takes its place', async (_, put) => {
    await using machine = await Machine.start('desktop');
    await using window = machine.window();
    const account = signedIn(origin, {});
    await window.accounts.add(account);
    const file = path.join(machine.dir, `${account.id}.json`);
    await rm(file);
    await put(file);
    expect(await window.accounts.get(account.id)).toMatchObject({ revision: 1 });
    await window.accounts.forget(account);
    expect([...machine.storage.kept]).toEqual([]);
  });

  it('is for its owner’s eyes alone, as is the folder, whichever came first', async () => {
    await using machine = await Machine.start('desktop');
    const dir = path.join(machine.dir, 'accounts');
    await using window = machine.window({ dir });
    await window.accounts.watch();
    const account = signedIn(origin, {});
    await window.accounts.add(account);
    const modes = [dir, path.join(dir, `${account.id}.json`)].map((file) => stat(file));
    expect((await Promise.all(modes)).map(({ mode }) => mode & 0o777)).toEqual([0o700, 0o600]);
  });
});

describe('the list of accounts', () => {
  it('loses none when windows sign in at once', async () => {
    await using machine = await Machine.start('desktop');
    const windows = Array.from({ length: 6 }, () => machine.window());
    const all = windows.map((_, i) => bearer(`user${i}`));
    await Promise.all(windows.map(({ accounts }, i) => accounts.add(all[i] ?? bearer('none'))));
    await using reader = machine.window();
    const labels = (await reader.accounts.all()).map(({ label }) => label);
    expect(labels.toSorted()).toEqual(all.map(({ label }) => label));
    for (const window of windows) await window[Symbol.asyncDispose]();
  });

  it('that cannot be written leaves no secret behind that it does not name', async () => {
    await using machine = await Machine.start('desktop');
    await using window = machine.window();
    machine.storage.slow = (key) =>
      key === 'xMedia.accounts' ? Promise.reject(new Error('refused')) : Promise.resolve();
    await expect(window.accounts.add(bearer('ada'))).rejects.toThrow('refused');
    expect([...machine.storage.kept]).toEqual([]);
  });

  it('is written also where no folder can be made for the other windows', async () => {
    await using machine = await Machine.start('desktop');
    const dir = path.join(machine.dir, 'file');
    await writeFile(dir, '');
    await using window = machine.window({ dir });
    await window.accounts.add(bearer('ada'));
    expect(await window.accounts.all()).toHaveLength(1);
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
