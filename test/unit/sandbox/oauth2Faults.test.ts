/** Failures on request for the calls of OAuth 2.0, and what the log keeps of these calls. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rig, type Rig } from './support.ts';
import {
  clientId,
  codeOf,
  exchangeForm,
  invalidToken,
  me,
  post,
  refresh,
  refreshForm,
  signIn,
  tokensOf,
} from './oauth2Support.ts';

let x: Rig;
let waits: number[];
beforeEach(async () => {
  waits = [];
  x = await rig({
    sleep: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
  });
});
afterEach(() => x.sandbox.close());

describe('a refresh', () => {
  it('that is refused on request leaves the token good', async () => {
    const { refresh_token } = await signIn(x);
    x.sandbox.arm({ call: 'token', action: { status: 400, body: invalidToken } });
    const { status, headers, json } = await refresh(x, refresh_token);
    expect(status).toBe(400);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(json).toEqual(invalidToken);
    expect((await refresh(x, refresh_token)).status).toBe(200);
    expect(x.sandbox.grants()).toMatchObject([{ refreshes: 1, reuses: 0 }]);
  });

  it('that is slow takes place all the same', async () => {
    const { refresh_token } = await signIn(x);
    x.sandbox.arm({ call: 'token', action: { delayMs: 4000 } });
    expect((await refresh(x, refresh_token)).status).toBe(200);
    expect(waits).toEqual([4000]);
  });

  it.each([
    ['after', 1],
    ['before', 0],
  ] as const)('whose connection is reset %s it took place', async (reset, refreshes) => {
    const { refresh_token } = await signIn(x);
    x.sandbox.arm({ call: 'token', action: { reset } });
    await expect(refresh(x, refresh_token)).rejects.toThrow(TypeError);
    expect(x.sandbox.grants()).toMatchObject([{ state: 'live', refreshes, reuses: 0 }]);
    expect((await refresh(x, refresh_token)).status).toBe(reset === 'after' ? 400 : 200);
    expect(x.sandbox.requests()).toMatchObject([
      { call: null },
      { call: null },
      { call: 'token', answered: 200 },
      { call: 'token', answered: 'reset' },
      { call: 'token' },
    ]);
  });

  it('may lose a part of its answer', async () => {
    const { refresh_token } = await signIn(x);
    x.sandbox.arm({ call: 'token', action: { merge: { refresh_token: null } } });
    expect(tokensOf(await refresh(x, refresh_token)).refresh_token).toBe('');
  });
});

describe('failures by name', () => {
  it.each(['token', 'revoke', 'me'] as const)('come to %s and to no other call', async (call) => {
    const { access_token, refresh_token } = await signIn(x);
    x.sandbox.arm({ call, action: { status: 503 } });
    const answers = {
      me: await me(x, access_token),
      token: await refresh(x, refresh_token),
      revoke: await post(x, 'revoke', { token: access_token, client_id: clientId }),
    };
    for (const [name, { status }] of Object.entries(answers)) {
      expect([name, status]).toEqual([name, name === call ? 503 : 200]);
    }
  });

  it('count both grants as token', async () => {
    x.sandbox.arm({ call: 'token', nth: 2, action: { status: 503 } });
    const { refresh_token } = await signIn(x);
    expect((await refresh(x, refresh_token)).status).toBe(503);
  });
});

describe('the log', () => {
  it('keeps forms as sent, and codes and tokens that are the sandbox’s own', async () => {
    const code = await codeOf(x);
    const { access_token, refresh_token } = tokensOf(await post(x, 'token', exchangeForm(code)));
    await refresh(x, refresh_token);
    await me(x, access_token);
    await post(x, 'revoke', { token: access_token, client_id: clientId });
    await me(x, access_token);
    expect(x.sandbox.requests().slice(2)).toMatchObject([
      {
        call: 'token',
        dialect: 'oauth2',
        method: 'POST',
        path: '/2/oauth2/token',
        body: exchangeForm(code),
        answered: 200,
      },
      { call: 'token', body: refreshForm(refresh_token), answered: 200 },
      {
        call: 'me',
        dialect: 'v2',
        account: 'oauth2',
        path: '/2/users/me',
        headers: { authorization: `Bearer ${access_token}` },
      },
      { call: 'revoke', body: { token: access_token, client_id: clientId } },
      { call: 'me', headers: { authorization: `Bearer ${access_token}` }, answered: 401 },
    ]);
  });

  it('keeps no secret from elsewhere', async () => {
    const form = { ...refreshForm('from-elsewhere'), client_secret: 'from-elsewhere' };
    await post(x, 'token', form, { authorization: `Basic ${btoa('id:from-elsewhere')}` });
    await post(x, 'token', `${new URLSearchParams(form).toString()}&refresh_token=from-elsewhere`);
    await post(x, 'token', exchangeForm('from-elsewhere'));
    await post(x, 'revoke', { token: 'from-elsewhere', client_id: clientId });
    await post(x, 'token', JSON.stringify(form), { 'content-type': 'application/json' });
    await me(x, 'from-elsewhere');
    const log = JSON.stringify(x.sandbox.requests());
    expect(x.sandbox.requests()).toHaveLength(6);
    expect(log).not.toContain('from-elsewhere');
    expect(log).not.toContain(btoa('id:from-elsewhere'));
  });
});

describe('rate limits', () => {
  it('hold for users/me, and X gives none for tokens', async () => {
    const { access_token, refresh_token } = await signIn(x);
    const { headers } = await refresh(x, refresh_token);
    expect([...headers.keys()].filter((name) => name.includes('limit'))).toEqual([]);
    for (let left = 74; left >= 0; left -= 1) {
      const answer = await me(x, access_token);
      expect(answer.headers.get('x-rate-limit-remaining')).toBe(String(left));
    }
    expect((await me(x, access_token)).status).toBe(429);
  });
});
