/** A row of the tables of faults, and X's shapes of a refusal to fill it with. */
import type { XErrorKind } from '../../../src/api/errors.ts';
import type { FaultAction } from '../../../src/sandbox/server.ts';
import { standing } from './support.ts';

export interface FaultRow {
  readonly name: string;
  readonly action: FaultAction;
  readonly kind: XErrorKind;
  /** A piece of the explanation. */
  readonly says: string;
  /** A piece of the remedy. */
  readonly remedy: string;
  /** POSTs that X received: one, where it may have acted or asked not to be called again. */
  readonly requests: 1 | 3;
  /** Milliseconds from now until X answers again, where it said so. */
  readonly retryInMs?: number;
}

/** Carried by every answer below. */
export const transaction = 'tx-0123456789abcdef';

const problem = 'application/problem+json';
export const json = 'application/json';
export const types = 'https://api.x.com/2/problems';

export function answer(
  status: number,
  body: string | object,
  headers: Record<string, string> = {},
  contentType: string = typeof body === 'string' ? 'text/plain' : problem,
): FaultAction {
  return {
    status,
    // X's limits of the moment would decide over a 429; a row that means them says so.
    headers: {
      'x-transaction-id': transaction,
      'x-rate-limit-reset': '0',
      // Times are read by the clock of who gives them.
      date: new Date(standing).toUTCString(),
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    contentType,
  };
}

/** Shape A. */
export const plain = (status: number, title: string, type = 'about:blank') =>
  answer(status, { title, detail: title, type, status });
/** Shape C. */
export const legacy = (status: number, code: number, message: string) =>
  answer(status, { errors: [{ code, message }] }, {}, json);
export const html = '<!DOCTYPE html><html><body><h1>Error</h1></body></html>';
export const inSeconds = (seconds: number) => String(standing / 1000 + seconds);
