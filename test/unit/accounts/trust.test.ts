/** Whose token goes where: each account to its own X, whatever is switched or tampered with. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountFrom, type Account, type NewAccount } from '../../../src/accounts/account.ts';
import type { Acting } from '../../../src/accounts/credentials.ts';
import { mediaApi } from '../../../src/api/dialects.ts';
import { whoAmI } from '../../../src/api/me.ts';
import type { Environment } from '../../../src/environment/environments.ts';
import type { EnvironmentName } from '../../../src/environment/settings.ts';
import { recorder, type Recorder } from '../api/signed.ts';
import { png } from '../api/support.ts';
import { Machine, signedIn, type Window } from './windows.ts';

const production = 'https://api.x.com';
const never = new AbortController().signal;
const initialized = { status: 200, body: '{"data":{"id":"1880028106020515840"}}' };

let machine: Machine;
let window: Window;
/** Two servers on this machine, each an X of its own. */
let a: Recorder;
let b: Recorder;
beforeEach(async () => {
  machine = await Machine.start('desktop');
  window = machine.window();
  a = await recorder(initialized);
  b = await recorder(initialized);
});
afterEach(async () => {
  await window[Symbol.asyncDispose]();
  await machine[Symbol.asyncDispose]();
  await a[Symbol.asyncDispose]();
  await b[Symbol.asyncDispose]();
});

const environment = (name: EnvironmentName, origin: string): Environment => ({
  name,
  baseUrl: new URL(origin),
  title: name,
});

/** One account of each kind, with tokens that say whose they are. */
function accountsOf(origin: string, owner: string): Account[] {
  const found: NewAccount[] = [
    { kind: 'bearer', origin, label: owner, accessToken: `${owner}-pasted-token` },
    {
      ...{ kind: 'oauth2', origin, label: owner, clientId: `${owner}-client`, scopes: [] },
      ...{ accessToken: `${owner}-access-token`, refreshToken: `${owner}-refresh-token` },
      clientSecret: `${owner}-client-secret`,
    },
    {
      ...{ kind: 'oauth1', origin, label: owner, consumerKey: `${owner}-consumer-key` },
      ...{ consumerSecret: `${owner}-consumer-secret`, accessToken: `${owner}-token-of-keys` },
      accessTokenSecret: `${owner}-token-secret`,
    },
  ];
  return found.map((one) => accountFrom(one));
}

async function act(account: Account): Promise<void> {
  if ((await window.accounts.get(account.id)) === undefined) await window.accounts.add(account);
  await window.accounts.act(account.origin, account.id);
}

/** Initializes with both dialects, and asks for a name; what fails, fails. */
async function callAll({ credential }: Acting, origin: string): Promise<unknown[]> {
  const { transport, ports } = window;
  const speaking = { origin, credential, transport, ports, userAgent: 'test/1' };
  const calls = (['v2', 'v1.1'] as const).map((version) =>
    mediaApi(version, speaking).initialize(png, { signal: never }),
  );
  const me = whoAmI(transport, new URL(origin), credential, 'test/1', never);
  const settled = await Promise.allSettled([...calls, me]);
  return settled.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as unknown)));
}

const heard = ({ received }: Recorder) =>
  received.map(({ url, headers, body }) => `${url} ${headers.authorization ?? ''} ${body}`).join();

