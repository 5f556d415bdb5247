/** Calls to X through real proxies, whose tunnels all end at a stand-in for X on this machine. */
import dns from 'node:dns';
import { isIP } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import tls from 'node:tls';
import { inspect } from 'node:util';
import { beforeEach, describe, expect, it, vi, type MockInstance } from 'vitest';
import { productionOrigin } from '../../../src/api/contract.ts';
import type { NetworkSettings } from '../../../src/api/proxyRoute.ts';
import { createUndiciClient } from '../../../src/api/undiciClient.ts';
import { authority, localCertificate } from './privateAuthority.ts';
import { basic, defaults, login, proxyTo, standInX, withLogin } from './proxies.ts';
import { selfSigned } from './selfSigned.ts';
import { client, longLimits, png } from './support.ts';

const token = 'token-for-x-alone-0123456789';
const id = '1880028106020515840';

type Lookup = (name: string, options: object, done: (error: Error) => void) => void;

beforeEach(() => {
  vi.spyOn(tls, 'getCACertificates').mockImplementation((type) =>
    type === 'system' ? [authority] : [],
  );
});

/** A client of api.x.com with these settings, which can be changed. */
function xClient(settings: Partial<NetworkSettings>) {
  let network: NetworkSettings = { ...defaults, ...settings };
  return Object.assign(client(productionOrigin, { token, network: () => network }), {
    change: (next: Partial<NetworkSettings>) => {
      network = { ...defaults, ...next };
    },
  });
}

describe('a call to X through a proxy that wants a login', () => {
  it.each<[string, (proxy: string) => Partial<NetworkSettings>]>([
    ['in http.proxy', (proxy) => ({ proxy: withLogin(proxy) })],
    ['in http.proxyAuthorization', (proxy) => ({ proxy, proxyAuthorization: basic() })],
    ['in HTTPS_PROXY', (proxy) => ({ environment: { HTTPS_PROXY: withLogin(proxy) } })],
    ['in http_proxy', (proxy) => ({ environment: { http_proxy: withLogin(proxy) } })],
  ])('%s', async (_, settings) => {
    const x = standInX();
    await using proxy = await proxyTo(x, { login });
    await using api = xClient(settings(proxy.url));
    expect((await api.initialize()).id).toBe(id);
    expect(x.requests).toHaveLength(1);
    expect(x.requests[0]).toMatchObject({
      path: '/2/media/upload/initialize',
      headers: { host: 'api.x.com', authorization: `Bearer ${token}` },
      body: JSON.stringify(png),
    });
    expect(x.requests[0]?.headers).not.toHaveProperty('proxy-authorization');
    // All that a proxy learns: where to, and who asks it.
    expect(proxy.connects).toEqual([
      {
        target: 'api.x.com:443',
        headers: {
          host: 'api.x.com',
          'proxy-authorization': basic(),
          'proxy-connection': 'keep-alive',
          connection: 'close',
        },
      },
    ]);
    expect(api.lines.join('\n')).not.toMatch(/Basic|%40|corp/);
  });

  it('through TLS to the proxy, whose certificate the company signed; no IP address names it', async () => {
    const x = standInX();
    const names: unknown[] = [];
    const connect = vi.spyOn(tls, 'connect');
    await using proxy = await proxyTo(x, { login, certificate: localCertificate });
    await using api = xClient({ proxy: withLogin(proxy.url) });
    await api.initialize();
    for (const [options] of connect.mock.calls) {
      names.push((options as tls.ConnectionOptions).servername);
    }
    expect(names).toContain('api.x.com');
    expect(names.filter((name) => typeof name === 'string' && isIP(name) > 0)).toEqual([]);
    expect(x.requests).toHaveLength(1);
  });

  it('with a new tunnel for each call that must not be sent twice, each closed behind it', async () => {
    const x = standInX();
    await using proxy = await proxyTo(x, { login });
    await using api = xClient({ proxy: withLogin(proxy.url) });
    const five = async () => {
      for (let n = 0; n < 5; n += 1) await api.initialize();
    };
    await Promise.all([five(), five(), five()]);
    expect(x.requests).toHaveLength(15);
    expect(proxy.connects).toHaveLength(15);
    await vi.waitFor(() => {
      expect(proxy.open()).toBe(0);
    });
  });

  it('in one tunnel for calls that may be kept in one', async () => {
    const x = standInX();
    await using proxy = await proxyTo(x);
    const network = () => ({ ...defaults, proxy: proxy.url });
    const http = createUndiciClient(longLimits, network);
    const request = { method: 'GET', url: new URL(`${productionOrigin}/2/media`) } as const;
    for (let n = 0; n < 3; n += 1) {
      await http.exchange({ ...request, headers: {} }, new AbortController().signal);
      // A connection can be used again once the turn that brought its answer is over.
      await nextTurn();
    }
    expect(x.requests).toHaveLength(3);
    expect(proxy.connects).toHaveLength(1);
    await http.close();
  });
});

