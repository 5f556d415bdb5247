/** Whose account this is, where X says so, and undefined in every other case. */
import { describe, expect, it } from 'vitest';
import { whoAmI } from '../../../src/api/me.ts';
import type { Credential } from '../../../src/api/mediaApi.ts';
import { signatures } from './signatureChecker.ts';
import { keys, recorder, signedClient, type Answer, type SignedClient } from './signed.ts';
import { refusingOrigin } from './support.ts';

const never = new AbortController().signal;
const body = JSON.stringify({ data: { id: '2244994945', name: 'X Developers', username: 'XDev' } });

const ask = (api: SignedClient, url: string, signal = never) =>
  whoAmI(api.transport, new URL(url), api.credential, 'test/1', signal);

async function asked(answer: Answer) {
  await using x = await recorder(answer);
  await using api = signedClient(x.url);
  const me = await ask(api, x.url);
  return { me, received: x.received, lines: api.lines };
}

describe('whoAmI', () => {
  it('asks once, signed, on a connection that is not kept', async () => {
    const { me, received } = await asked({ status: 200, body });
    expect(me).toEqual({ id: '2244994945', name: 'X Developers', username: 'XDev' });
    const [only, ...more] = received;
    expect(more).toEqual([]);
    if (only === undefined) throw new Error('X received nothing');
    expect(only.method).toBe('GET');
    expect(new URL(only.url).pathname).toBe('/2/users/me');
    expect(only.body).toBe('');
    expect(only.headers).toMatchObject({ connection: 'close', 'user-agent': 'test/1' });
    const { expected, given } = signatures(only, keys);
    expect(given).toBe(expected);
  });

  it.each<[string, string, object]>([
    ['without a name', '{"id":"1","username":"a_1"}', { id: '1', username: 'a_1' }],
    [
      'with a name of blanks',
      '{"id":"1","username":"a","name":" \\u202e "}',
      { id: '1', username: 'a' },
    ],
    ['with a name of numbers', '{"id":"1","username":"a","name":7}', { id: '1', username: 'a' }],
    [
      'with a name that would act',
      '{"id":"1","username":"a","name":"[b](command:c)\\n$(zap)"}',
      { id: '1', username: 'a', name: '[b] (command:c) $ (zap)' },
    ],
    [
      'with __proto__',
      '{"id":"1","username":"a","__proto__":{"name":"b"}}',
      { id: '1', username: 'a' },
    ],
  ])('%s', async (_, data, expected) => {
    const { me } = await asked({ status: 200, body: `{"data":${data}}` });
    expect(me).toStrictEqual(expected);
  });

  it('takes no name that is a secret, which would stand in the view and in state files', async () => {
    const data = { id: '1', username: keys.consumerKey };
    const { me } = await asked({ status: 200, body: JSON.stringify({ data }) });
    expect(me).toBeUndefined();
  });

  it('cuts a long name, and masks a secret in it', async () => {
    const name = `${'n'.repeat(45)}${keys.accessToken}`;
    const data = { id: '1', username: 'a', name };
    const { me } = await asked({ status: 200, body: JSON.stringify({ data }) });
    expect(me?.name).toMatch(/^n{45}\[hid…$/);
  });

  it.each<[string, number, string]>([
    ['401', 401, body],
    ['403 for want of users.read', 403, '{"title":"Forbidden","status":403}'],
    ['404', 404, body],
    ['429', 429, ''],
    ['500', 500, body],
    ['302', 302, body],
    ['204', 204, ''],
    ['a web page', 200, '<html></html>'],
    ['nothing', 200, ''],
    ['null', 200, 'null'],
    ['no data', 200, '{"errors":[{"title":"x"}]}'],
    ['no id', 200, '{"data":{"username":"a"}}'],
    ['an id of 20 digits', 200, '{"data":{"id":"12345678901234567890","username":"a"}}'],
    ['a number as the id', 200, '{"data":{"id":1,"username":"a"}}'],
    ['no username', 200, '{"data":{"id":"1","name":"a"}}'],
    ['a username with a blank', 200, '{"data":{"id":"1","username":"a b"}}'],
    ['a username with a line break', 200, '{"data":{"id":"1","username":"a\\n"}}'],
    ['a username of 51', 200, `{"data":{"id":"1","username":"${'a'.repeat(51)}"}}`],
    ['all in a prototype', 200, '{"data":{"__proto__":{"id":"1","username":"a"}}}'],
  ])('%s: undefined, after one request', async (_, status, text) => {
    const { me, received } = await asked({ status, body: text });
    expect(me).toBeUndefined();
    expect(received).toHaveLength(1);
  });

  it('X not reached: undefined, and logged', async () => {
    const origin = await refusingOrigin();
    await using api = signedClient(origin);
    expect(await ask(api, origin)).toBeUndefined();
    expect(api.lines.join('\n')).toContain('/2/users/me → unreachable');
  });

  it('cancelled, or another X than the account’s: undefined, and nothing is sent', async () => {
    await using x = await recorder({ status: 200, body });
    await using api = signedClient(x.url);
    expect(await ask(api, x.url, AbortSignal.abort())).toBeUndefined();
    expect(await ask(api, 'https://api.x.com')).toBeUndefined();
    expect(x.received).toEqual([]);
  });

  it('an account that cannot act any more: undefined', async () => {
    await using x = await recorder({ status: 200, body });
    const credential: Credential = {
      origin: x.url,
      label: 'Test',
      kind: 'oauth2',
      authorization: () => Promise.reject(new Error('signed out')),
    };
    await using api = signedClient(x.url, { credential });
    expect(await ask(api, x.url)).toBeUndefined();
    expect(x.received).toEqual([]);
  });
});
