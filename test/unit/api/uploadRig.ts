/** Both dialects' whole MediaApi against a server of a test's own, and segments to send. */
import { mediaApi } from '../../../src/api/dialects.ts';
import { XApiError } from '../../../src/api/errors.ts';
import {
  segmentFrameBytes,
  type Credential,
  type Dialect,
  type MediaApi,
  type RetryNotice,
  type Segment,
} from '../../../src/api/mediaApi.ts';
import { oauth1Credential, type OAuth1Keys } from '../../../src/api/oauth1.ts';
import { redacting, Redactor } from '../../../src/api/redact.ts';
import { HttpTransport, type TimeLimits } from '../../../src/api/transport.ts';
import { createUndiciClient } from '../../../src/api/undiciClient.ts';
import { keys as exampleKeys } from './signed.ts';
import { keptLog, longLimits, standingPorts, type TestPorts } from './support.ts';

export const dialects = ['v2', 'v1.1'] as const;
export const mediaId = '1880028106020515840';
export const never = new AbortController().signal;

export interface Uploader extends AsyncDisposable {
  readonly api: MediaApi;
  readonly ports: TestPorts;
  readonly lines: string[];
  readonly notices: RetryNotice[];
  /** What calls that repeat are given. */
  readonly options: { readonly signal: AbortSignal; onRetry(notice: RetryNotice): void };
}

export interface UploaderOptions {
  readonly dialect?: Dialect;
  /** Of OAuth 2.0; keys of OAuth 1.0a in its place where there is none. */
  readonly token?: string;
  readonly keys?: OAuth1Keys;
  readonly credential?: Credential;
  readonly limits?: TimeLimits;
  readonly ports?: TestPorts;
}

export function uploader(url: string, options: UploaderOptions = {}): Uploader {
  const { dialect = 'v2', limits = longLimits, ports = standingPorts(), token } = options;
  const { origin } = new URL(url);
  const { log, lines } = keptLog();
  const redactor = new Redactor();
  const transport = new HttpTransport({
    loadClient: () => Promise.resolve(createUndiciClient(limits)),
    log: redacting(log, redactor),
    redactor,
    ports,
    limits,
  });
  const keys = options.keys ?? exampleKeys;
  const bearer: Credential = {
    origin,
    label: 'Test',
    kind: 'oauth2',
    authorization: () => Promise.resolve(`Bearer ${token ?? ''}`),
  };
  const signing = () => oauth1Credential({ origin, label: 'Test', keys, ports });
  const credential = options.credential ?? (token === undefined ? signing() : bearer);
  const notices: RetryNotice[] = [];
  return {
    api: mediaApi(dialect, { origin, credential, transport, ports, userAgent: 'test/1' }),
    ports,
    lines,
    notices,
    options: { signal: never, onRetry: (notice) => void notices.push(notice) },
    [Symbol.asyncDispose]: () => transport.close(),
  };
}

/** `bytes` as a segment: in a buffer that holds something else before and behind them. */
export function segment(bytes: Uint8Array, index = 0): Segment {
  const room = Buffer.alloc(bytes.length + 2 * segmentFrameBytes, 0xee);
  room.set(bytes, segmentFrameBytes);
  return { index, buffer: room, start: segmentFrameBytes, length: bytes.length };
}

/** The failure of a call that must fail. */
export async function failureOf(call: Promise<unknown>): Promise<XApiError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof XApiError) return error;
    throw error;
  }
  throw new Error('It had to fail');
}