describe('a call that no proxy is wanted for', () => {
  it.each<[string, Partial<NetworkSettings>, string]>([
    ['http.proxySupport', { proxySupport: 'off' }, 'because the setting http.proxySupport is off'],
    ['http.noProxy', { noProxy: ['x.com'] }, 'because the setting http.noProxy names api.x.com'],
    [
      'NO_PROXY',
      { environment: { NO_PROXY: 'b.test, .x.com' } },
      'because the variable NO_PROXY names api.x.com',
    ],
  ])('by %s goes to X itself, and says so when that fails', async (_, settings, says) => {
    await using proxy = await proxyTo(standInX());
    // Ends before anything leaves this machine.
    const lookup = vi.spyOn(dns, 'lookup') as unknown as MockInstance<Lookup>;
    lookup.mockImplementation((_name, _options, done) => {
      done(Object.assign(new Error('not in the tests'), { code: 'ENOTFOUND' }));
    });
    await using api = xClient({ proxy: proxy.url, ...settings });
    const error = await api.failure();
    expect(lookup.mock.calls.map(([name]) => name)).toEqual(Array(3).fill('api.x.com'));
    expect(error.kind).toBe('unreachable');
    expect(error.remedy).toContain(says);
    expect(proxy.connects).toEqual([]);
  });
});

describe('a certificate', () => {
  it('of the proxy that is not trusted: nothing is asked of it, unless http.proxyStrictSSL is off', async () => {
    const x = standInX();
    await using proxy = await proxyTo(x, { login, certificate: selfSigned });
    await using api = xClient({ proxy: withLogin(proxy.url) });
    const error = await api.failure();
    expect(error.kind).toBe('untrusted-certificate');
    expect(error.explanation).toBe(
      `The proxy ${new URL(proxy.url).host} (the setting http.proxy) has a certificate that is not trusted here, so nothing was sent.`,
    );
    expect(error.remedy).toContain('http.proxyStrictSSL');
    expect(proxy.connects).toEqual([]);
    expect(api.ports.waits).toEqual([]);

    api.change({ proxy: withLogin(proxy.url), proxyStrictSSL: false });
    expect((await api.initialize()).id).toBe(id);
  });

  it.each([
    ['that nobody vouches for', selfSigned],
    ['that the company signed for another name', localCertificate],
  ])('%s in place of X’s is refused, whatever http.proxyStrictSSL says', async (_, certificate) => {
    const x = standInX(certificate);
    await using proxy = await proxyTo(x);
    for (const proxyStrictSSL of [true, false]) {
      await using api = xClient({ proxy: proxy.url, proxyStrictSSL });
      const error = await api.failure();
      expect(error.kind).toBe('untrusted-certificate');
      expect(error.explanation).toBe(
        'The certificate of api.x.com is not trusted here, so nothing was sent.',
      );
      expect(error.remedy).toContain('its certificate authority must be known to this machine');
      expect(error.remedy.includes('waives only')).toBe(!proxyStrictSSL);
    }
    expect(proxy.connects).toHaveLength(2);
    expect(x.requests).toEqual([]);
  });

  it.each(['of the proxy', 'in place of X’s'])(
    '%s that nobody vouches for is refused also where the environment waives it for all of Node',
    async (whose) => {
      vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
      try {
        const x = whose === 'of the proxy' ? standInX() : standInX(selfSigned);
        await using proxy = await proxyTo(
          x,
          whose === 'of the proxy' ? { certificate: selfSigned } : {},
        );
        await using api = xClient({ proxy: proxy.url });
        expect((await api.failure()).kind).toBe('untrusted-certificate');
        expect(x.requests).toEqual([]);
      } finally {
        vi.unstubAllEnvs();
      }
    },
  );

  it('is read once for all ways there are', async () => {
    const x = standInX();
    await using one = await proxyTo(x);
    await using two = await proxyTo(x, { certificate: localCertificate });
    await using api = xClient({ proxy: one.url });
    await api.initialize();
    api.change({ proxy: two.url });
    await api.initialize();
    const reads = vi.mocked(tls.getCACertificates).mock.calls.filter(([type]) => type === 'system');
    expect(reads).toHaveLength(1);
  });
});

