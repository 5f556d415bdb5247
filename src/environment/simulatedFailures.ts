import type { FaultPlan } from '../sandbox/server.ts';

/** A failure that can be rehearsed in the sandbox, by the name it has in the picker. */
export interface SimulatedFailure {
  readonly name: string;
  readonly description: string;
  /** What meets it: the next initialize, or what comes after it. */
  readonly during: 'initialize' | 'upload';
  /** `now` in epoch milliseconds. */
  readonly plan: (now: number) => FaultPlan;
}

/** Milliseconds of *Slow*: long enough to be seen waiting, short of every time limit. */
const slowMs = 8000;
/** Seconds of *Rate limit while uploading*: short enough to be waited for. */
const briefResetSecs = 5;
const problem = (status: number, title: string, type = 'about:blank') => ({
  status,
  contentType: 'application/problem+json',
  body: { title, detail: title, type, status },
});

export const simulatedFailures: readonly SimulatedFailure[] = [
  {
    name: 'Rate limit',
    description: '429: X’s limit of calls per 15 minutes is reached',
    during: 'initialize',
    plan: (now) => {
      const reset = String(Math.ceil(now / 1000) + 12 * 60);
      const headers = { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': reset };
      return { call: 'initialize', action: { ...problem(429, 'Too Many Requests'), headers } };
    },
  },
  {
    name: 'Token expired',
    description: '401: access tokens live two hours',
    during: 'initialize',
    plan: () => ({ call: 'initialize', action: problem(401, 'Unauthorized') }),
  },
  {
    name: 'No credits',
    description: '402: the developer account has none left',
    during: 'initialize',
    plan: () => {
      const type = 'https://api.x.com/2/problems/credits';
      return { call: 'initialize', action: problem(402, 'CreditsDepleted', type) };
    },
  },
  {
    name: 'Missing scope',
    description: '403: the token lacks media.write',
    during: 'initialize',
    plan: () => ({ call: 'initialize', action: problem(403, 'Forbidden') }),
  },
  {
    name: 'X unwell',
    description: '503, and again when the call is repeated',
    during: 'initialize',
    plan: () => ({ call: 'initialize', times: 3, action: problem(503, 'Service Unavailable') }),
  },
  {
    name: 'Slow',
    description: `an answer after ${slowMs / 1000} seconds`,
    during: 'initialize',
    plan: () => ({ call: 'initialize', action: { delayMs: slowMs } }),
  },
  {
    name: 'Dropped connection',
    description: 'the connection breaks after the second segment, twice',
    during: 'upload',
    plan: () => ({ call: 'append', nth: 3, times: 2, action: { reset: 'before' } }),
  },
  {
    name: 'Segment too large',
    description: '413: X wants smaller segments',
    during: 'upload',
    plan: () => ({ call: 'append', action: { status: 413, body: '' } }),
  },
  {
    name: 'Rate limit while uploading',
    description: `429: the limit of appends resets after ${briefResetSecs} seconds`,
    during: 'upload',
    plan: (now) => {
      const headers = {
        'x-rate-limit-remaining': '0',
        'x-rate-limit-reset': String(Math.ceil(now / 1000) + briefResetSecs),
        // The reset may have passed by the time that a file gets here.
        'retry-after': String(briefResetSecs),
      };
      return { call: 'append', action: { ...problem(429, 'Too Many Requests'), headers } };
    },
  },
  {
    name: 'Processing fails',
    description: 'X cannot use the video, and says why',
    during: 'upload',
    plan: () => {
      const processing_info = {
        state: 'failed',
        check_after_secs: null,
        progress_percent: 12,
        error: { code: 1, name: 'InvalidMedia', message: 'Unsupported video format' },
      };
      // v2 has it in `data`, v1.1 on its own; each passes over the other.
      return { call: 'status', action: { merge: { data: { processing_info }, processing_info } } };
    },
  },
];
