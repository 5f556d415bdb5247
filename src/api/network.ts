import type { XApiErrorOptions, XErrorKind } from './errors.ts';
import type { Call } from './mediaApi.ts';
import { networkFault, type NetworkFault } from './networkFault.ts';
import { isLoopback } from './origins.ts';
import { nameOf, ProxyError } from './proxyError.ts';
import type { DirectRoute, ProxyRoute } from './proxyRoute.ts';

type UsedRoute = DirectRoute | ProxyRoute;

interface Cause {
  readonly kind: XErrorKind;
  readonly explanation: (host: string) => string;
  readonly remedy: string | ((route: UsedRoute) => string);
  /** In place of it for a server on this machine, which is what xMedia.customBaseUrl names. */
  readonly loopbackRemedy?: string;
}

/** PAC files and Kerberos work in the editor alone, which hands extensions neither. */
function wayTaken(route: UsedRoute): string {
  if (route.via === 'proxy') return `The call goes through the ${nameOf(route)}.`;
  if (route.because !== undefined) return `No proxy is used, because ${route.because}.`;
  return 'X Media uses the setting http.proxy and the environment’s variables, but no PAC file and no Kerberos: set http.proxy if this network needs a proxy.';
}

const checkNetwork = 'Check the network, then initialize again.';
const checkWay = (route: UsedRoute) => `${checkNetwork} ${wayTaken(route)}`;
const noRepeat =
  'Initialize again when you are ready; if X did make a media_id, it is unused and expires by itself.';

/** In place of it for calls that make no media_id, and say the same when they are said twice. */
const repeats: Readonly<Record<Exclude<Call, 'initialize'>, string>> = {
  append: 'Continue the upload: the segment is sent again in the same place.',
  finalize: 'Continue the upload: X is asked first how far it is.',
  status: 'Continue the upload: X is asked again.',
  altText: 'Try again: sent twice, it does the same.',
  subtitles: 'Try again: sent twice, it does the same.',
};

const broken: Cause = {
  kind: 'interrupted',
  explanation: (host) =>
    `The connection to ${host} broke before its answer was whole; whether it accepted the request is not known.`,
  remedy: noRepeat,
};

/** A connection that failed while it was made, in a way that says nothing else. */
const brokenAtOnce: Cause = {
  kind: 'unreachable',
  explanation: (host) => `The connection to ${host} broke while it was made, so nothing was sent.`,
  remedy: checkWay,
  loopbackRemedy: checkNetwork,
};

const causes: Readonly<Record<NetworkFault, Cause>> = {
  'name-unknown': {
    kind: 'unreachable',
    explanation: (host) => `The name ${host} could not be resolved, so nothing was sent.`,
    remedy: checkWay,
    loopbackRemedy: checkNetwork,
  },
  'no-route': {
    kind: 'unreachable',
    explanation: (host) => `There is no route to ${host}, so nothing was sent.`,
    remedy: checkWay,
    loopbackRemedy: checkNetwork,
  },
  refused: {
    kind: 'unreachable',
    explanation: (host) => `${host} refused the connection, so nothing was sent.`,
    remedy: checkWay,
    loopbackRemedy: 'Start the server there, or change xMedia.customBaseUrl.',
  },
  'slow-to-connect': {
    kind: 'unreachable',
    explanation: (host) => `${host} could not be reached in time, so nothing was sent.`,
    remedy: checkWay,
    loopbackRemedy: checkNetwork,
  },
  certificate: {
    kind: 'untrusted-certificate',
    explanation: (host) => `The certificate of ${host} is not trusted here, so nothing was sent.`,
    remedy: (route) =>
      `If a company proxy inspects TLS, its certificate authority must be known to this machine.${
        route.via === 'proxy' && !route.strictSSL
          ? ' The setting http.proxyStrictSSL waives only the check of the proxy’s own certificate.'
          : ''
      }`,
    loopbackRemedy:
      'Use http:// for a server on this machine, or a certificate this machine trusts.',
  },
  'no-tls': {
    kind: 'no-tls',
    explanation: (host) => `${host} does not speak TLS, as https wants it, so nothing was sent.`,
    remedy: 'Something answers in its place: check the network, then initialize again.',
    loopbackRemedy: 'Change https to http in the setting xMedia.customBaseUrl.',
  },
  'not-writable': {
    kind: 'not-sent',
    explanation: () => 'The request could not be written, so nothing was sent.',
    remedy: 'Set the access token again, then initialize again.',
  },
  hung: {
    kind: 'timeout',
    explanation: (host) =>
      `${host} did not answer in time; whether it accepted the request is not known.`,
    remedy: noRepeat,
  },
  'no-http': broken,
  broken,
  stalled: {
    kind: 'timeout',
    explanation: (host) => `${host} took no more of the segment’s bytes for too long.`,
    remedy: noRepeat,
  },
  'too-large': {
    kind: 'unexpected-answer',
    explanation: (host) => `${host} sent an answer far larger than X’s, which was not read.`,
    remedy:
      'Check the settings xMedia.environment and xMedia.customBaseUrl, and the network for a proxy.',
  },
};

/** What the client knows of a call beside its error. */
export interface Circumstances {
  readonly route: UsedRoute;
  /** Whether the connection was still being made, so that nothing was sent. */
  readonly connecting: boolean;
}

/**
 * A call that brought no answer, explained. What is not known to have failed before X accepted the
 * request counts as ambiguous, so that it is never repeated behind the user's back. Data and no
 * error: this is read with the client, from a bundle whose classes are not the extension's.
 */
export function explainNetworkError(
  error: unknown,
  { host, hostname }: URL,
  { route, connecting }: Circumstances = { route: { via: 'direct' }, connecting: false },
  call: Call = 'initialize',
): XApiErrorOptions {
  if (error instanceof ProxyError) return { ...error.words, cause: error };
  const found = causes[networkFault(error)];
  const ambiguous = found.kind === 'interrupted' || found.kind === 'timeout';
  const known = connecting && ambiguous ? brokenAtOnce : found;
  const remedy = (isLoopback(hostname) ? known.loopbackRemedy : undefined) ?? known.remedy;
  return {
    kind: known.kind,
    explanation: known.explanation(host),
    remedy:
      known === found && ambiguous && call !== 'initialize'
        ? repeats[call]
        : typeof remedy === 'string'
          ? remedy
          : remedy(route),
    cause: error,
  };
}
