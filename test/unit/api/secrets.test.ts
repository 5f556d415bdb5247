/** A token shows nowhere: no log line, no message, no cause of an error. */
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Redactor, redacting } from '../../../src/api/redact.ts';
import { HttpTransport } from '../../../src/api/transport.ts';
import { startSandbox, type FaultAction } from '../../../src/sandbox/server.ts';
import { client, keptLog, png, refusingOrigin, standing, standingPorts } from './support.ts';

const token = 'dG9rZW4+/=with%every&odd"sign\\~';

describe('the token', () => {
  it.each<[string, FaultAction]>([
    ['a success', { merge: {} }],
    ['a refusal that repeats it', { status: 401, body: `Bearer ${token} is unknown: ${token}` }],
    ['a header that repeats it', { status: 400, headers: { 'x-transaction-id': token } }],
    ['a broken connection', { reset: 'after' }],
    ['no JSON', { status: 200, body: `<html>${encodeURIComponent(token)}</html>` }],
  ])('is in no log line after %s', async (_, action) => {
    await using x = await startSandbox({ token });
    await using api = client(x.url, { token });
    x.arm({ call: 'initialize', action });
    await api.initialize().catch(() => undefined);
    expect(api.lines.length).toBeGreaterThan(0);
    expect(api.lines.join('\n')).not.toContain(token);
    expect(api.lines.join('\n')).not.toContain(encodeURIComponent(token));
  });

  it('is in no error and in no media_id’s record when X repeats it', async () => {
    await using x = await startSandbox({ token });
    await using api = client(x.url, { token });
    for (const status of [400, 401, 403, 418, 503]) {
      const detail = `${token} ${encodeURIComponent(token)}`;
      const headers = { 'x-transaction-id': token };
      const body = { title: token, detail, errors: [{ message: detail, parameter: token }] };
      x.arm({ call: 'initialize', times: 3, action: { status, headers, body } });
      const error = await api.failure();
      const everything = inspect(error, { depth: 10, showHidden: true, maxStringLength: null });
      for (const form of [token, encodeURIComponent(token)]) expect(everything).not.toContain(form);
      await fetch(`${x.url}/_sandbox/faults`, { method: 'DELETE' });
    }
    x.arm({ call: 'initialize', action: { merge: { data: { media_key: token } } } });
    expect(JSON.stringify(await api.initialize())).not.toContain(token);
  });

  it.each(['188002', 'expires_after_secs', '"data"'])(
    'that is a part of the answer (%s) does not change how it is read',
    async (part) => {
      const id = '1880028106020515840';
      const body = { data: { id, media_key: `13_${id}`, expires_after_secs: 60 } };
      await using x = await startSandbox();
      await using api = client(x.url, { token: part });
      x.arm({ call: 'initialize', action: { status: 200, body: JSON.stringify(body) } });
      const { expiresAt, warnings, ...media } = await api.initialize();
      expect(media.id).toBe(id);
      expect(expiresAt).toBe(standing + 60_000);
      expect(warnings).toEqual([]);
      expect(media.mediaKey?.includes(part)).toBe(false);
    },
  );

  it('is in no warning, not even where a long text is cut in the midst of it', async () => {
    await using x = await startSandbox({ token });
    await using api = client(x.url, { token });
    const start = token.slice(0, 12);
    for (let length = 150; length < 200; length += 7) {
      const message = 'm'.repeat(length) + token;
      const processing_info = { state: 's'.repeat(length - 140) + token };
      const media_key = 'k'.repeat(length - 140) + token;
      const data = { expires_after_secs: token, processing_info, media_key };
      x.arm({ call: 'initialize', action: { merge: { data, errors: [{ message }] } } });
      const answer = JSON.stringify(await api.initialize());
      expect(answer).toContain('[hidden');
      expect(answer).not.toContain(start);
      const headers = { 'x-transaction-id': 't'.repeat(length - 140) + token };
      const body = { data: null, errors: [{ message }] };
      x.arm({ call: 'initialize', action: { status: 200, headers, body: JSON.stringify(body) } });
      const error = await api.failure();
      expect(`${error.message} ${error.transactionId ?? ''}`).not.toContain(start);
    }
    expect(api.lines.join('\n')).not.toContain(start);
  });

  it('is in no line though it stands in the address of a call, nor is anything else of the query', async () => {
    await using x = await startSandbox({ token });
    await using api = client(x.url, { token });
    const credential = {
      origin: x.url,
      label: 'Test',
      kind: 'oauth2',
      authorization: () => Promise.resolve(`Bearer ${token}`),
    } as const;
    const url = new URL('/2/users/me', x.url);
    url.searchParams.set('code', 'code-that-nobody-knows-of');
    const signal = new AbortController().signal;
    await api.transport.send({ method: 'GET', url, headers: {}, credential }, signal);
    expect(api.lines).toHaveLength(1);
    expect(api.lines[0]).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/2\/users\/me → \d+ in 0 ms/);
    expect(api.lines[0]).not.toContain('code');
  });

  it('is in no error of the transport, however deep its causes', async () => {
    await using x = await startSandbox({ token });
    const origin = await refusingOrigin();
    for (const url of [x.url, origin]) {
      await using api = client(url, { token });
      if (url === x.url) x.arm({ call: 'initialize', action: { reset: 'before' } });
      const error = await api.failure();
      expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(token);
    }
  });
});

