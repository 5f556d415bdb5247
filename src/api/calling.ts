import { inWordsOf } from './again.ts';
import type { Call, Credential, Dialect } from './mediaApi.ts';
import type { Ports } from './ports.ts';
import type { HttpAnswer, Reading } from './problem.ts';
import type { Transport, TransportRequest } from './transport.ts';

/** What a dialect speaks with. */
export interface DialectOptions {
  /** Scheme, host and port of this X, for this dialect. */
  readonly baseUrl: URL;
  readonly credential: Credential;
  readonly transport: Transport;
  readonly ports: Ports;
  /** Names the extension and its version to X. */
  readonly userAgent: string;
}

type Request = Omit<TransportRequest, 'call' | 'credential' | 'headers'> & {
  /** Undefined where there is no body. */
  readonly contentType?: string;
};

/** Sends for a dialect, and says failures in the words of the call. */
export async function sendFor(
  { credential, transport, userAgent }: DialectOptions,
  call: Call,
  { contentType, ...request }: Request,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const headers = {
    ...(contentType === undefined ? {} : { 'content-type': contentType }),
    accept: 'application/json',
    'user-agent': userAgent,
  };
  try {
    return await transport.send({ ...request, headers, call, credential }, signal);
  } catch (error) {
    throw inWordsOf(call, error);
  }
}

/** How a dialect reads the answer to a call of its own. */
export function readingOf(
  { credential, ports, transport }: DialectOptions,
  dialect: Dialect,
  call: Call,
): Reading {
  return { now: ports.now(), mask: transport.mask, dialect, credential: credential.kind, call };
}