describe('an account', () => {
  it.each([0, 1, 2])('of X acts nowhere else, of whichever kind: %i', async (kind) => {
    const account = accountsOf(production, 'x')[kind];
    if (account === undefined) throw new Error('no such kind');
    await act(account);
    const found = await window.credentials.find(environment('production', production), 'v2');
    expect(found?.accountId).toBe(account.id);
    expect(await window.credentials.find(environment('custom', a.url), 'v2')).toBeUndefined();
    if (found === undefined) throw new Error('nobody acts');
    // Whoever makes the call: the credential itself goes nowhere else.
    for (const result of (await callAll(found, a.url)).slice(0, 2)) {
      expect(result).toMatchObject({ name: 'XApiError' });
    }
    expect(heard(a)).toBe('');
    await using sandbox = machine.window();
    const own = await sandbox.credentials.find(environment('sandbox', a.url), 'v2');
    expect(own?.accountId).toBe('sandbox');
    expect(own?.credential.origin).not.toBe(production);
  });

  it.each([0, 1, 2])('of this machine is sent to its port alone: %i', async (kind) => {
    const account = accountsOf(a.url, 'ada')[kind];
    if (account === undefined) throw new Error('no such kind');
    await act(account);
    expect(
      await window.credentials.find(environment('production', production), 'v2'),
    ).toBeUndefined();
    expect(await window.credentials.find(environment('custom', b.url), 'v2')).toBeUndefined();
    const found = await window.credentials.find(environment('custom', a.url), 'v2');
    if (found === undefined) throw new Error('nobody acts');
    await callAll(found, b.url);
    await callAll(found, a.url.replace('127.0.0.1', 'localhost'));
    expect(heard(b)).toBe('');
    expect(heard(a)).toBe('');
    await callAll(found, a.url);
    expect(heard(a)).toContain('ada-');
    for (const secret of [/-(consumer|token|client)-secret/, /-refresh-token/]) {
      expect(heard(a)).not.toMatch(secret);
    }
  });

  it('does not act in another environment that is made to act by its id', async () => {
    const [ofX] = accountsOf(production, 'x');
    const [ofA] = accountsOf(a.url, 'ada');
    if (ofX === undefined || ofA === undefined) throw new Error('no such kind');
    await act(ofX);
    await act(ofA);
    await window.accounts.act(a.url, ofX.id);
    const found = await window.credentials.find(environment('custom', a.url), 'v2');
    expect(found?.accountId).toBe(ofA.id);
    machine.storage.kept.set(
      'xMedia.accounts',
      JSON.stringify({
        version: 1,
        ids: [ofX.id, ofA.id],
        acting: { [a.url]: ofX.id, [production]: ofA.id },
      }),
    );
    await using reloaded = machine.window();
    const again = await reloaded.credentials.find(environment('custom', a.url), 'v2');
    expect(again?.accountId).toBe(ofA.id);
    const x = await reloaded.credentials.find(environment('production', production), 'v2');
    expect(x?.accountId).toBe(ofX.id);
  });
});

describe('an environment that is switched', () => {
  it('while a call is made leaves that call where it began, and its refresh too', async () => {
    const account = signedIn(a.url, {
      accessToken: 'ada-access-token',
      refreshToken: 'ada-refresh-token',
      expiresAt: machine.now() + 1000,
    });
    await act(account);
    const other = signedIn(b.url, { accessToken: 'bob-access-token' });
    const found = await window.credentials.find(environment('custom', a.url), 'v2');
    if (found === undefined) throw new Error('nobody acts');
    const tokens = { token_type: 'bearer', access_token: 'ada-second-token', expires_in: 7200 };
    a.answer = { status: 200, body: JSON.stringify({ ...tokens, data: { id: '1' } }) };
    const calling = callAll(found, a.url);
    await act(other);
    await calling;
    await callAll(found, b.url);
    expect(a.received.filter(({ url }) => url.endsWith('/oauth2/token'))).toHaveLength(1);
    expect(heard(a)).toContain('Bearer ada-second-token');
    expect(heard(a)).not.toContain('bob-');
    expect(heard(b)).toBe('');
  });
});

describe('a secret whose origin was changed', () => {
  const tampered = (account: Account, origin: string, more: object = {}) => {
    const key = `xMedia.account:${account.id}`;
    machine.storage.kept.set(key, JSON.stringify({ ...account, origin, ...more }));
  };

  it('does not act where it was, and is not sent where it was to be sent', async () => {
    const account = signedIn(a.url, { accessToken: 'ada-access-token' });
    await act(account);
    tampered(account, b.url);
    await using reloaded = machine.window();
    expect(await reloaded.credentials.find(environment('custom', a.url), 'v2')).toBeUndefined();
  });

  it('in mid-flight is not sent to the X that the call is for', async () => {
    const account = signedIn(a.url, { accessToken: 'ada-access-token' });
    await act(account);
    const found = await window.credentials.find(environment('custom', a.url), 'v2');
    if (found === undefined) throw new Error('nobody acts');
    tampered(account, production, { accessToken: 'access-token-of-production' });
    const [v2] = await callAll(found, a.url);
    expect(v2).toMatchObject({ kind: 'wrong-origin' });
    expect(heard(a)).toBe('');
  });

  it('after a 401 neither', async () => {
    const account = signedIn(a.url, { accessToken: 'ada-access-token' });
    await act(account);
    const found = await window.credentials.find(environment('custom', a.url), 'v2');
    if (found === undefined) throw new Error('nobody acts');
    const fresh = window.refresher.fresh.bind(window.refresher);
    window.refresher.fresh = async (id, signal) => {
      const now = await fresh(id, signal);
      tampered(account, production, { accessToken: 'access-token-of-production' });
      return now;
    };
    a.answer = { status: 401, body: '' };
    const [v2] = await callAll(found, a.url);
    expect(v2).toMatchObject({ name: 'XApiError' });
    expect(heard(a)).toContain('ada-access-token');
    expect(heard(a)).not.toContain('access-token-of-production');
  });

  it.each([
    'https://api.x.com.evil.test',
    'http://api.x.com',
    'http://10.0.0.1',
    'https://x.com',
    'https://evil.test/2?https://api.x.com',
    'javascript:alert(1)',
    'blob:https://api.x.com/1',
  ])('to %s sends nothing there, to refresh or to revoke', async (origin) => {
    const account = signedIn(a.url, {
      refreshToken: 'ada-refresh-token',
      expiresAt: machine.now() - 1,
    });
    await act(account);
    tampered(account, origin);
    await using reloaded = machine.window();
    await expect(reloaded.refresher.fresh(account.id, never)).rejects.toMatchObject({
      name: 'XApiError',
    });
    expect(reloaded.lines.join('\n')).not.toMatch(/→/);
    expect(heard(a)).toBe('');
  });
});

