/** No secret of a sign-in shows: in no log line, no sentence, no cause, whoever repeats it. */
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OAuth2Client } from '../../../src/api/oauth2.ts';
import { publicClient, rig, type Received, type Rig, type Say } from './oauth2Rig.ts';

/** The forms in which a text repeats a secret. */
function formsOf(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    Buffer.from(secret).toString('base64url'),
    JSON.stringify(secret).slice(1, -1),
  ];
}

/** Everything of a request that is secret, as the server can repeat it. */
function heardIn({ form, headers }: Received): string[] {
  const named = ['code', 'code_verifier', 'refresh_token', 'token'];
  const sent = form.filter(([name]) => named.includes(name)).map(([, value]) => value);
  const basic = String(headers.authorization ?? '').replace('Basic ', '');
  return basic === '' ? sent : [...sent, basic];
}

/** Answers that repeat all they heard, each in its own place. */
const repeaters: Readonly<Record<string, (text: string) => ReturnType<typeof answer>>> = {
  'a refusal in OAuth’s terms': (text) =>
    answer(400, { error: 'invalid_request', error_description: text }),
  'a refusal of the client': (text) =>
    answer(401, { error: 'invalid_client', error_description: text, error_uri: text }),
  'a problem of X’s API': (text) => answer(403, { title: text, detail: text, type: text }),
  'a list of errors': (text) => answer(418, { errors: [{ message: text, code: 1 }] }),
  'plain text': (text) => ({ ...answer(409, {}), body: text }),
  'a web page': (text) => ({ ...answer(503, {}), body: `<html>${text}` }),
  'tokens of another type': (text) =>
    answer(200, { access_token: text, token_type: text, scope: text }),
  'tokens that are none': (text) => ({ ...answer(200, {}), body: `{"access_token":"${text}` }),
};

function answer(status: number, body: object | string, headers: Record<string, string> = {}) {
  return { status, body, headers };
}

/** With `around` before it, so that what is cut is cut at any place of a secret. */
function repeating(name: string, around: number): Say {
  return (received) => {
    const heard = heardIn(received);
    const text = 'm'.repeat(around) + heard.flatMap(formsOf).join(' ');
    const said = repeaters[name]?.(text) ?? answer(500, '');
    const first = heard[0] ?? '';
    const id = /^[\x21-\x7e]*$/.test(first) ? 'i'.repeat(around % 60) + first : 'none';
    return { ...said, headers: { 'x-transaction-id': id, 'retry-after': id } };
  };
}

/** One call of each kind; everything that they brought forth, to be looked through. */
async function calls(x: Rig, client: OAuth2Client, code: string): Promise<unknown[]> {
  const { attempt } = await x.begin(client);
  const wrong = new URL(attempt.redirectUri);
  wrong.search = new URLSearchParams({ code, state: `${attempt.state}x` }).toString();
  const { attempt: declined } = await x.begin(client);
  const words = `${code} ${declined.verifier} ${declined.state} ${encodeURIComponent(code)}`;
  return [
    await x.finish(attempt, wrong),
    await x.finish(attempt, { code }),
    await x.finish(declined, { code, error: words, error_description: words }),
    await x.refresh({ client }),
    await x.revoke('access-token-to-revoke', client),
  ];
}

/** The first 12 characters: more of a secret than may be seen, and what remains of one cut in two. */
const cut = 12;

function check(x: Rig, results: readonly unknown[]) {
  const everything = [
    ...x.lines,
    ...results.map((result) =>
      inspect(result, {
        depth: 10,
        showHidden: true,
        maxStringLength: null,
        breakLength: Infinity,
      }),
    ),
  ].join('\n');
  for (const secret of x.hidden.keys()) {
    if (secret.length < 6) continue;
    for (const form of formsOf(secret)) expect(everything).not.toContain(form.slice(0, cut));
  }
}

