/** How a call came to no answer, whoever was at the other end. */
export type NetworkFault =
  | 'name-unknown'
  | 'no-route'
  | 'refused'
  | 'slow-to-connect'
  | 'certificate'
  | 'no-tls'
  | 'not-writable'
  | 'hung'
  | 'stalled'
  | 'no-http'
  | 'broken'
  | 'too-large';

/** By the `code` of Node's and undici's errors. */
const faults: Readonly<Record<string, NetworkFault>> = {
  ENOTFOUND: 'name-unknown',
  EAI_AGAIN: 'name-unknown',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'no-route',
  ENETUNREACH: 'no-route',
  EADDRNOTAVAIL: 'no-route',
  UND_ERR_CONNECT_TIMEOUT: 'slow-to-connect',
  EPROTO: 'no-tls',
  ERR_SSL_WRONG_VERSION_NUMBER: 'no-tls',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'no-tls',
  // The name on a proxy's certificate.
  UND_ERR_PRX_TLS: 'certificate',
  UND_ERR_INVALID_ARG: 'not-writable',
  UND_ERR_HEADERS_TIMEOUT: 'hung',
  UND_ERR_BODY_TIMEOUT: 'hung',
  ETIMEDOUT: 'hung',
  UND_ERR_HEADERS_OVERFLOW: 'no-http',
  ECONNRESET: 'broken',
  EPIPE: 'broken',
  UND_ERR_SOCKET: 'broken',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'broken',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'too-large',
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

/** What is not known to be anything else is a connection that broke. */
export function networkFault(error: unknown): NetworkFault {
  const name = error instanceof Error ? error.name : '';
  if (name === 'TimeoutError') return 'hung';
  if (name === 'StalledError') return 'stalled';
  // undici gives it no code for every parser's error.
  if (name === 'HTTPParserError') return 'no-http';
  if (isSlowToConnect(error)) return 'slow-to-connect';
  const code = codeOf(error) ?? '';
  if (Object.hasOwn(faults, code)) return faults[code] ?? 'broken';
  return certificateCodes.test(code) ? 'certificate' : 'broken';
}

/** Takes out of an error of undici's what a server sent in place of HTTP: it may repeat a secret. */
export function dropBytes(error: unknown): void {
  if (error instanceof Error && 'data' in error) error.data = undefined;
}
