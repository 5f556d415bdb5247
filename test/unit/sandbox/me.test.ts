/** `GET /2/users/me`: whose token or signature this is. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rig, type Rig } from './support.ts';
import { signedCall } from './oauth1Support.ts';
import { me, signIn } from './oauth2Support.ts';

let x: Rig;
beforeEach(async () => {
  x = await rig();
});
afterEach(() => x.sandbox.close());

describe('/2/users/me', () => {
  it('names the user who was chosen on the page', async () => {
    const first = await signIn(x);
    const second = await signIn(x, {}, 'second');
    expect((await me(x, first.access_token)).json).toEqual({
      data: { id: '2244994945', name: 'Sandbox', username: 'sandbox' },
    });
    expect((await me(x, second.access_token)).json).toEqual({
      data: { id: '1700000000000000001', name: 'Second', username: 'second' },
    });
    expect(x.sandbox.grants()).toMatchObject([{ user: 'sandbox' }, { user: 'second' }]);
  });

  it('names the first user to the sandbox’s own token', async () => {
    const { status, json } = await x.call('GET', '/2/users/me');
    expect(status).toBe(200);
    expect(json).toMatchObject({ data: { username: 'sandbox' } });
  });

  it('names the same user to the keys of OAuth 1.0a, which need no scope', async () => {
    const { status, json } = await signedCall(x, { method: 'GET', path: '/2/users/me' });
    expect(status).toBe(200);
    expect(json).toMatchObject({ data: { username: 'sandbox' } });
    expect(x.sandbox.requests()).toMatchObject([{ call: 'me', account: 'oauth1' }]);
  });

  it('is refused to an app without a user', async () => {
    const { status, json } = await me(x, 'AAAAAAAAAAAAAAAAAAAAAAsandbox-app-only');
    expect(status).toBe(403);
    expect(json).toMatchObject({
      type: 'https://api.x.com/2/problems/unsupported-authentication',
    });
  });

  it.each(['media.write users.read', 'media.write tweet.read', 'media.write'])(
    'is refused without its scopes: %s',
    async (scope) => {
      const { access_token } = await signIn(x, { scope });
      const { status, json } = await me(x, access_token);
      expect(status).toBe(403);
      expect(json).toEqual({
        title: 'Forbidden',
        type: 'about:blank',
        status: 403,
        detail: 'Forbidden',
      });
    },
  );

  it('takes the fields that X knows, and no other parameter', async () => {
    const { access_token } = await signIn(x);
    expect((await me(x, access_token, '?user.fields=id,username')).status).toBe(200);
    expect((await me(x, access_token, '?fields=id')).status).toBe(400);
  });

  it.each(['', 'unknown'])('is refused to the token "%s"', async (token) => {
    expect((await me(x, token)).status).toBe(401);
  });

  it('is for GET', async () => {
    expect((await x.call('POST', '/2/users/me', {})).status).toBe(405);
  });
});
