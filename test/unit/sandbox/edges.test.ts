import { request } from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appOnlyToken } from '../../../src/sandbox/callers.ts';
import { startSandbox } from '../../../src/sandbox/server.ts';
import { bytes, mp4, png, rig, type Rig } from './support.ts';

/** As they are before any sandbox has started. */
const globals = [Request, Response, Headers, fetch];

const initialize = '/2/media/upload/initialize';
const enough = { ...png, total_bytes: 3 };

let x: Rig;
beforeEach(async () => {
  x = await rig();
});
afterEach(() => x.sandbox.close());

describe('authorization', () => {
  it.each([
    ['another token', 'Bearer wrong'],
    ['no token', ''],
    ['no scheme', 'sandbox'],
    ['another scheme', 'Basic c2FuZGJveA=='],
    ['an OAuth 1.0a signature', 'OAuth oauth_consumer_key="key"'],
  ])('refuses %s', async (_, authorization) => {
    const { status, headers, json } = await x.call('POST', initialize, enough, { authorization });
    expect(status).toBe(401);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(json).toEqual({
      title: 'Unauthorized',
      type: 'about:blank',
      status: 401,
      detail: 'Unauthorized',
    });
    expect(x.sandbox.uploads()).toEqual([]);
  });

  it('refuses a token that stands for an app and no user', async () => {
    const authorization = `Bearer ${appOnlyToken}`;
    const { status, json } = await x.call('POST', initialize, enough, { authorization });
    expect(status).toBe(403);
    expect(json).toMatchObject({
      title: 'Unsupported Authentication',
      type: 'https://api.x.com/2/problems/unsupported-authentication',
    });
    expect(x.sandbox.requests()).toMatchObject([{ account: null, answered: 403 }]);
  });

  it('comes before what is wrong with the body', async () => {
    const wrong = { authorization: 'Bearer wrong' };
    expect((await x.call('POST', initialize, 'nonsense', wrong)).status).toBe(401);
  });

  it('takes the token given, and makes up another one for each sandbox', async () => {
    const authorization = `Bearer ${x.sandbox.token}`;
    await using other = await rig();
    expect(other.sandbox.token).not.toBe(x.sandbox.token);
    expect((await other.call('POST', initialize, enough, { authorization })).status).toBe(401);
    await using named = await rig({ token: 'abc' });
    expect(named.sandbox.token).toBe('abc');
    expect((await named.call('POST', initialize, enough)).status).toBe(200);
  });
});

describe('paths and methods', () => {
  it.each(['/', '/2/media', '/2/media/upload/initialize/', '/2/media/upload/1/nothing'])(
    'answers 404 on %s',
    async (path) => {
      const { status, headers, json } = await x.call('POST', path, {});
      expect(status).toBe(404);
      expect(headers.get('content-type')).toBe('application/problem+json');
      expect(headers.get('x-transaction-id')).toMatch(/^[0-9a-f]{16}$/);
      expect(json).toMatchObject({ title: 'Not Found', status: 404 });
      expect(x.sandbox.requests()).toMatchObject([{ call: null, path, answered: 404 }]);
    },
  );

  it.each([
    ['GET', initialize, 'POST'],
    ['PUT', '/2/media/upload/1/append', 'POST'],
    ['GET', '/2/media/upload/1/finalize', 'POST'],
    ['POST', '/2/media/upload', 'GET'],
    ['HEAD', '/2/media/upload', 'GET'],
    ['DELETE', '/2/media/metadata', 'POST'],
    ['PATCH', '/2/media/subtitles', 'POST, DELETE'],
    ['OPTIONS', initialize, 'POST'],
  ])('answers 405 to %s %s', async (method, path, allow) => {
    const { status, headers } = await x.call(method, path);
    expect(status).toBe(405);
    expect(headers.get('allow')).toBe(allow);
  });
});