describe('Redactor', () => {
  const hidden = (secret: string, text: string) => {
    const redactor = new Redactor();
    redactor.hide(secret);
    return redactor.redact(text);
  };

  it('hides every form in which a secret occurs', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\x21-\x7e]{6,60}$/), fc.string(), (secret, around) => {
        const base64 = Buffer.from(secret).toString('base64');
        const forms = [
          secret,
          encodeURIComponent(secret),
          base64.replace(/=+$/, ''),
          Buffer.from(secret).toString('base64url'),
        ];
        for (const form of forms)
          expect(hidden(secret, `${around}${form}${around}`)).not.toContain(form);
        const json = JSON.stringify({ secret });
        expect(hidden(secret, json)).toBe('{"secret":"[hidden]"}');
      }),
    );
  });

  it('hides it within the base64 of a longer text', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[\x21-\x7e]{8,60}$/),
        fc.string({ maxLength: 9 }),
        fc.string({ maxLength: 9 }),
        (secret, before, after) => {
          for (const encoding of ['base64', 'base64url'] as const) {
            const whole = Buffer.from(before + secret + after).toString(encoding);
            // What is left is made of the neighbours, and of a few bits of the secret's ends.
            const left = hidden(secret, whole).split('[hidden]');
            expect(left).toHaveLength(2);
            const length = left.reduce((sum, part) => sum + part.length, 0);
            const around = Buffer.byteLength(before + after);
            expect(length).toBeLessThanOrEqual(Math.ceil((around * 4) / 3) + 8);
          }
        },
      ),
    );
  });

  it('leaves no end of a longer secret that begins like a shorter one', () => {
    const redactor = new Redactor();
    redactor.hide('abcdef');
    redactor.hide('abcdefSECRET');
    expect(redactor.redact('abcdefSECRET abcdef')).toBe('[hidden] [hidden]');
  });

  it('hides an authorization header that it was never told of', () => {
    const redactor = new Redactor();
    expect(redactor.redact('authorization: Bearer abc.def-ghi, x')).toBe(
      'authorization: Bearer [hidden], x',
    );
    expect(redactor.redact('BASIC dXNlcjpwYXNz')).toBe('BASIC [hidden]');
  });

  it('leaves words alone', () => {
    expect(hidden('short', 'a short text')).toBe('a short text');
    expect(hidden('secret-1', 'POST https://api.x.com → 200')).toBe('POST https://api.x.com → 200');
  });

  it('survives a secret that is no well-formed text', () => {
    expect(hidden('abcdef\ud800', 'x abcdef\ud800 y')).toBe('x [hidden] y');
  });

  it('stands before every level of a log', () => {
    const redactor = new Redactor();
    redactor.hide('secret-1');
    const { log, lines } = keptLog();
    const safe = redacting(log, redactor);
    for (const level of ['debug', 'info', 'warn', 'error'] as const) safe[level]('a secret-1 b');
    expect(lines).toEqual(Array.from({ length: 4 }, () => 'a [hidden] b'));
  });

  it('lets no file name or answer write a line of its own, or steer a terminal', () => {
    const { log, lines } = keptLog();
    const safe = redacting(log, new Redactor());
    for (const end of ['\n', '\r\n', '\r', '\u2028', '\u0085', '\u000b']) {
      safe.warn(`open '/a${end}2026-08-01 12:00:00.000 [info] POST https://api.x.com → 200'`);
    }
    safe.warn('\u001b[2K\u001b[1A\0\b\u009b2J');
    for (const line of lines) {
      // eslint-disable-next-line no-control-regex -- the point is to name them
      expect(line).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/);
      expect(line).not.toMatch(/^2026/m);
    }
  });
});

describe('the client', () => {
  it('that cannot be loaded is said to be ours, logged, and tried again the next time', async () => {
    const { log, lines } = keptLog();
    let loads = 0;
    const transport = new HttpTransport({
      loadClient: () => {
        loads += 1;
        return Promise.reject(Object.assign(new Error('no bundle'), { code: 'ENOENT' }));
      },
      log,
      redactor: new Redactor(),
      ports: standingPorts(),
    });
    const authorization = () => Promise.resolve('Bearer x');
    const credential = {
      origin: 'http://127.0.0.1:9',
      label: '',
      kind: 'oauth2',
      authorization,
    } as const;
    const url = new URL('http://127.0.0.1:9/');
    const request = {
      method: 'POST',
      url,
      headers: {},
      body: JSON.stringify(png),
      credential,
    } as const;
    for (const expected of [1, 2]) {
      await expect(transport.send(request, new AbortController().signal)).rejects.toMatchObject({
        kind: 'not-sent',
        explanation: 'Something went wrong inside X Media Upload.',
      });
      expect(loads).toBe(expected);
    }
    expect(lines.join('\n')).toContain('no bundle');
    await transport.close();
  });
});
