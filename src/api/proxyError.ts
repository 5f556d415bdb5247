import type { XApiErrorOptions, XErrorKind } from './errors.ts';
import { dropBytes, networkFault, type NetworkFault } from './networkFault.ts';
import type { NoRoute, ProxyRoute } from './proxyRoute.ts';

type Words = Pick<XApiErrorOptions, 'kind' | 'explanation' | 'remedy'>;

/**
 * No way through a proxy, explained: always before anything was sent to X. Its words and its cause
 * hold neither the proxy's user name nor its password.
 */
export class ProxyError extends Error {
  readonly words: Words;

  constructor(message: string, words: Words, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ProxyError';
    this.words = words;
  }
}

export const nameOf = ({ host, source }: ProxyRoute): string => `proxy ${host} (${source})`;

export function unusableProxy({ explanation, remedy }: NoRoute): ProxyError {
  return new ProxyError('not used', { kind: 'proxy', explanation, remedy });
}

/** The schemes of RFC 9110 §11 that proxies ask for; other text of theirs is not repeated. */
const schemes = new Map([
  ['basic', 'Basic'],
  ['negotiate', 'Negotiate (Kerberos)'],
  ['kerberos', 'Kerberos'],
  ['ntlm', 'NTLM'],
  ['digest', 'Digest'],
  ['bearer', 'Bearer'],
]);
const either = new Intl.ListFormat('en', { type: 'disjunction' });

const around = (host: string) =>
  `name ${host} in http.noProxy if this network reaches it directly.`;

/** What the proxy answered instead of opening a tunnel to `host`. */
export function refusedByProxy(
  route: ProxyRoute,
  host: string,
  status: number,
  challenge: string | readonly string[] | undefined,
): ProxyError {
  const refused = (kind: XErrorKind, says: string, remedy: string) =>
    new ProxyError(`CONNECT was answered ${status}`, {
      kind,
      explanation: `The ${nameOf(route)} ${says} (${status}), so nothing was sent.`,
      remedy,
    });
  if (status === 407) {
    const offered = [challenge ?? []]
      .flat()
      .join(',')
      .matchAll(/(?:^|,)\s*([\w-]+)/g);
    const asked = Array.from(offered, ([, scheme = '']) => schemes.get(scheme.toLowerCase()) ?? []);
    const known = asked.flat();
    if (known.length > 0 && !known.includes('Basic')) {
      return refused(
        'proxy',
        `asks for ${either.format(new Set(known))}, which X Media cannot do`,
        `Name a proxy that takes a user name and a password, or ${around(host)}`,
      );
    }
    const { authorization } = route;
    return authorization === undefined
      ? refused(
          'proxy',
          'wants a user name and a password',
          'Put them into its address (http://name:password@host:port) or into the setting http.proxyAuthorization; what the editor itself was told is not handed on to extensions.',
        )
      : refused(
          'proxy',
          'does not accept the user name and password it was given',
          `Correct them in ${authorization.source}, then initialize again.`,
        );
  }
  return status >= 500
    ? refused(
        'unreachable',
        `could not reach ${host}`,
        `Initialize again; if it stays, ask whoever runs the proxy, or ${around(host)}`,
      )
    : refused(
        'proxy',
        `does not let X Media through to ${host}`,
        `Ask whoever runs the proxy to allow ${host}, or ${around(host)}`,
      );
}

const says: Readonly<Record<NetworkFault, readonly [kind: XErrorKind, says: string]>> = {
  'name-unknown': ['unreachable', 'could not be found by its name'],
  'no-route': ['unreachable', 'cannot be reached from here: there is no route to it'],
  refused: ['unreachable', 'refused the connection'],
  'slow-to-connect': ['unreachable', 'could not be reached in time'],
  hung: ['unreachable', 'did not answer in time'],
  stalled: ['unreachable', 'did not answer in time'],
  broken: ['unreachable', 'broke the connection'],
  certificate: ['untrusted-certificate', 'has a certificate that is not trusted here'],
  'no-tls': ['proxy', 'does not speak TLS, as its address wants it'],
  'no-http': ['proxy', 'does not answer as an HTTP proxy does'],
  'too-large': ['proxy', 'does not answer as an HTTP proxy does'],
  'not-writable': ['proxy', 'could not be asked'],
};

/** The proxy did not answer. */
export function unreachedProxy(route: ProxyRoute, cause: unknown): ProxyError {
  const fault = networkFault(cause);
  dropBytes(cause);
  const [kind, what] = says[fault];
  const remedies: Partial<Record<NetworkFault, string>> = {
    certificate:
      'Make its certificate authority known to this machine. The setting http.proxyStrictSSL can waive this for the proxy; X’s own certificate is checked all the same.',
    'no-tls': `If it is an http proxy, change https to http in ${route.source}.`,
  };
  return new ProxyError(
    `no tunnel: ${fault}`,
    {
      kind,
      explanation: `The ${nameOf(route)} ${what}, so nothing was sent.`,
      remedy: remedies[fault] ?? `Check ${route.source} and the network, then initialize again.`,
    },
    cause,
  );
}
