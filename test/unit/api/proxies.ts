/** Proxies of a test's own, and a stand-in for X behind them. None of them dials out. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { Server as ProxyChain } from 'proxy-chain';
import type { NetworkSettings } from '../../../src/api/proxyRoute.ts';
import { xCertificate } from './privateAuthority.ts';

export const answer = '{"data":{"id":"1880028106020515840","expires_after_secs":60}}';

/** The editor's settings as they are by default, in an environment without variables. */
export const defaults: NetworkSettings = {
  proxy: '',
  noProxy: [],
  proxyAuthorization: '',
  proxyStrictSSL: true,
  proxySupport: 'override',
  environment: {},
};

/** A proxy's name and password in which every kind of character occurs. */
export const login = { username: 'us er@corp', password: 'p@ss:w%rd/#?ü' };

/** `http://proxy` → `http://name:password@proxy`. */
export function withLogin(proxy: string, { username, password } = login): string {
  const [name, secret] = [username, password].map(encodeURIComponent);
  return proxy.replace('//', `//${name}:${secret}@`);
}

export function basic({ username, password } = login): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** X as far as a certificate shows it. It listens nowhere: proxies hand it their tunnels. */
export function standInX(
  certificate = xCertificate,
  before: (request: IncomingMessage) => unknown = () => undefined,
) {
  const requests: ReceivedRequest[] = [];
  const server = createTlsServer(certificate, (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      requests.push({ path: request.url ?? '', headers: request.headers, body });
      void Promise.resolve(before(request)).then(() => response.end(answer));
    });
  });
  // A client that refuses the certificate breaks the handshake, which is what it should do.
  server.on('tlsClientError', () => undefined);
  return { server, requests };
}

export interface Proxy extends AsyncDisposable {
  readonly url: string;
  /** What the proxy saw of each CONNECT, in order. */
  readonly connects: readonly { readonly target: string; readonly headers: IncomingHttpHeaders }[];
  /** Tunnels and other connections that are open now. */
  readonly open: () => number;
}

export interface ProxyOptions {
  /** Without it, the proxy asks for none. */
  readonly login?: typeof login;
  /** Behind TLS, with this certificate. */
  readonly certificate?: typeof xCertificate;
}

/** A kept proxy server, whose every tunnel leads to the stand-in, whatever it asks for. */
export async function proxyTo(
  x: ReturnType<typeof standInX>,
  { login: wanted, certificate }: ProxyOptions = {},
): Promise<Proxy> {
  const connects: { target: string; headers: IncomingHttpHeaders }[] = [];
  const common = {
    port: 0,
    host: '127.0.0.1',
    prepareRequestFunction: ({ request, username, password }: PrepareOptions) => {
      connects.push({ target: request.url ?? '', headers: request.headers });
      return {
        requestAuthentication:
          wanted !== undefined && (username !== wanted.username || password !== wanted.password),
        customConnectServer: x.server,
      };
    },
  };
  const proxy =
    certificate === undefined
      ? new ProxyChain(common)
      : new ProxyChain({ ...common, serverType: 'https', httpsOptions: certificate });
  await proxy.listen();
  return {
    url: `${certificate === undefined ? 'http' : 'https'}://127.0.0.1:${proxy.port}`,
    connects,
    open: () => proxy.getConnectionIds().length,
    [Symbol.asyncDispose]: async () => {
      await proxy.close(true);
    },
  };
}

interface PrepareOptions {
  readonly request: IncomingMessage;
  readonly username: string;
  readonly password: string;
}

/** A proxy that treats each CONNECT as `handle` says. */
export async function oddProxy(handle: (socket: Duplex) => void): Promise<Proxy> {
  const connects: { target: string; headers: IncomingHttpHeaders }[] = [];
  const sockets = new Set<Duplex>();
  const server = createServer();
  server.on('connect', (request, socket) => {
    connects.push({ target: request.url ?? '', headers: request.headers });
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    // Node leaves it half open when the other side has gone.
    socket.on('end', () => socket.end()).resume();
    handle(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connects,
    open: () => sockets.size,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