describe('secrets of an account', () => {
  it('that was signed out are masked all the same, in its window and in those that knew it', async () => {
    const known = accountsOf(a.url, 'ada');
    await using other = machine.window();
    for (const account of known) await act(account);
    await other.accounts.all();
    for (const account of known) await window.accounts.forget(account);
    expect([...machine.storage.kept]).toEqual([]);
    for (const account of known) {
      const secrets = Object.entries(account)
        .filter(([name, value]) => name !== 'clientId' && String(value).startsWith('ada-'))
        .map(([, value]) => String(value));
      expect(secrets).toHaveLength({ bearer: 1, oauth2: 3, oauth1: 4 }[account.kind]);
      for (const secret of [account.handoverKey, ...secrets]) {
        expect(window.redactor.redact(`a ${secret} b`)).toBe('a [hidden] b');
        expect(other.redactor.redact(`a ${secret} b`)).toBe('a [hidden] b');
      }
    }
  });

  it.each(['\r\n', '\n', '\r', '\0', '\u2028', ' ', 'é', ''])(
    'with %j in any of them are those of no account',
    async (odd) => {
      for (const account of accountsOf(a.url, 'ada')) {
        const record: Record<string, unknown> = { ...account };
        for (const [name, value] of Object.entries(record)) {
          if (!/token|secret|clientid|key/i.test(name) || typeof value !== 'string') continue;
          const spoilt = odd === '' ? '' : `${value.slice(0, 8)}${odd}x-evil: 1`;
          await act(account);
          const key = `xMedia.account:${account.id}`;
          machine.storage.kept.set(key, JSON.stringify({ ...record, [name]: spoilt }));
          await using reloaded = machine.window({ dir: `${machine.dir}/none` });
          expect(await reloaded.accounts.get(account.id), `${name} ${spoilt}`).toBeUndefined();
          machine.storage.kept.clear();
        }
      }
    },
  );
});

describe('a name that would act in a menu or a notification', () => {
  it.each([
    '$(zap) Sign in here',
    '[sign in](command:xMedia.signOut)',
    'ada\u202eada',
    'ada\nbob',
    '\u001b[31mada',
    ' ',
    'x'.repeat(101),
  ])('%j is that of no account', async (label) => {
    const account = signedIn(a.url, {});
    await act(account);
    const key = `xMedia.account:${account.id}`;
    machine.storage.kept.set(key, JSON.stringify({ ...account, label }));
    await using reloaded = machine.window();
    expect(await reloaded.accounts.all()).toEqual([]);
  });
});

describe('__proto__ and constructor', () => {
  it('in a secret, a list or a note change nothing', async () => {
    const account = signedIn(a.url, {});
    await act(account);
    const evil = (json: string) =>
      json.replace(
        '{',
        '{"__proto__":{"polluted":1,"signInAgain":true},"constructor":{"prototype":{"polluted":1}},',
      );
    for (const [key, value] of machine.storage.kept) machine.storage.kept.set(key, evil(value));
    const list = JSON.parse(machine.storage.kept.get('xMedia.accounts') ?? '') as { ids: string[] };
    const acting = JSON.parse('{"__proto__":"x","constructor":"y","toString":"z"}') as object;
    machine.storage.kept.set('xMedia.accounts', JSON.stringify({ ...list, version: 1, acting }));
    await using reloaded = machine.window();
    const read = await reloaded.accounts.get(account.id);
    expect(read).toStrictEqual(account);
    for (const origin of ['__proto__', 'constructor', 'toString']) {
      expect(await reloaded.accounts.acting(origin)).toBeUndefined();
    }
    await reloaded.accounts.add(signedIn(b.url, {}));
    expect(await reloaded.accounts.all()).toHaveLength(2);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });
});