describe('headers of every answer', () => {
  it('name another transaction each time', async () => {
    const ids = new Set<string | null>();
    for (const body of [enough, {}, 'nonsense']) {
      const { headers } = await x.call('POST', initialize, body);
      expect(headers.get('x-transaction-id')).toMatch(/^[0-9a-f]{16}$/);
      ids.add(headers.get('x-transaction-id'));
    }
    expect(ids.size).toBe(3);
  });

  it('count down the rate limit of that call, refusals included', async () => {
    const remaining = [];
    for (const body of [enough, {}, enough]) {
      const { headers } = await x.call('POST', initialize, body);
      expect(headers.get('x-rate-limit-limit')).toBe('1875');
      expect(headers.get('x-rate-limit-reset')).toBe(String(x.now() / 1000 + 900));
      expect(headers.get('x-app-limit-24hour-limit')).toBe('180000');
      remaining.push(headers.get('x-rate-limit-remaining'));
    }
    expect(remaining).toEqual(['1874', '1873', '1872']);
    const { headers } = await x.status('1');
    expect(headers.get('x-rate-limit-limit')).toBe('1000');
    expect(headers.get('x-rate-limit-remaining')).toBe('999');
  });

  it.each([
    ['POST', '/2/media/upload/1/append', '1875'],
    ['POST', '/2/media/upload/1/finalize', '1875'],
    ['POST', '/2/media/metadata', '500'],
    ['DELETE', '/2/media/subtitles', '100'],
  ])('say the limit of %s %s', async (method, path, limit) => {
    const { headers } = await x.call(method, path, {});
    expect(headers.get('x-rate-limit-limit')).toBe(limit);
  });

  it('belong to a 401 too, which uses up nothing', async () => {
    const wrong = { authorization: 'Bearer wrong' };
    const { headers } = await x.call('POST', initialize, enough, wrong);
    expect(headers.get('x-rate-limit-remaining')).toBe('1875');
  });
});

describe('the rate limit', () => {
  it('answers 429 when it is used up, and forgets after 15 minutes', async () => {
    const subtitles = () => x.call('POST', '/2/media/subtitles', {});
    for (let n = 0; n < 100; n += 1) expect((await subtitles()).status).toBe(400);
    const { status, headers, json } = await subtitles();
    expect(status).toBe(429);
    expect(json).toMatchObject({ type: 'about:blank', title: 'Too Many Requests', status: 429 });
    expect(headers.get('x-rate-limit-remaining')).toBe('0');
    expect(headers.get('x-rate-limit-reset')).toBe(String(x.now() / 1000 + 900));
    expect((await x.call('POST', initialize, enough)).status).toBe(200);
    x.pass(899_999);
    expect((await subtitles()).status).toBe(429);
    x.pass(1);
    expect((await subtitles()).status).toBe(400);
  });
});

describe('the server', () => {
  it.runIf(process.platform === 'linux')('listens on 127.0.0.1 and nowhere else', async () => {
    const { hostname, port } = new URL(x.sandbox.url);
    expect(hostname).toBe('127.0.0.1');
    const elsewhere = connect({ host: '127.0.0.2', port: Number(port) });
    const [error] = (await once(elsewhere, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
  });

  it('closes connections that are kept alive, and may be closed twice', async () => {
    const socket = connect(Number(new URL(x.sandbox.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write('GET /2/media HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    await once(socket, 'data');
    const ended = once(socket, 'close');
    await Promise.all([x.sandbox.close(), x.sandbox.close(), ended]);
    await expect(fetch(x.sandbox.url)).rejects.toThrow();
  });

  it('closes when its signal is aborted, and does not start on an aborted one', async () => {
    const ending = new AbortController();
    const sandbox = await startSandbox({ signal: ending.signal });
    ending.abort();
    await sandbox.close();
    await expect(fetch(sandbox.url)).rejects.toThrow();
    await expect(startSandbox({ signal: ending.signal })).rejects.toThrow('aborted');
  });

  it('says that a port is taken', async () => {
    const port = Number(new URL(x.sandbox.url).port);
    await expect(startSandbox({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it.each(['', 'a b', 'tökén', 'a\n'])('refuses the token %j', async (token) => {
    await expect(startSandbox({ token })).rejects.toThrow(RangeError);
  });

  it('refuses an expiry that is no number of seconds', async () => {
    await expect(startSandbox({ expiresAfterSecs: 1.5 })).rejects.toThrow(RangeError);
    expect(() => {
      x.sandbox.setExpiresAfterSecs(-1);
    }).toThrow(RangeError);
  });

  it('leaves the globals of the process alone', () => {
    expect(globals.every((each, n) => each === [Request, Response, Headers, fetch][n])).toBe(true);
  });

  it('notes a client that goes away in the middle of a segment, and keeps nothing of it', async () => {
    const id = await x.initialize({ ...mp4, total_bytes: 1000 });
    const going = request(`${x.sandbox.url}/2/media/upload/${id}/append`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${x.sandbox.token}`,
        'content-type': 'application/json',
        'content-length': 1000,
      },
    });
    going.on('error', () => undefined);
    going.write(bytes(10));
    await expect.poll(() => x.sandbox.requests().length, { interval: 2 }).toBe(2);
    going.destroy();
    await expect.poll(() => x.sandbox.requests()[1]?.answered, { interval: 2 }).toBe('aborted');
    expect(x.sandbox.uploads()[0]?.segments).toEqual([]);
  });
});