describe('the secrets of a sign-in', () => {
  const code = 'VGhlY29kZQ-of_this+run/100%=';
  const client = { ...publicClient, clientSecret: 'Secret/of+the%20app=~and"more\\' };

  it.each(Object.keys(repeaters))('are not in what comes of %s', async (name) => {
    await using x = await rig();
    for (let around = 0; around < 320; around += 23) {
      x.say(repeating(name, around));
      const results = await calls(x, around % 2 === 0 ? client : publicClient, code);
      expect(results).toHaveLength(5);
      check(x, results);
    }
    expect(x.lines.length).toBeGreaterThan(40);
  });

  it('are in no cause of a connection that broke', async () => {
    await using x = await rig();
    x.say((_, drop) => {
      drop();
      return undefined;
    });
    const results = await calls(x, client, code);
    check(x, results);
    expect(JSON.stringify(results)).toContain('"cause":');
  });

  it('are in no text, whatever they are made of', async () => {
    const printable = fc.stringMatching(/^[\x21-\x7e]{12,60}$/);
    await fc.assert(
      fc.asyncProperty(
        printable,
        printable,
        fc.constantFrom(...Object.keys(repeaters)),
        fc.nat(250),
        async (some, clientSecret, name, around) => {
          await using x = await rig();
          x.say(repeating(name, around));
          check(x, await calls(x, { ...publicClient, clientSecret }, some));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('are hidden before anything is sent, and new tokens before anything is said of them', async () => {
    await using x = await rig();
    const { attempt } = await x.begin(client);
    x.say({
      body: {
        access_token: 'a-token\nof two lines',
        refresh_token: 'a-refresh-token',
        id_token: 'an-id-token',
        token_type: 'mac',
      },
    });
    await x.finish(attempt, { code });
    await x.refresh({ client, refreshToken: 'refresh-token-before' });
    await x.revoke('access-token-to-revoke', client);
    const [, basic = ''] = String(x.received[0]?.headers.authorization).split(' ');
    for (const secret of [attempt.state, attempt.verifier, client.clientSecret, code, basic]) {
      expect(x.hidden.get(secret)).toBe(0);
    }
    expect(x.hidden.get('refresh-token-before')).toBe(1);
    expect(x.hidden.get('access-token-to-revoke')).toBe(2);
    for (const secret of ['a-token\nof two lines', 'a-refresh-token', 'an-id-token']) {
      expect(x.hidden.get(secret)).toBe(1);
    }
  });

  it.each<[string, (x: Rig) => Promise<unknown>]>([
    ['refresh', (x) => x.refresh({ client })],
    ['revoke', (x) => x.revoke('access-token-to-revoke', client)],
  ])('of the client are hidden also where a session begins with a %s', async (_, call) => {
    await using x = await rig();
    await call(x);
    expect(x.hidden.get(client.clientSecret)).toBe(0);
  });

  it('are in no address but the one for the browser, and there is none but the state', async () => {
    await using x = await rig();
    x.say({ status: 500 });
    await calls(x, client, code);
    expect(x.received.map(({ path }) => path)).toEqual([
      '/2/oauth2/token',
      '/2/oauth2/token',
      '/2/oauth2/revoke',
    ]);
    for (const line of x.lines)
      expect(line).toMatch(/^POST http:\/\/127\.0\.0\.1:\d+\/2\/oauth2\/\w+ → 500 in 0 ms$/);
  });

  it('are in nothing that oauth4webapi hangs on its errors', async () => {
    await using x = await rig();
    const { attempt } = await x.begin(client);
    const sendAlone = () =>
      Promise.reject(
        Object.assign(new TypeError(`refused ${code}`, { cause: { code, attempt } }), {
          code: 'ERR_X',
          response: attempt,
        }),
      );
    const transport = { sendAlone, mask: x.transport.mask };
    const result = await x.finish(attempt, { code }, { transport });
    expect(result).toMatchObject({
      ok: false,
      problem: { kind: 'not-sent', cause: 'TypeError ERR_X: refused [hidden]' },
    });
    check(x, [result]);
  });
});
