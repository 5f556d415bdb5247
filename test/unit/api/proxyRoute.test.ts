/** Settings and environment → the way to a server; no connection is made. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { routeFor, type NetworkSettings } from '../../../src/api/proxyRoute.ts';
import { basic, defaults, withLogin } from './proxies.ts';

const x = 'https://api.x.com/2/media/upload/initialize';
const proxy = 'http://proxy.corp.test:8080';

/** In few words: `direct`, the proxy, or `nothing`; and what decided. */
function routed(settings: Partial<NetworkSettings>, url = x): string {
  const route = routeFor(new URL(url), { ...defaults, ...settings });
  if (route.via === 'direct') return `direct${route.because ? ` because ${route.because}` : ''}`;
  return route.via === 'proxy' ? `${route.origin} by ${route.source}` : route.via;
}

describe('which proxy', () => {
  const setting = `${proxy} by the setting http.proxy`;
  const named = (name: string, origin = proxy) => `${origin} by the variable ${name}`;

  it.each<[string, Partial<NetworkSettings>, string]>([
    ['no settings', {}, 'direct'],
    ['http.proxy', { proxy }, setting],
    ['http.proxy with blanks', { proxy: ` ${proxy} ` }, setting],
    ['http.proxy with a slash', { proxy: `${proxy}/` }, setting],
    ['http.proxy without a scheme', { proxy: 'proxy.corp.test:8080' }, setting],
    [
      'http.proxy behind TLS',
      { proxy: 'https://proxy.corp.test' },
      'https://proxy.corp.test by the setting http.proxy',
    ],
    [
      'http.proxy at an IPv6 address',
      { proxy: 'http://[2001:db8::1]:8080' },
      'http://[2001:db8::1]:8080 by the setting http.proxy',
    ],
    ['blanks alone', { proxy: '  ' }, 'direct'],
    ['the setting before a variable', { proxy, environment: { HTTPS_PROXY: 'http://b' } }, setting],
    ['HTTPS_PROXY', { environment: { HTTPS_PROXY: proxy } }, named('HTTPS_PROXY')],
    ['https_proxy', { environment: { https_proxy: proxy } }, named('https_proxy')],
    ['HTTP_PROXY', { environment: { HTTP_PROXY: proxy } }, named('HTTP_PROXY')],
    ['http_proxy', { environment: { http_proxy: proxy } }, named('http_proxy')],
    [
      'lower case before upper',
      { environment: { HTTPS_PROXY: 'http://b', https_proxy: proxy } },
      named('https_proxy'),
    ],
    [
      'HTTPS before HTTP, in any case',
      { environment: { http_proxy: 'http://b', HTTPS_PROXY: proxy } },
      named('HTTPS_PROXY'),
    ],
    [
      'an empty variable is none',
      { environment: { https_proxy: '', HTTPS_PROXY: ' ', http_proxy: proxy } },
      named('http_proxy'),
    ],
    ['ALL_PROXY, which the editor does not know', { environment: { ALL_PROXY: proxy } }, 'direct'],
    [
      'http.proxySupport off: neither setting nor variable',
      { proxySupport: 'off', proxy, environment: { HTTPS_PROXY: proxy } },
      'direct because the setting http.proxySupport is off',
    ],
    ['http.proxySupport on', { proxySupport: 'on', proxy }, setting],
    ['http.proxySupport fallback', { proxySupport: 'fallback', proxy }, setting],
  ])('%s', (_, settings, expected) => {
    expect(routed(settings)).toBe(expected);
  });

  it.each([
    'http://127.0.0.1:4010/',
    'https://127.0.0.1:4010/',
    'http://127.8.9.1/',
    'http://localhost:4010/',
    'http://[::1]:4010/',
  ])('none for this machine: %s', (url) => {
    expect(routed({ proxy, environment: { HTTP_PROXY: proxy } }, url)).toBe('direct');
  });
});

describe('what is spared', () => {
  it.each<[string, string, boolean]>([
    ['*', x, true],
    ['api.x.com', x, true],
    ['API.X.com', x, true],
    ['x.com', x, true],
    ['.x.com', x, true],
    ['*.x.com', x, true],
    ['com', x, true],
    ['api.x.com:443', x, true],
    ['.x.com:443', x, true],
    ['*:443', x, true],
    [' api.x.com ', x, true],
    ['api.x.com:8443', x, false],
    ['pi.x.com', x, false],
    ['other.api.x.com', x, false],
    ['api.x.com.evil.test', x, false],
    ['upload.twitter.com', x, false],
    ['upload.twitter.com', 'https://upload.twitter.com/', true],
    ['api?x.com', x, false],
    ['10.0.0.0/8', x, false],
    ['a:b:c', x, false],
    ['.', x, false],
    ['', x, false],
  ])('%s', (entry, url, spared) => {
    const by = (what: string): unknown =>
      spared
        ? `direct because ${what} names ${new URL(url).hostname}`
        : expect.stringContaining(proxy);
    expect(routed({ proxy, noProxy: ['b.test', entry] }, url)).toEqual(
      by('the setting http.noProxy'),
    );
    for (const name of ['no_proxy', 'NO_PROXY']) {
      for (const text of [entry, `b.test,${entry}`, `b.test, ${entry},`, `b.test ${entry}`]) {
        const environment = { [name]: text, HTTPS_PROXY: proxy };
        expect(routed({ environment }, url)).toEqual(by(`the variable ${name}`));
        expect(routed({ proxy, environment }, url)).toEqual(by(`the variable ${name}`));
      }
    }
  });

  it('is what http.noProxy says, and NO_PROXY only where that says nothing', () => {
    const environment = { NO_PROXY: '*' };
    expect(routed({ proxy, noProxy: ['b.test'], environment })).toContain(proxy);
    expect(routed({ proxy, noProxy: ['', ' '], environment })).toContain('NO_PROXY');
  });
});

