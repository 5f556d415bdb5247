import type { XApiErrorOptions, XErrorKind } from './errors.ts';
import { isLoopback } from './origins.ts';

interface Cause {
  readonly kind: XErrorKind;
  readonly explanation: (host: string) => string;
  readonly remedy: string;
  /** In place of it for a server on this machine, which is what xMedia.customBaseUrl names. */
  readonly loopbackRemedy?: string;
}

const checkNetwork = 'Check the network (X Media does not use a proxy yet), then initialize again.';
const noRepeat =
  'Initialize again when you are ready; if X did make a media_id, it is unused and expires by itself.';

const nameUnknown: Cause = {
  kind: 'unreachable',
  explanation: (host) => `The name ${host} could not be resolved, so nothing was sent.`,
  remedy: checkNetwork,
};
const noRoute: Cause = {
  kind: 'unreachable',
  explanation: (host) => `There is no route to ${host}, so nothing was sent.`,
  remedy: checkNetwork,
};
const slowToConnect: Cause = {
  kind: 'unreachable',
  explanation: (host) => `${host} could not be reached in time, so nothing was sent.`,
  remedy: checkNetwork,
};
const hung: Cause = {
  kind: 'timeout',
  explanation: (host) =>
    `${host} did not answer in time; whether it accepted the request is not known.`,
  remedy: noRepeat,
};
const broken: Cause = {
  kind: 'interrupted',
  explanation: (host) =>
    `The connection to ${host} broke before its answer was whole; whether it accepted the request is not known.`,
  remedy: noRepeat,
};
const certificate: Cause = {
  kind: 'untrusted-certificate',
  explanation: (host) => `The certificate of ${host} is not trusted here, so nothing was sent.`,
  remedy:
    'If a company proxy inspects TLS, its certificate authority must be known to this machine.',
  loopbackRemedy: 'Use http:// for a server on this machine, or a certificate this machine trusts.',
};

const noTls: Cause = {
  kind: 'no-tls',
  explanation: (host) => `${host} does not speak TLS, as https wants it, so nothing was sent.`,
  remedy: 'Something answers in its place: check the network, then initialize again.',
  loopbackRemedy: 'Change https to http in the setting xMedia.customBaseUrl.',
};

/** By the `code` of Node's and undici's errors. */
const causes: Readonly<Record<string, Cause>> = {
  ENOTFOUND: nameUnknown,
  EAI_AGAIN: nameUnknown,
  ECONNREFUSED: {
    kind: 'unreachable',
    explanation: (host) => `${host} refused the connection, so nothing was sent.`,
    remedy: checkNetwork,
    loopbackRemedy: 'Start the server there, or change xMedia.customBaseUrl.',
  },
  UND_ERR_CONNECT_TIMEOUT: slowToConnect,
  EPROTO: noTls,
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
  UND_ERR_INVALID_ARG: {
    kind: 'not-sent',
    explanation: () => 'The request could not be written, so nothing was sent.',
    remedy: 'Set the access token again, then initialize again.',
  },
  EHOSTUNREACH: noRoute,
  ENETUNREACH: noRoute,
  EADDRNOTAVAIL: noRoute,
  UND_ERR_HEADERS_TIMEOUT: hung,
  UND_ERR_BODY_TIMEOUT: hung,
  ETIMEDOUT: hung,
  ECONNRESET: broken,
  EPIPE: broken,
  UND_ERR_SOCKET: broken,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: broken,
  UND_ERR_RES_EXCEEDED_MAX_SIZE: {
    kind: 'unexpected-answer',
    explanation: (host) => `${host} sent an answer far larger than X’s, which was not read.`,
    remedy:
      'Check the settings xMedia.environment and xMedia.customBaseUrl, and the network for a proxy.',
  },
};

const certificateCodes = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY)_|ERR_TLS_CERT)/;

/** Of several addresses, each failed to connect; the system's own time limit counts as ours does. */
function isSlowToConnect(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === 'ETIMEDOUT' &&
    (error instanceof AggregateError || ('syscall' in error && error.syscall === 'connect'))
  );
}

function codeOf(error: unknown): string | undefined {
  for (
    let cause = error, depth = 0;
    cause instanceof Error && depth < 4;
    cause = cause.cause, depth += 1
  ) {
    // Happy eyeballs: several addresses failed, each with a code of its own.
    const inner = cause instanceof AggregateError ? (cause.errors[0] as unknown) : undefined;
    for (const candidate of [cause, inner]) {
      if (candidate instanceof Error && 'code' in candidate && typeof candidate.code === 'string') {
        return candidate.code;
      }
    }
  }
  return undefined;
}

/**
 * A call that brought no answer, explained. What is not known to have failed before X accepted the
 * request counts as ambiguous, so that it is never repeated behind the user's back. Data and no
 * error: this is read with the client, from a bundle whose classes are not the extension's.
 */
export function explainNetworkError(error: unknown, { host, hostname }: URL): XApiErrorOptions {
  const timedOut = error instanceof Error && error.name === 'TimeoutError';
  const code = timedOut ? 'ETIMEDOUT' : codeOf(error);
  const known =
    code === undefined
      ? broken
      : isSlowToConnect(error)
        ? slowToConnect
        : (causes[code] ?? (certificateCodes.test(code) ? certificate : broken));
  return {
    kind: known.kind,
    explanation: known.explanation(host),
    remedy: (isLoopback(hostname) ? known.loopbackRemedy : undefined) ?? known.remedy,
    cause: error,
  };
}