describe('changed settings', () => {
  it('hold from the next call on, and those in flight end where they began', async () => {
    const arrived = Promise.withResolvers<undefined>();
    const answering = Promise.withResolvers<undefined>();
    const slow = standInX(undefined, () => {
      arrived.resolve(undefined);
      return answering.promise;
    });
    const x = standInX();
    await using one = await proxyTo(slow);
    await using two = await proxyTo(x);
    await using api = xClient({ proxy: one.url });
    const first = api.initialize();
    await arrived.promise;
    api.change({ proxy: two.url });
    await api.initialize();
    expect(x.requests).toHaveLength(1);
    expect(one.open()).toBe(1);
    answering.resolve(undefined);
    expect((await first).id).toBe(id);
    await api.initialize();
    expect([slow.requests.length, x.requests.length]).toEqual([1, 2]);
    expect(one.connects).toHaveLength(1);
  });

  it('hold for a call that begins in the same moment', async () => {
    const x = standInX();
    await using one = await proxyTo(x);
    await using two = await proxyTo(x);
    await using api = xClient({ proxy: one.url });
    const calls = [];
    for (let n = 0; n < 8; n += 1) {
      calls.push(api.initialize());
      await Promise.resolve();
      api.change({ proxy: n % 2 === 0 ? two.url : one.url });
    }
    for (const call of calls) expect((await call).id).toBe(id);
    expect(one.connects.length + two.connects.length).toBe(8);
  });

  it('of a login take the place of the one that was wrong', async () => {
    const x = standInX();
    await using proxy = await proxyTo(x, { login });
    await using api = xClient({ proxy: withLogin(proxy.url, { ...login, password: 'wrong one' }) });
    expect((await api.failure()).kind).toBe('proxy');
    api.change({ proxy: withLogin(proxy.url) });
    expect((await api.initialize()).id).toBe(id);
  });

  it('close what was kept open by the old ones', async () => {
    const x = standInX();
    await using one = await proxyTo(x);
    await using two = await proxyTo(x);
    let proxy = one.url;
    const http = createUndiciClient(longLimits, () => ({ ...defaults, proxy }));
    const request = { method: 'GET', url: new URL(productionOrigin), headers: {} } as const;
    await http.exchange(request, new AbortController().signal);
    expect(one.open()).toBe(1);
    proxy = two.url;
    await http.exchange(request, new AbortController().signal);
    await vi.waitFor(() => {
      expect(one.open()).toBe(0);
    });
    await http.close();
    await vi.waitFor(() => {
      expect(two.open()).toBe(0);
    });
  });
});

describe('the proxy’s login', () => {
  it('is in no error, however deep its causes, and in no line', async () => {
    const x = standInX();
    const secrets = [login.password, encodeURIComponent(login.password), basic().slice(6)];
    await using proxy = await proxyTo(x, { login: { ...login, password: 'another' } });
    await using closed = await proxyTo(x);
    await closed[Symbol.asyncDispose]();
    const addresses = [
      withLogin(proxy.url),
      withLogin(closed.url),
      withLogin(proxy.url.replace('http:', 'https:')),
      withLogin('socks5://127.0.0.1:1080'),
      withLogin('http://127.0.0.1:99999'),
    ];
    for (const address of addresses) {
      await using api = xClient({ proxy: address });
      const error = await api.failure();
      const everything = inspect(error, { depth: 20, showHidden: true, maxStringLength: null });
      for (const secret of [...secrets, token]) {
        expect(everything).not.toContain(secret);
        expect(api.lines.join('\n')).not.toContain(secret);
      }
    }
    expect(x.requests).toEqual([]);
  });
});
