/** Everything that can go wrong on the way through a proxy, and that nothing reached X then. */
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { inspect } from 'node:util';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { productionOrigin } from '../../../src/api/contract.ts';
import { unreachedProxy } from '../../../src/api/proxyError.ts';
import type { NetworkSettings } from '../../../src/api/proxyRoute.ts';
import type { TimeLimits } from '../../../src/api/transport.ts';
import { authority } from './privateAuthority.ts';
import { basic, defaults, oddProxy, proxyTo, standInX, withLogin } from './proxies.ts';
import { client, longLimits, rawServer, refusingOrigin } from './support.ts';

const token = 'token-for-x-alone-0123456789';
const retried = [500, 1000];
const established = 'HTTP/1.1 200 Connection Established\r\n\r\n';

beforeEach(() => {
  vi.spyOn(tls, 'getCACertificates').mockImplementation((type) =>
    type === 'system' ? [authority] : [],
  );
});

function xClient(settings: Partial<NetworkSettings>, limits?: TimeLimits) {
  const network = () => ({ ...defaults, ...settings });
  return client(productionOrigin, { token, network, ...(limits === undefined ? {} : { limits }) });
}

interface Row {
  readonly name: string;
  readonly proxy: (socket: Duplex) => unknown;
  readonly settings?: (url: string) => Partial<NetworkSettings>;
  readonly limits?: TimeLimits;
  readonly kind: string;
  /** What follows the name of the proxy, or the whole sentence where X is meant. */
  readonly says: string;
  readonly remedy: string;
  /** Milliseconds before each repetition. */
  readonly waits?: readonly number[];
}

const answers =
  (status: string, ...headers: readonly string[]) =>
  (socket: Duplex) =>
    socket.end([`HTTP/1.1 ${status}`, ...headers, 'content-length: 0', '', ''].join('\r\n'));
/** Milliseconds: a connection that is never made is given up by undici's clock of 500 ms. */
const impatient: TimeLimits = { ...longLimits, connectMs: 300, totalMs: 20_000 };

