/** The accounts in the editor's Accounts menu, where any other extension can ask for them. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type * as vscode from 'vscode';
import { accountFrom, type Account } from '../../../src/accounts/account.ts';
import { AccountsMenu, type ProviderActions } from '../../../src/accounts/provider.ts';
import { Machine, signedIn, type Window } from './windows.ts';

interface Editor {
  readonly registered: { id: string; provider: vscode.AuthenticationProvider }[];
}

const editor = vi.hoisted((): Editor => ({ registered: [] }));

vi.mock('vscode', async () => {
  const { Emitter } = await import('../../../src/uploads/events.ts');
  return {
    EventEmitter: Emitter,
    authentication: {
      registerAuthenticationProvider: (
        id: string,
        _label: string,
        provider: vscode.AuthenticationProvider,
      ) => {
        editor.registered.push({ id, provider });
        return { dispose: () => editor.registered.pop() };
      },
    },
  };
});

const origin = 'http://127.0.0.1:4010';
const keys = () =>
  accountFrom({
    ...{ kind: 'oauth1', origin: 'https://api.x.com', label: 'keys' },
    ...{ consumerKey: 'the-consumer-key', consumerSecret: 'the-consumer-secret' },
    ...{ accessToken: '12-the-token', accessTokenSecret: 'the-token-secret' },
  });
const bearer = () =>
  accountFrom({ kind: 'bearer', origin, label: 'pasted', accessToken: 'the-pasted-token' });
const oauth2 = () =>
  signedIn(origin, {
    accessToken: 'the-access-token',
    refreshToken: 'the-refresh-token',
    clientSecret: 'the-client-secret',
    scopes: ['media.write', 'users.read'],
  });

/** Everything in an account that no other extension may see. */
function notFor(text: string, account: Account): void {
  for (const secret of Object.values(account).filter((value) => String(value).includes('the-'))) {
    expect(text).not.toContain(String(secret));
  }
  expect(text).not.toContain(account.handoverKey);
}

describe('another extension', () => {
  let machine: Machine;
  let window: Window;
  let menu: AccountsMenu;
  let events: vscode.AuthenticationProviderAuthenticationSessionsChangeEvent[];
  const actions: { signsIn: Account | undefined; signedOut: Account[] } = {
    signsIn: undefined,
    signedOut: [],
  };
  beforeEach(async () => {
    machine = await Machine.start('desktop');
    window = machine.window();
    events = [];
    actions.signsIn = undefined;
    actions.signedOut = [];
    const given: ProviderActions = {
      signIn: () => Promise.resolve(actions.signsIn),
      signOut: (account) => Promise.resolve(void actions.signedOut.push(account)),
      onProblem: (error) => {
        throw error;
      },
    };
    menu = new AccountsMenu(window.accounts, given);
    menu.onDidChangeSessions((event) => events.push(event));
  });
  afterEach(async () => {
    menu.dispose();
    await window[Symbol.asyncDispose]();
    await machine[Symbol.asyncDispose]();
  });

  it('sees who is signed in, and gets no token with it, whatever scopes it asks for', async () => {
    const accounts = [keys(), bearer(), oauth2()];
    for (const account of accounts) await window.accounts.add(account);
    expect(editor.registered.map(({ id, provider }) => [id, provider])).toEqual([['x', menu]]);
    for (const scopes of [undefined, [], ['media.write'], ['media.write', 'users.read']]) {
      const sessions = await menu.getSessions(scopes);
      expect(sessions).toHaveLength((scopes ?? []).length === 0 ? 3 : 1);
      for (const session of sessions) expect(session.accessToken).toBe('');
      for (const account of accounts) notFor(JSON.stringify(sessions), account);
    }
    expect(await menu.getSessions(['dm.read'])).toEqual([]);
    expect((await menu.getSessions()).map(({ account }) => account.label)).toEqual([
      'keys (OAuth 1.0a)',
      'pasted (pasted access token · 127.0.0.1:4010)',
      '@sandbox (OAuth 2.0 · 127.0.0.1:4010)',
    ]);
  });

  it('gets none either of a sign-in that it asked for, nor of those it hears of', async () => {
    const account = oauth2();
    actions.signsIn = account;
    const session = await menu.createSession();
    expect(session.accessToken).toBe('');
    notFor(JSON.stringify(session), account);
    await window.accounts.add(account);
    await vi.waitFor(() => {
      expect(events).toHaveLength(1);
    });
    await window.accounts.forget(account);
    await vi.waitFor(() => {
      expect(events).toHaveLength(2);
    });
    expect(events.map(({ added, removed }) => [added?.length, removed?.length])).toEqual([
      [1, 0],
      [0, 1],
    ]);
    notFor(JSON.stringify(events), account);
    const [added] = events[0]?.added ?? [];
    expect(added?.accessToken).toBe('');
  });

  it('hears that nobody signed in, where nobody did', async () => {
    await expect(menu.createSession()).rejects.toThrow('Nobody signed in.');
  });

  it('signs out whom the editor names, and nobody by a name that is none', async () => {
    const account = bearer();
    await window.accounts.add(account);
    for (const id of ['', '__proto__', 'constructor', `${account.id}x`]) {
      await menu.removeSession(id);
    }
    expect(actions.signedOut).toEqual([]);
    await menu.removeSession(account.id);
    expect(actions.signedOut).toEqual([account]);
  });
});
