/** No redirect is followed, by no call that carries a secret: it is seen once, by the right host. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { whoAmI } from '../../../src/api/me.ts';
import type { Credential } from '../../../src/api/mediaApi.ts';
import { keys, signedClient } from './signed.ts';
import { rig } from './oauth2Rig.ts';
import { selfSigned } from './selfSigned.ts';
import { client, png } from './support.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Everything secret of a request: its authorization, and the body of OAuth 2.0's calls. */
interface Seen {
  readonly host: string | undefined;
  readonly path: string | undefined;
  readonly carried: string;
}

interface Listening extends AsyncDisposable {
  readonly port: number;
  readonly seen: Seen[];
  location: string;
}

async function listening(status: number, secure = false): Promise<Listening> {
  const seen: Seen[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const { host, authorization = '' } = request.headers;
      seen.push({ host, path: request.url, carried: authorization + body });
      response.writeHead(status, { location: self.location, refresh: `0; url=${self.location}` });
      response.end();
    });
  };
  const server: Server = secure ? createTlsServer(selfSigned, answer) : createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const self: Listening = {
    port: (server.address() as AddressInfo).port,
    seen,
    location: '/',
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return self;
}

const never = new AbortController().signal;
const token = 'only-for-one-server';

/** Each call that carries a secret: where it goes, a part of that secret, and how it is made. */
const calls: readonly [string, string, string, (origin: string) => Promise<unknown>][] = [
  [
    'initialize by v2',
    '/2/media/upload/initialize',
    token,
    async (origin) => {
      await using api = client(origin, { token });
      expect((await api.failure()).kind).toBe('redirect');
      expect(api.ports.waits).toEqual([]);
    },
  ],
  [
    'INIT by v1.1',
    '/1.1/media/upload.json',
    keys.consumerKey,
    async (origin) => {
      await using api = signedClient(origin);
      expect((await api.failure(png)).kind).toBe('redirect');
    },
  ],
  [
    'users/me',
    '/2/users/me',
    token,
    async (origin) => {
      await using api = client(origin);
      const authorization = () => Promise.resolve(`Bearer ${token}`);
      const credential: Credential = { origin, label: 'a', kind: 'oauth2', authorization };
      const me = await whoAmI(api.transport, new URL(origin), credential, 'test/1', never);
      expect(me).toBeUndefined();
    },
  ],
  [
    'a code',
    '/2/oauth2/token',
    'code-of-this-run',
    async (origin) => {
      await using x = await rig({ origin });
      const { attempt } = await x.begin();
      const finished = await x.finish(attempt, { code: 'code-of-this-run' });
      expect(finished).toMatchObject({ ok: false, problem: { kind: 'redirect' } });
    },
  ],
  [
    'a refresh',
    '/2/oauth2/token',
    'refresh-token-before',
    async (origin) => {
      await using x = await rig({ origin });
      expect(await x.refresh()).toMatchObject({ ok: false, problem: { kind: 'redirect' } });
    },
  ],
  [
    'a revocation',
    '/2/oauth2/revoke',
    'token-to-revoke',
    async (origin) => {
      await using x = await rig({ origin });
      const revoked = await x.revoke('token-to-revoke');
      expect(revoked).toMatchObject({ ok: false, problem: { kind: 'redirect' } });
    },
  ],
];

describe.each(calls)('%s', (_, path, secret, call) => {
  describe.each([301, 302, 303, 307, 308])('answered %i', (status) => {
    it.each<[string, (ports: { here: number; other: number }) => string]>([
      ['to another port', ({ other }) => `http://127.0.0.1:${other}${path}`],
      ['to another host', ({ other }) => `http://localhost:${other}${path}`],
      ['to the same host', ({ here }) => `http://127.0.0.1:${here}${path}?again`],
      ['to a path', () => `${path}?again`],
      ['to a host without a scheme', ({ other }) => `//localhost:${other}${path}`],
    ])('%s ends there', async (_where, location) => {
      await using other = await listening(status);
      await using here = await listening(status);
      here.location = location({ here: here.port, other: other.port });
      await call(`http://127.0.0.1:${here.port}`);
      expect(other.seen).toEqual([]);
      expect(here.seen.map(({ host, path: asked }) => [host, asked])).toEqual([
        [`127.0.0.1:${here.port}`, path],
      ]);
      expect(here.seen[0]?.carried).toContain(secret);
    });

    it('from https to http ends there', async () => {
      vi.spyOn(tls, 'getCACertificates').mockReturnValue([selfSigned.cert]);
      await using plain = await listening(status);
      await using here = await listening(status, true);
      here.location = `http://127.0.0.1:${plain.port}${path}`;
      await call(`https://127.0.0.1:${here.port}`);
      expect(plain.seen).toEqual([]);
      expect(here.seen).toHaveLength(1);
      expect(here.seen[0]?.carried).toContain(secret);
    });
  });
});
