/** The listener that the browser comes back to: who is let in, who is not, and how it ends. */
import { connect, createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { request } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { listen, type Listening, type ListenOptions } from '../../../src/accounts/loopback.ts';
import { XApiError } from '../../../src/api/errors.ts';

const state = 'state-of-this-sign-in';
const good = `/callback?state=${state}&code=code-of-this-sign-in`;

function listening(options: Partial<ListenOptions> = {}): Promise<Listening> {
  return listen({
    port: 0,
    timeoutMs: 10_000,
    signal: new AbortController().signal,
    accepts: (url) => url.searchParams.get('state') === state,
    ...options,
  });
}

interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

interface Asking {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

const portOf = ({ redirectUri }: Listening) => Number(new URL(redirectUri).port);

function get(at: Listening, path: string, { method, headers, body }: Asking = {}): Promise<Got> {
  return new Promise((resolve, reject) => {
    const asking = request({
      host: '127.0.0.1',
      port: portOf(at),
      path,
      method: method ?? 'GET',
      headers: headers ?? {},
      agent: false,
    });
    asking.on('error', reject);
    asking.on('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => {
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
      });
    });
    asking.end(body);
  });
}

/** What a socket gets until it is closed. */
async function raw(at: Listening, bytes: string): Promise<string> {
  const socket = connect(portOf(at), '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  socket.on('error', () => socket.destroy());
  const closed = new Promise((resolve) => socket.on('close', resolve));
  socket.write(bytes);
  // Not by `once`, which rejects with the error of a connection that was cut off.
  await closed;
  return text;
}

/** Whether the answer is still waited for. */
async function waiting({ callback }: Listening): Promise<boolean> {
  return (await Promise.race([callback, Promise.resolve('waiting')])) === 'waiting';
}

async function failure(promise: Promise<unknown>): Promise<XApiError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof XApiError) return error;
  throw new Error(`It went otherwise: ${String(error)}`);
}

