/** Connections that fail in every way a socket can, through the real client. */
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startSandbox, type FaultAction } from '../../../src/sandbox/server.ts';
import { selfSigned } from './selfSigned.ts';
import {
  client,
  httpServer,
  longLimits,
  rawServer,
  refusingOrigin,
  shortLimits,
} from './support.ts';

const whole = '{"data":{"id":"1880028106020515840"}}';
const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';

describe('nothing was sent', () => {
  it('refused: asked three times, and the address is named', async () => {
    const origin = await refusingOrigin();
    await using api = client(origin);
    const error = await api.failure();
    expect(error.kind).toBe('unreachable');
    expect(error.explanation).toBe(
      `${new URL(origin).host} refused the connection, so nothing was sent.`,
    );
    expect(error.remedy).toContain('Start the server there');
    expect(api.ports.waits).toEqual([500, 1000]);
  });

  it('a certificate that nobody vouches for is not trusted, and not asked again', async () => {
    let requests = 0;
    const server = createTlsServer(selfSigned, () => (requests += 1));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await using api = client(`https://127.0.0.1:${port}`);
    const error = await api.failure();
    server.close();
    expect(error.kind).toBe('untrusted-certificate');
    expect(error.explanation).toContain('is not trusted here, so nothing was sent');
    expect(requests).toBe(0);
    expect(api.ports.waits).toEqual([]);
  });

  it('a connection that breaks before TLS stands: asked again', async () => {
    await using server = await rawServer((socket) => socket.destroy());
    await using api = client(server.url.replace('http:', 'https:'));
    const error = await api.failure();
    expect(error.kind).toBe('unreachable');
    expect(error.explanation).toContain('broke while it was made, so nothing was sent');
    expect(server.count()).toBe(3);
  });

  it('cancelled while the connection is made: at once', async () => {
    const stopped = new AbortController();
    await using server = await rawServer(() => {
      stopped.abort();
    });
    await using api = client(server.url.replace('http:', 'https:'));
    await expect(api.initialize(undefined, stopped.signal)).rejects.toMatchObject({
      kind: 'cancelled',
    });
  });

  it('https to a server that speaks http', async () => {
    await using server = await httpServer((_, response) => response.end(whole));
    await using api = client(server.url.replace('http:', 'https:'));
    const error = await api.failure();
    expect(error.kind).toBe('no-tls');
    expect(error.explanation).toContain('so nothing was sent');
    expect(error.remedy).toBe('Change https to http in the setting xMedia.customBaseUrl.');
    expect(server.count()).toBe(0);
  });

  it('a token that no header can carry', async () => {
    await using server = await httpServer((_, response) => response.end(whole));
    for (const token of ['abcdef\r\nx-evil: 1', 'abc\0defg', 'abc\ndefg']) {
      await using api = client(server.url, { token });
      const error = await api.failure();
      expect(error.kind).toBe('not-sent');
      expect(error.remedy).toContain('access token');
      expect(JSON.stringify([error.message, String(error.cause), api.lines])).not.toContain(token);
    }
    expect(server.count()).toBe(0);
  });
});

describe('whether X accepted it is not known: asked once, never again', () => {
  interface Row {
    readonly name: string;
    readonly action: FaultAction;
    readonly kind: string;
    readonly says: string;
    readonly limits?: typeof longLimits;
    /** Whether X made a media_id all the same. */
    readonly made: number;
  }
  const broke = 'broke before its answer was whole';
  const rows: readonly Row[] = [
    {
      name: 'reset before the request was read',
      action: { reset: 'before' },
      kind: 'interrupted',
      says: broke,
      made: 0,
    },
    {
      name: 'reset after it was read',
      action: { reset: 'after' },
      kind: 'interrupted',
      says: broke,
      made: 1,
    },
    { name: 'half an answer', action: { half: true }, kind: 'interrupted', says: broke, made: 1 },
    {
      name: 'no answer',
      action: { delayMs: 60_000 },
      kind: 'timeout',
      says: 'did not answer in time',
      limits: shortLimits,
      made: 0,
    },
    {
      name: 'an answer beyond a mebibyte',
      action: { status: 200, body: whole + ' '.repeat(1024 * 1024) },
      kind: 'unexpected-answer',
      says: 'far larger than X’s',
      made: 0,
    },
    {
      name: 'a refusal beyond a mebibyte',
      action: { status: 503, body: 'x'.repeat(1024 * 1024 + 1) },
      kind: 'unexpected-answer',
      says: 'far larger than X’s',
      made: 0,
    },
  ];

  it.each(rows)('$name', async ({ action, kind, says, limits = longLimits, made }) => {
    await using x = await startSandbox();
    await using api = client(x.url, { token: x.token, limits });
    x.arm({ call: 'initialize', action });
    const error = await api.failure();
    expect(error.kind).toBe(kind);
    expect(error.explanation).toContain(says);
    expect(error.explanation).toContain(new URL(x.url).host);
    expect(error.remedy).not.toBe('');
    expect(x.requests()).toHaveLength(1);
    expect(x.uploads()).toHaveLength(made);
    expect(api.ports.waits).toEqual([]);
    expect(x.faults()).toEqual([]);
  });

  it('an answer of exactly a mebibyte is read', async () => {
    await using x = await startSandbox();
    await using api = client(x.url, { token: x.token });
    const body = whole + ' '.repeat(1024 * 1024 - whole.length);
    x.arm({ call: 'initialize', action: { status: 200, body } });
    await expect(api.initialize()).resolves.toMatchObject({ id: '1880028106020515840' });
  });

  it('an answer that trickles for longer than the whole call may take', async () => {
    let drip: NodeJS.Timeout | undefined;
    await using server = await rawServer((socket) => {
      socket.write(`${head}content-length: 100000\r\n\r\n`);
      drip = setInterval(() => socket.write(' '), 20);
    });
    await using api = client(server.url, { limits: shortLimits });
    const error = await api.failure();
    clearInterval(drip);
    expect(error.kind).toBe('timeout');
    expect(error.explanation).toContain('is not known');
    expect(server.count()).toBe(1);
  });

  it.each([
    ['no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['a head that never ends', `${head}x: ${'y'.repeat(100_000)}`],
    ['an answer cut before its head is whole', head],
    ['a length that is not kept', `${head}content-length: 99\r\n\r\n${whole}`],
    ['a broken chunk', `${head}transfer-encoding: chunked\r\n\r\nzz\r\n${whole}`],
  ])('%s', async (_, bytes) => {
    await using server = await rawServer((socket) => socket.end(bytes));
    await using api = client(server.url);
    const error = await api.failure();
    expect(error.kind).toBe('interrupted');
    expect(server.count()).toBe(1);
  });

  it('cancelled while X thinks: said so, and the connection is gone', async () => {
    const stopped = new AbortController();
    let gone: Promise<unknown> | undefined;
    await using server = await rawServer((socket) => {
      gone = new Promise((resolve) => socket.once('close', resolve));
      stopped.abort();
    });
    await using api = client(server.url);
    await expect(api.initialize(undefined, stopped.signal)).rejects.toMatchObject({
      kind: 'cancelled',
      explanation: 'Cancelled.',
    });
    await gone;
    expect(server.count()).toBe(1);
  });
});
