/** Whose certificates are trusted, through the real client. */
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { selfSigned } from './selfSigned.ts';
import { client, httpServer } from './support.ts';

const answer = '{"data":{"id":"1880028106020515840","expires_after_secs":60}}';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

async function tlsServer() {
  const server = createTlsServer(selfSigned, (_, response) => response.end(answer));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('the system’s certificates', () => {
  it('are trusted, and read once', async () => {
    const read = vi.spyOn(tls, 'getCACertificates').mockImplementation((type) => {
      return type === 'system' ? [selfSigned.cert] : [];
    });
    await using server = await tlsServer();
    await using api = client(server.url);
    for (const id of ['1880028106020515840', '1880028106020515840']) {
      expect((await api.initialize()).id).toBe(id);
    }
    expect(read.mock.calls.filter(([type]) => type === 'system')).toHaveLength(1);
  });

  it.each<[string, () => string[]]>([
    [
      'cannot be read',
      () => {
        throw new Error('no store');
      },
    ],
    ['are rubbish', () => ['-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----']],
  ])('that %s leave those of Node', async (_, system) => {
    vi.spyOn(tls, 'getCACertificates').mockImplementation(system);
    await using server = await tlsServer();
    await using api = client(server.url);
    const error = await api.failure();
    expect(error.kind).toBe('untrusted-certificate');
    expect(error.remedy).toContain('Use http:// for a server on this machine');
  });

  it('are wanted even where the environment waives them for all of Node', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    await using server = await tlsServer();
    await using api = client(server.url);
    expect((await api.failure()).kind).toBe('untrusted-certificate');
  });

  it('are not read for http', async () => {
    const read = vi.spyOn(tls, 'getCACertificates');
    await using server = await httpServer((_, response) => response.end(answer));
    await using api = client(server.url);
    await api.initialize();
    expect(read).not.toHaveBeenCalled();
  });
});