describe('the login', () => {
  const headerOf = (settings: Partial<NetworkSettings>) => {
    const route = routeFor(new URL(x), { ...defaults, ...settings });
    return route.via === 'proxy' ? route.authorization : undefined;
  };

  it.each<[string, Partial<NetworkSettings>, string | undefined, string?]>([
    ['none', { proxy }, undefined],
    ['in the address', { proxy: withLogin(proxy) }, basic(), 'the setting http.proxy'],
    [
      'in a variable',
      { environment: { HTTPS_PROXY: withLogin(proxy) } },
      basic(),
      'the variable HTTPS_PROXY',
    ],
    [
      'a name alone',
      { proxy: 'http://name@proxy.corp.test:8080' },
      basic({ username: 'name', password: '' }),
      'the setting http.proxy',
    ],
    [
      'a percent sign that encodes nothing',
      { proxy: 'http://na%me:50%@proxy.corp.test' },
      basic({ username: 'na%me', password: '50%' }),
      'the setting http.proxy',
    ],
    [
      'http.proxyAuthorization before the address',
      { proxy: withLogin(proxy), proxyAuthorization: ' Bearer abc\n' },
      'Bearer abc',
      'the setting http.proxyAuthorization',
    ],
    [
      'http.proxyAuthorization for a variable’s proxy',
      { environment: { HTTPS_PROXY: proxy }, proxyAuthorization: basic() },
      basic(),
      'the setting http.proxyAuthorization',
    ],
  ])('%s', (_, settings, header, source) => {
    expect(headerOf(settings)).toEqual(header === undefined ? undefined : { header, source });
  });

  it('is in nothing that is shown, whatever its characters', () => {
    const text = fc.string({ minLength: 6, unit: 'grapheme' }).filter((s) => s.isWellFormed());
    fc.assert(
      fc.property(text, text, fc.boolean(), (username, password, encoded) => {
        // The characters that an address is made of aside, which each of them shows.
        fc.pre(!`${proxy} by the setting http.proxy`.includes(password));
        const address = encoded
          ? withLogin(proxy, { username, password })
          : proxy.replace('//', () => `//${username}:${password}@`);
        const route = routeFor(new URL(x), { ...defaults, proxy: address });
        const shown = JSON.stringify({ ...route, authorization: undefined });
        expect(shown).not.toContain(password);
        expect(shown).not.toContain(encodeURIComponent(password));
        if (encoded) {
          expect(headerOf({ proxy: address })?.header).toBe(basic({ username, password }));
        }
      }),
    );
  });
});

describe('what cannot be used is said, and not gone around', () => {
  const address = 'is not the address of an HTTP proxy, so nothing was sent.';
  it.each<[string, Partial<NetworkSettings>, string]>([
    ...['socks5://p.test:1080', 'socks://p.test', 'SOCKS4A://p.test', 'socks5h://a:b@p.test'].map(
      (text): [string, Partial<NetworkSettings>, string] => [
        text,
        { proxy: text },
        'The setting http.proxy names a SOCKS proxy, which X Media cannot use, so nothing was sent.',
      ],
    ),
    ...[
      'ftp://p.test',
      'file:///etc/passwd',
      'http://',
      'http://p.test:99999',
      'http://p test',
      'http://p.test/path',
      'http://p.test/?a',
      'http://p.test/#a',
      'http://name:12/34@p.test:8080',
      'http://name:12#34@p.test:8080',
      'http://name:12?34@p.test:8080',
    ].map((text): [string, Partial<NetworkSettings>, string] => [
      text,
      { proxy: text },
      `The setting http.proxy ${address}`,
    ]),
    [
      'a variable',
      { environment: { https_proxy: 'http://a b' } },
      `The variable https_proxy ${address}`,
    ],
    ...['Basic a\r\nx-evil: 1', 'Basic a\0b', 'Basic a\nb', 'Bäsic'].map(
      (text): [string, Partial<NetworkSettings>, string] => [
        JSON.stringify(text),
        { proxy, proxyAuthorization: text },
        'The setting http.proxyAuthorization has characters that no header can carry, so nothing was sent.',
      ],
    ),
  ])('%s', (_, given, explanation) => {
    const route = routeFor(new URL(x), { ...defaults, ...given });
    expect(route).toMatchObject({ via: 'nothing', explanation });
    expect(JSON.stringify(route)).not.toMatch(/34|evil/);
  });
});
