import { isLoopback } from './origins.ts';

/** The editor's `http.*` settings, by their names there, and the environment; all as it is now. */
export interface NetworkSettings {
  /** Empty for none. */
  readonly proxy: string;
  /** Hosts to reach directly; when there are any, they stand in place of NO_PROXY. */
  readonly noProxy: readonly string[];
  /** The whole value of a Proxy-Authorization header; empty for none. */
  readonly proxyAuthorization: string;
  /** About the proxy's certificate alone, never about X's. */
  readonly proxyStrictSSL: boolean;
  readonly proxySupport: 'off' | 'on' | 'fallback' | 'override';
  /** `process.env`, of which HTTPS_PROXY, HTTP_PROXY and NO_PROXY matter, also in lower case. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export const withoutProxy: NetworkSettings = {
  proxy: '',
  noProxy: [],
  proxyAuthorization: '',
  proxyStrictSSL: true,
  proxySupport: 'off',
  environment: {},
};

export interface DirectRoute {
  readonly via: 'direct';
  /** What keeps a proxy out of it, for a sentence; nothing when there is none. */
  readonly because?: string;
}

export interface ProxyRoute {
  readonly via: 'proxy';
  /** Scheme, host and port: no user name, no password. */
  readonly origin: string;
  readonly host: string;
  /** The setting or variable that names it, for a sentence. */
  readonly source: string;
  readonly authorization?: { readonly header: string; readonly source: string };
  readonly strictSSL: boolean;
}

/** A proxy is asked for that cannot be used: going around it is not ours to decide. */
export interface NoRoute {
  readonly via: 'nothing';
  readonly explanation: string;
  readonly remedy: string;
}

export type Route = DirectRoute | ProxyRoute | NoRoute;

/**
 * How to reach `url`, in the order in which the editor decides it: this machine directly, nothing
 * by proxy when `http.proxySupport` is off, not what `http.noProxy` or else NO_PROXY names; then
 * by `http.proxy`, or else by the environment's. As in the editor HTTPS_PROXY comes before
 * HTTP_PROXY, and lower case before upper.
 */
export function routeFor(url: URL, settings: NetworkSettings): Route {
  if (isLoopback(url.hostname)) return { via: 'direct' };
  if (settings.proxySupport === 'off') {
    return { via: 'direct', because: 'the setting http.proxySupport is off' };
  }
  const spared = sparedBy(url, settings);
  if (spared !== undefined) return { via: 'direct', because: `${spared} names ${url.hostname}` };
  if (settings.proxy.trim() !== '') {
    return routeBy(settings.proxy.trim(), 'the setting http.proxy', settings);
  }
  const names = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];
  const [name, text] = firstSet(names, settings.environment);
  return name === undefined ? { via: 'direct' } : routeBy(text, `the variable ${name}`, settings);
}

/** The first variable that says anything, and what it says. */
function firstSet(
  names: readonly string[],
  environment: NetworkSettings['environment'],
): readonly [name: string | undefined, text: string] {
  for (const name of names) {
    const text = environment[name]?.trim() ?? '';
    if (text !== '') return [name, text];
  }
  return [undefined, ''];
}

/** The setting or variable that wants `url` reached without a proxy. */
function sparedBy(url: URL, { noProxy, environment }: NetworkSettings): string | undefined {
  const listed = noProxy.filter((entry) => entry.trim() !== '');
  if (listed.length > 0) {
    return listed.some((entry) => spares(entry, url)) ? 'the setting http.noProxy' : undefined;
  }
  const [name, text] = firstSet(['no_proxy', 'NO_PROXY'], environment);
  const spared = text.split(/[,\s]+/).some((entry) => spares(entry, url));
  return name !== undefined && spared ? `the variable ${name}` : undefined;
}

/** `*`, or a host and all below it, with or without a port; X has no addresses that CIDR could name. */
function spares(entry: string, { protocol, hostname, port }: URL): boolean {
  const [, name = '', wanted] = /^(\*|\*?\.?[^:*]+)(?::(\d+))?$/.exec(entry.trim()) ?? [];
  if (name === '') return false;
  if (wanted !== undefined && wanted !== (port || (protocol === 'https:' ? '443' : '80'))) {
    return false;
  }
  return name === '*' || `.${hostname}`.endsWith(`.${name.replace(/^\*?\./, '').toLowerCase()}`);
}

function routeBy(text: string, source: string, settings: NetworkSettings): Route {
  const refuse = (what: string, remedy: string): NoRoute => ({
    via: 'nothing',
    explanation: `${what}, so nothing was sent.`,
    remedy,
  });
  const named = source.replace(/^t/, 'T');
  if (/^socks\w*:/i.test(text)) {
    return refuse(
      `${named} names a SOCKS proxy, which X Media cannot use`,
      'Name an HTTP proxy there, or X’s host in http.noProxy if this network reaches it directly.',
    );
  }
  const url = URL.parse(/^[a-z][\w+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  // An address with more behind it is most often a password with a character that ends the host.
  const whole = url !== null && url.pathname === '/' && url.search === '' && url.hash === '';
  if (!whole || !/^https?:$/.test(url.protocol)) {
    return refuse(
      `${named} is not the address of an HTTP proxy`,
      'Enter one such as http://proxy.example:8080; in a user name or password write special characters as %40 and so on.',
    );
  }
  const own = settings.proxyAuthorization.trim();
  if (/[^\t\x20-\x7e]/.test(own)) {
    return refuse(
      'The setting http.proxyAuthorization has characters that no header can carry',
      'Enter it anew, for example as Basic and the base64 of name:password.',
    );
  }
  const authorization =
    own !== ''
      ? { header: own, source: 'the setting http.proxyAuthorization' }
      : url.username !== '' || url.password !== ''
        ? { header: basic(url), source }
        : undefined;
  return {
    via: 'proxy',
    origin: url.origin,
    host: url.host,
    source,
    ...(authorization === undefined ? {} : { authorization }),
    strictSSL: settings.proxyStrictSSL,
  };
}

function basic({ username, password }: URL): string {
  const pair = [username, password].map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      // A percent sign that encodes nothing stands for itself.
      return part;
    }
  });
  return `Basic ${Buffer.from(pair.join(':')).toString('base64')}`;
}