describe('X’s answer', () => {
  it('is taken from the address, and its page says no more than that it came', async () => {
    await using at = await listening();
    expect(at.redirectUri).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/);
    const { status, headers, text } = await get(at, good);
    expect((await at.callback).href).toBe(`${at.redirectUri}?${good.split('?')[1] ?? ''}`);
    expect(status).toBe(200);
    expect(text).toContain('You can close this tab and go back to the editor');
    expect(text).toContain('color-scheme: light dark');
    expect(text).not.toMatch(/<script|https?:\/\/|src=|href=|success|signed in/i);
    expect(text).not.toContain('of-this-sign-in');
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      connection: 'close',
    });
    const style = /<style>([^]*)<\/style>/.exec(text)?.[1] ?? '';
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style));
    expect(headers['content-security-policy']).toBe(
      `default-src 'none'; style-src 'sha256-${Buffer.from(digest).toString('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
  });

  it('reaches the browser whole, though the listener is closed the moment it is known', async () => {
    for (let i = 0; i < 20; i += 1) {
      await using at = await listening();
      const page = get(at, good);
      await at.callback;
      await at.close();
      expect((await page).text).toMatch(/<\/html>\s*$/);
    }
  });

  it('counts also when the browser does not wait for the page', async () => {
    await using at = await listening();
    const socket = connect(portOf(at), '127.0.0.1');
    socket.write(`GET ${good} HTTP/1.1\r\nHost: 127.0.0.1:${portOf(at)}\r\n\r\n`, () => {
      socket.destroy();
    });
    socket.on('error', () => undefined);
    await expect(at.callback).resolves.toBeInstanceOf(URL);
  });

  it('is taken once: the second is told so, whatever it brings', async () => {
    await using at = await listening();
    await get(at, good);
    const { status, text } = await get(at, `/callback?state=${state}&code=another-code`);
    expect(status).toBe(410);
    expect(text).toContain('Already done');
    expect((await at.callback).searchParams.get('code')).toBe('code-of-this-sign-in');
  });

  it('is one of two that come at once', async () => {
    await using at = await listening();
    const answers = await Promise.all(Array.from({ length: 10 }, () => get(at, good)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 410)).toHaveLength(9);
  });

  it('comes with the cookies of every server on this machine', async () => {
    await using at = await listening();
    const headers = { cookie: 'x'.repeat(40_000) };
    expect((await get(at, good, { headers })).status).toBe(200);
  });

  it('that is late finds nobody', async () => {
    const at = await listening();
    await at.close();
    await expect(get(at, good)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await at.close();
  });
});

describe('what is not X’s answer ends no wait', () => {
  const host = { host: 'evil.test' };
  it.each<[string, string, Asking, number]>([
    ['a wrong state', '/callback?state=wrong&code=x', {}, 400],
    ['no state', '/callback?code=x', {}, 400],
    ['nothing', '/callback', {}, 400],
    ['an error with a wrong state', '/callback?error=access_denied&state=x', {}, 400],
    ['another path', `/other?state=${state}`, {}, 404],
    ['the root', '/', {}, 404],
    ['a favicon', '/favicon.ico', {}, 404],
    ['a path below', `/callback/x?state=${state}`, {}, 404],
    ['a longer path', `/callbacks?state=${state}`, {}, 404],
    ['two slashes', `//callback?state=${state}`, {}, 404],
    ['two slashes and a host', `//evil.test/callback?state=${state}`, {}, 404],
    ['an address as a path', `http://evil.test/callback?state=${state}`, {}, 404],
    ['a path that leads around', `/x/../callback?state=${state}`, {}, 404],
    ['an encoded path', `/%63allback?state=${state}`, {}, 404],
    ['HEAD', good, { method: 'HEAD' }, 405],
    ['POST', good, { method: 'POST', body: good }, 405],
    ['OPTIONS', good, { method: 'OPTIONS' }, 405],
    ['another host', good, { headers: host }, 421],
    ['another name of this host', good, { headers: { host: 'localhost' } }, 421],
    ['a page that fetches', good, { headers: { origin: 'https://evil.test' } }, 400],
    ['a page without an origin of its own', good, { headers: { origin: 'null' } }, 400],
  ])('%s', async (_, path, asking, status) => {
    await using at = await listening();
    const got = await get(at, path, asking);
    expect(got.status).toBe(status);
    expect(got.headers).toMatchObject({ 'cache-control': 'no-store', connection: 'close' });
    expect(got.text).not.toContain(state);
    expect(got.headers['access-control-allow-origin']).toBeUndefined();
    expect(await waiting(at)).toBe(true);
    expect((await get(at, good)).status).toBe(200);
    expect((await at.callback).searchParams.get('state')).toBe(state);
  });

  it.each<[string, (port: number) => string, RegExp]>([
    ['no HTTP', () => 'SSH-2.0-OpenSSH_9.6\r\n', /^HTTP\/1\.1 400 /],
    ['no host', () => `GET ${good} HTTP/1.1\r\n\r\n`, /^HTTP\/1\.1 400 /],
    ['no host in the old way', () => `GET ${good} HTTP/1.0\r\n\r\n`, /^HTTP\/1\.1 421 /],
    [
      'two hosts',
      (port) => `GET ${good} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nHost: evil.test\r\n\r\n`,
      /^HTTP\/1\.1 4(00|21) /,
    ],
    [
      'a head beyond all cookies',
      (port) =>
        `GET ${good} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${'x'.repeat(100_000)}\r\n\r\n`,
      /^HTTP\/1\.1 431 /,
    ],
    ['a tunnel', () => 'CONNECT evil.test:443 HTTP/1.1\r\nHost: evil.test:443\r\n\r\n', /^$/],
  ])('%s', async (_, bytes, answer) => {
    await using at = await listening();
    expect(await raw(at, bytes(portOf(at)))).toMatch(answer);
    expect(await waiting(at)).toBe(true);
    expect((await get(at, good)).status).toBe(200);
  });
});