const rows: readonly Row[] = [
  {
    name: '407 without a login',
    proxy: answers('407 Proxy Authentication Required', 'Proxy-Authenticate: Basic realm="corp"'),
    kind: 'proxy',
    says: 'wants a user name and a password (407)',
    remedy: 'http.proxyAuthorization',
  },
  {
    name: '407 that does not say what it wants',
    proxy: answers('407 Proxy Authentication Required'),
    kind: 'proxy',
    says: 'wants a user name and a password (407)',
    remedy: 'http://name:password@host:port',
  },
  {
    name: '407 with a login in http.proxy',
    proxy: answers('407 No', 'Proxy-Authenticate: Basic realm="corp"'),
    settings: (url) => ({ proxy: withLogin(url) }),
    kind: 'proxy',
    says: 'does not accept the user name and password it was given (407)',
    remedy: 'Correct them in the setting http.proxy,',
  },
  {
    name: '407 with a login in a variable',
    proxy: answers('407 No', 'Proxy-Authenticate: Basic realm="corp"'),
    settings: (url) => ({ environment: { https_proxy: withLogin(url) } }),
    kind: 'proxy',
    says: 'does not accept the user name and password it was given (407)',
    remedy: 'Correct them in the variable https_proxy,',
  },
  {
    name: '407 with http.proxyAuthorization',
    proxy: answers('407 No', 'Proxy-Authenticate: NTLM, Basic realm="a, b"'),
    settings: (url) => ({ proxy: url, proxyAuthorization: 'Basic abc' }),
    kind: 'proxy',
    says: 'does not accept the user name and password it was given (407)',
    remedy: 'Correct them in the setting http.proxyAuthorization,',
  },
  {
    name: '407 for Kerberos alone',
    proxy: answers('407 No', 'Proxy-Authenticate: Negotiate'),
    settings: (url) => ({ proxy: withLogin(url) }),
    kind: 'proxy',
    says: 'asks for Negotiate (Kerberos), which X Media cannot do (407)',
    remedy: 'name api.x.com in http.noProxy if this network reaches it directly',
  },
  {
    name: '407 for a choice of what X Media cannot do',
    proxy: answers(
      '407 No',
      'Proxy-Authenticate: negotiate',
      'Proxy-Authenticate: NTLM',
      'Proxy-Authenticate: Digest realm="Basic", nonce="x"',
      'Proxy-Authenticate: [Basic](command:evil), evil',
    ),
    kind: 'proxy',
    says: 'asks for Negotiate (Kerberos), NTLM, or Digest, which X Media cannot do (407)',
    remedy: 'takes a user name and a password',
  },
  {
    name: '403',
    proxy: answers('403 Forbidden'),
    kind: 'proxy',
    says: 'does not let X Media through to api.x.com (403)',
    remedy: 'Ask whoever runs the proxy to allow api.x.com',
  },
  {
    name: '302 to a page that asks to sign in',
    proxy: answers('302 Found', 'Location: http://portal.test/'),
    kind: 'proxy',
    says: 'does not let X Media through to api.x.com (302)',
    remedy: 'Ask whoever runs the proxy to allow api.x.com',
  },
  ...['502 Bad Gateway', '503 Unavailable', '504 Timeout', '594 Connection Refused'].map(
    (status): Row => ({
      name: status,
      proxy: answers(status),
      kind: 'unreachable',
      says: `could not reach api.x.com (${status.slice(0, 3)})`,
      remedy: 'Initialize again',
      waits: retried,
    }),
  ),
  {
    name: 'no HTTP in answer to CONNECT',
    proxy: (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
    kind: 'proxy',
    says: 'does not answer as an HTTP proxy does',
    remedy: 'Check the setting http.proxy',
  },
  {
    name: 'closed in place of an answer',
    proxy: (socket) => socket.destroy(),
    kind: 'unreachable',
    says: 'broke the connection',
    remedy: 'Check the setting http.proxy',
    waits: retried,
  },
  {
    name: 'no answer',
    proxy: () => undefined,
    limits: impatient,
    kind: 'unreachable',
    says: 'did not answer in time',
    remedy: 'Check the setting http.proxy',
    waits: retried,
  },
  {
    name: 'a tunnel that is closed at once',
    proxy: (socket) => socket.end(established),
    kind: 'unreachable',
    says: 'The connection to api.x.com broke while it was made, so nothing was sent.',
    remedy: 'The call goes through the proxy 127.0.0.1',
    waits: retried,
  },
  {
    name: 'a tunnel to something without TLS',
    proxy: (socket) => socket.end(`${established}HTTP/1.1 400 Bad Request\r\n\r\n`),
    kind: 'no-tls',
    says: 'api.x.com does not speak TLS, as https wants it, so nothing was sent.',
    remedy: 'Something answers in its place',
  },
  {
    name: 'a tunnel to nowhere',
    proxy: (socket) => socket.write(established),
    limits: impatient,
    kind: 'unreachable',
    says: 'api.x.com could not be reached in time, so nothing was sent.',
    remedy: 'The call goes through the proxy 127.0.0.1',
    waits: retried,
  },
];

describe('the proxy', () => {
  it.concurrent.each(rows)('$name', async (row) => {
    const { kind, says, remedy, waits = [] } = row;
    const seen: string[] = [];
    await using proxy = await oddProxy((socket) => {
      socket.on('data', (bytes: Buffer) => seen.push(bytes.toString('latin1')));
      row.proxy(socket);
    });
    const settings = row.settings?.(proxy.url) ?? { proxy: proxy.url };
    await using api = xClient(settings, row.limits);
    const error = await api.failure();
    const source =
      settings.environment === undefined ? 'the setting http.proxy' : 'the variable https_proxy';
    const who = `The proxy ${new URL(proxy.url).host} (${source})`;
    expect(error.kind).toBe(kind);
    expect(error.explanation).toBe(
      says.endsWith('.') ? says : `${who} ${says}, so nothing was sent.`,
    );
    expect(error.remedy).toContain(remedy);
    expect(api.ports.waits).toEqual(waits);
    expect(proxy.connects).toHaveLength(waits.length + 1);
    expect(seen.join('')).not.toContain(token);
    expect(JSON.stringify([error.message, api.lines])).not.toMatch(/evil|portal/);
  });

  it('that does not listen', async () => {
    const proxy = await refusingOrigin();
    await using api = xClient({ environment: { HTTP_PROXY: proxy } });
    const error = await api.failure();
    expect(error.kind).toBe('unreachable');
    expect(error.explanation).toBe(
      `The proxy ${new URL(proxy).host} (the variable HTTP_PROXY) refused the connection, so nothing was sent.`,
    );
    expect(error.remedy).toContain('Check the variable HTTP_PROXY and the network');
    expect(api.ports.waits).toEqual(retried);
  });

  it('called with https that speaks http, and the other way round', async () => {
    const x = standInX();
    await using plain = await proxyTo(x);
    await using wrong = xClient({ proxy: plain.url.replace('http:', 'https:') });
    const error = await wrong.failure();
    expect(error.kind).toBe('proxy');
    expect(error.explanation).toContain('does not speak TLS, as its address wants it');
    expect(error.remedy).toBe(
      'If it is an http proxy, change https to http in the setting http.proxy.',
    );
    await using secure = await rawServer((socket) =>
      socket.end(Buffer.from('150301000202', 'hex')),
    );
    await using other = xClient({ proxy: secure.url });
    expect((await other.failure()).explanation).toContain('does not answer as an HTTP proxy does');
    expect(x.requests).toEqual([]);
  });

  it.each([
    ['ENOTFOUND', 'unreachable', 'could not be found by its name'],
    ['EAI_AGAIN', 'unreachable', 'could not be found by its name'],
    ['EHOSTUNREACH', 'unreachable', 'there is no route to it'],
    ['UND_ERR_CONNECT_TIMEOUT', 'unreachable', 'could not be reached in time'],
    ['CERT_HAS_EXPIRED', 'untrusted-certificate', 'has a certificate that is not trusted here'],
    ['UND_ERR_HEADERS_OVERFLOW', 'proxy', 'does not answer as an HTTP proxy does'],
    ['ESOMETHINGNEW', 'unreachable', 'broke the connection'],
  ])('%s', (code, kind, says) => {
    const cause = Object.assign(new Error(code), { code });
    const error = unreachedProxy(
      {
        via: 'proxy',
        origin: 'http://p.test',
        host: 'p.test',
        source: 'the setting http.proxy',
        strictSSL: true,
      },
      cause,
    );
    expect(error.words.kind).toBe(kind);
    expect(error.words.explanation).toMatch(/^The proxy p\.test \(.*so nothing was sent\.$/);
    expect(error.words.explanation).toContain(says);
    expect(error.cause).toBe(cause);
  });

  it.each([
    ['a SOCKS proxy', { proxy: 'socks5://127.0.0.1:1080' }, 'a SOCKS proxy'],
    ['no address', { proxy: 'http://name:12/34@127.0.0.1' }, 'not the address of an HTTP proxy'],
    [
      'a login that no header carries',
      { proxy: 'http://127.0.0.1:9', proxyAuthorization: 'Basic a\r\nx-evil: 1' },
      'characters that no header can carry',
    ],
  ])(
    'that cannot be used, %s: nothing is sent, and nothing goes around it',
    async (_, settings, says) => {
      await using api = xClient(settings);
      const error = await api.failure();
      expect(error.kind).toBe('proxy');
      expect(error.explanation).toContain(says);
      expect(error.explanation).toContain('so nothing was sent');
      expect(api.ports.waits).toEqual([]);
      expect(JSON.stringify([error.message, String(error.cause), api.lines])).not.toMatch(
        /evil|34/,
      );
    },
  );
});

describe('what comes in place of HTTP', () => {
  it.each(['from the proxy', 'from X'])(
    '%s may repeat a secret, which no error keeps',
    async (who) => {
      const secret = who === 'from X' ? token : basic().slice(6);
      const garbage = `SSH-2.0-${secret}\r\n`;
      await using x = await rawServer((socket) => socket.end(garbage));
      await using proxy = await oddProxy((socket) => socket.end(garbage));
      await using api =
        who === 'from X' ? client(x.url, { token }) : xClient({ proxy: withLogin(proxy.url) });
      const error = await api.failure();
      expect(error.kind).toBe(who === 'from X' ? 'interrupted' : 'proxy');
      const everything = inspect(error, { depth: 20, showHidden: true, maxStringLength: null });
      expect(everything).toContain('HTTPParserError');
      expect(everything).not.toContain(secret);
    },
  );
});

describe('cancelled while the proxy thinks', () => {
  it('is cancelled at once', async () => {
    const stopped = new AbortController();
    await using proxy = await oddProxy(() => {
      stopped.abort();
    });
    await using api = xClient({ proxy: proxy.url });
    await expect(api.initialize(undefined, stopped.signal)).rejects.toMatchObject({
      kind: 'cancelled',
    });
    await api[Symbol.asyncDispose]();
    await vi.waitFor(() => {
      expect(proxy.open()).toBe(0);
    });
  });
});
