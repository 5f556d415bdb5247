import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signedCall, type SignedCall } from './oauth1Support.ts';
import { bytes, rig, sha256, type Rig } from './support.ts';
import { parts, path, png as init } from './v1Support.ts';

let x: Rig;
beforeEach(async () => {
  x = await rig();
});
afterEach(() => x.sandbox.close());

const ways: [string, (command: string) => SignedCall][] = [
  ['in the query', (command) => ({ path: `${path}?command=${command}` })],
  ['in a form', (command) => ({ path, form: { command } })],
  ['in a multipart form', (command) => ({ path, body: parts({ command }) })],
];

describe('failures on request', () => {
  it.each(
    [
      ['initialize', 'INIT'] as const,
      ['append', 'APPEND'] as const,
      ['finalize', 'FINALIZE'] as const,
    ].flatMap(([call, command]) =>
      ways.map(([where, made]) => [call, where, command, made] as const),
    ),
  )('meet %s whose command is %s', async (call, _, command, made) => {
    x.sandbox.arm({ call: 'status', action: { status: 500 } });
    x.sandbox.arm({ call, action: { status: 418, body: 'tea' } });
    const { status, text } = await signedCall(x, made(command));
    expect([status, text]).toEqual([418, 'tea']);
    expect(x.sandbox.requests()).toMatchObject([{ call, dialect: 'v1.1', answered: 418 }]);
    expect(x.sandbox.faults()).toMatchObject([{ call: 'status' }]);
  });

  it('meet STATUS, and pass by what is no command', async () => {
    x.sandbox.arm({ call: 'any', action: { status: 418 } });
    const other = await signedCall(x, { path, form: { command: 'init' } });
    expect(other.status).toBe(400);
    expect(x.sandbox.requests()).toMatchObject([{ call: null, account: 'oauth1' }]);
    const status = await signedCall(x, { method: 'GET', path: `${path}?command=STATUS` });
    expect(status.status).toBe(418);
  });

  it.each([
    [401, { errors: [{ code: 32, message: 'Could not authenticate you.' }] }],
    [
      403,
      {
        errors: [{ code: 220, message: 'Your credentials do not allow access to this resource.' }],
      },
    ],
    [404, { errors: [{ code: 34, message: 'Sorry, that page does not exist.' }] }],
    [410, { request: path, error: 'Gone' }],
    [429, { errors: [{ code: 88, message: 'Rate limit exceeded' }] }],
    [500, { errors: [{ code: 131, message: 'Internal error' }] }],
    [503, { errors: [{ code: 130, message: 'Over capacity' }] }],
    [504, { request: path, error: 'Gateway Timeout' }],
  ])('say %i as v1.1 does', async (status, body) => {
    x.sandbox.arm({ call: 'initialize', action: { status } });
    const answer = await signedCall(x, { path, form: init });
    expect([answer.status, answer.json]).toEqual([status, body]);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(x.sandbox.uploads()).toEqual([]);
  });

  it('are laid over an answer without a loss of digits', async () => {
    x.sandbox.arm({ call: 'initialize', action: { merge: { size: null, image: { w: 1 } } } });
    const { status, text } = await signedCall(x, { path, form: init });
    const id = x.sandbox.uploads()[0]?.id ?? '';
    expect(status).toBe(202);
    expect(text).toBe(
      `{"media_id":${id},"media_id_string":"${id}","expires_after_secs":86400,` +
        '"image":{"image_type":"image/png","w":1,"h":320}}',
    );
  });

  it.each(ways)(
    'reset a call whose command is %s, before and after it took place',
    async (_, made) => {
      x.sandbox.arm({ call: 'initialize', action: { reset: 'before' } });
      await expect(signedCall(x, made('INIT'))).rejects.toThrow();
      x.sandbox.arm({ call: 'initialize', action: { reset: 'after' } });
      await expect(signedCall(x, { path, form: init })).rejects.toThrow();
      expect(x.sandbox.requests()).toMatchObject([{ answered: 'reset' }, { answered: 'reset' }]);
      expect(x.sandbox.uploads()).toHaveLength(1);
    },
  );

  it('delay a call once, wherever its command stands', async () => {
    const waited: number[] = [];
    await using slow = await rig({
      sleep: (ms) => {
        waited.push(ms);
        return Promise.resolve();
      },
    });
    for (const [, made] of ways) {
      slow.sandbox.arm({ call: 'initialize', action: { delayMs: 5 } });
      await signedCall(slow, made('INIT'));
    }
    expect(waited).toEqual([5, 5, 5]);
  });
});

describe('around a call of v1.1', () => {
  it('the rate limit is counted together with v2’s', async () => {
    await x.initialize({ media_type: 'image/png', total_bytes: 3 });
    const { headers } = await signedCall(x, { path, form: init });
    expect(headers.get('x-rate-limit-limit')).toBe('1875');
    expect(headers.get('x-rate-limit-remaining')).toBe('1873');
    expect(headers.get('x-app-limit-24hour-remaining')).toBe('179998');
    expect(headers.get('x-transaction-id')).toMatch(/^[0-9a-f]{16}$/);
  });

  it('the rate limit is refused in v1.1’s way', async () => {
    for (let n = 0; n < 20; n += 1) {
      await Promise.all(Array.from({ length: 50 }, () => x.status('1')));
    }
    const answer = await signedCall(x, {
      method: 'GET',
      path: `${path}?command=STATUS&media_id=1`,
    });
    expect([answer.status, answer.json]).toEqual([
      429,
      { errors: [{ code: 88, message: 'Rate limit exceeded' }] },
    ]);
  });

  it.each(['PUT', 'DELETE', 'HEAD', 'OPTIONS'])('%s answers 405', async (method) => {
    const { status, headers } = await x.call(method, path);
    expect(status).toBe(405);
    expect(headers.get('allow')).toBe('POST, GET');
    expect(x.sandbox.requests()).toMatchObject([{ call: null, dialect: 'v1.1', answered: 405 }]);
  });

  it.each(['/1.1/media/upload', '/1.1/statuses/update.json'])('%s answers 404', async (other) => {
    const { status, json } = await x.call('POST', other, {});
    const message = 'Sorry, that page does not exist.';
    expect([status, json]).toEqual([404, { errors: [{ code: 34, message }] }]);
  });

  it('the log shows forms by their parameters, and a segment by its size and hash', async () => {
    await signedCall(x, { path, form: { ...init, note: ['b', 'a'] } });
    const fields = { command: 'APPEND', media_id: '1' };
    await signedCall(x, { path, body: parts({ ...fields, segment_index: '7' }, bytes(3)) });
    await signedCall(x, { path, body: parts(fields) });
    expect(x.sandbox.requests().map(({ body }) => body)).toEqual([
      { ...init, note: ['b', 'a'] },
      { ...fields, segment_index: 7, bytes: 3, sha256: sha256(bytes(3)) },
      fields,
    ]);
  });
});