describe('the end of the wait', () => {
  it('after the time limit says that nobody came, and leaves the port', async () => {
    const at = await listening({ timeoutMs: 30 });
    const error = await failure(at.callback);
    expect(error.kind).toBe('timeout');
    expect(error.explanation).toBe(
      'Nobody came back from X within a few seconds, so nobody was signed in.',
    );
    await at.close();
    await using again = await listening({ port: portOf(at) });
    expect(again.redirectUri).toBe(at.redirectUri);
  });

  it.each([
    [60_000, 'a minute'],
    [300_000, '5 minutes'],
  ])('after %d ms is told as %s', async (timeoutMs, told) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const at = await listening({ timeoutMs });
      vi.advanceTimersByTime(timeoutMs - 1);
      expect(await waiting(at)).toBe(true);
      vi.advanceTimersByTime(1);
      expect((await failure(at.callback)).explanation).toContain(`within ${told},`);
      await at.close();
    } finally {
      vi.useRealTimers();
    }
  });

  it('by the signal is a cancel', async () => {
    const stopped = new AbortController();
    const at = await listening({ signal: stopped.signal });
    stopped.abort();
    expect(await failure(at.callback)).toMatchObject({
      kind: 'cancelled',
      explanation: 'Cancelled.',
    });
    await expect(get(at, good)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('by a signal that was aborted before is one too', async () => {
    const at = await listening({ signal: AbortSignal.abort() });
    expect((await failure(at.callback)).kind).toBe('cancelled');
    await expect(get(at, good)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('takes every connection along, used or not', async () => {
    const at = await listening();
    const gone: Promise<unknown>[] = [];
    for (const bytes of ['', 'GET /callback HTTP/1.1\r\nHost: 127', 'GET']) {
      const socket = connect(portOf(at), '127.0.0.1');
      socket.on('error', () => undefined);
      gone.push(once(socket, 'close'));
      await once(socket, 'connect');
      socket.write(bytes);
    }
    // The listener has them: each was accepted before this one was answered.
    await get(at, '/');
    await at.close();
    await Promise.all(gone);
  });

  it('leaves nothing unhandled when nobody waits for the answer', async () => {
    const at = await listening();
    await at.close();
    expect((await failure(at.callback)).kind).toBe('cancelled');
  });
});

describe('a port that cannot be had', () => {
  it('is named, with the setting, and with the address at X that has to change too', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const error = await failure(listening({ port }));
    expect(error.kind).toBe('not-sent');
    expect(error.explanation).toBe(
      `The browser cannot come back to port ${port} of this machine: another program uses it, or another window is signing in.`,
    );
    expect(error.remedy).toContain('xMedia.oauth2.redirectPort');
    expect(error.remedy).toContain('callback URL that is registered at X');
    other.close();
  });

  it.each([65_536, -1, 1.5])('such as %d is none', async (port) => {
    expect((await failure(listening({ port }))).explanation).toContain('it is no port');
  });

  it('is had again once the one before is closed', async () => {
    const first = await listening();
    const port = portOf(first);
    expect((await failure(listening({ port }))).explanation).toContain('another window');
    await first.close();
    await using second = await listening({ port });
    expect((await get(second, good)).status).toBe(200);
  });
});

describe('those who dawdle', () => {
  it('are sent away, and the browser still gets through', async () => {
    await using at = await listening({ requestMs: 800 });
    const slow = ['', 'G', `GET ${good} HTTP/1.1\r\nHost: 127.0.0.1:${portOf(at)}\r\nx: `];
    await Promise.all(slow.map((bytes) => raw(at, bytes)));
    expect(await waiting(at)).toBe(true);
    expect((await get(at, good)).status).toBe(200);
  });

  it('are sent away also when they go on and on', async () => {
    await using at = await listening({ requestMs: 100 });
    const socket = connect(portOf(at), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(`GET ${good} HTTP/1.1\r\nHost: 127.0.0.1:${portOf(at)}\r\nx: `);
    const drip = setInterval(() => socket.write('x'), 10);
    await new Promise((resolve) => socket.resume().on('close', resolve));
    clearInterval(drip);
    expect(await waiting(at)).toBe(true);
  });

  it('are never more than a few', async () => {
    await using at = await listening();
    const dropped = Promise.withResolvers<undefined>();
    let closed = 0;
    const sockets = Array.from({ length: 60 }, () => connect(portOf(at), '127.0.0.1'));
    for (const socket of sockets) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        closed += 1;
        if (closed === 28) dropped.resolve(undefined);
      });
    }
    await dropped.promise;
    expect(sockets.filter((socket) => !socket.destroyed)).toHaveLength(32);
    for (const socket of sockets) socket.destroy();
  });
});
