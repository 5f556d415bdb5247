import type { FaultPlan } from '../sandbox/server.ts';

/** A failure that can be rehearsed in the sandbox, by the name it has in the picker. */
export interface SimulatedFailure {
  readonly name: string;
  readonly description: string;
  /** `now` in epoch milliseconds. */
  readonly plan: (now: number) => FaultPlan;
}

/** Milliseconds of *Slow*: long enough to be seen waiting, short of every time limit. */
const slowMs = 8000;
const problem = (status: number, title: string, type = 'about:blank') => ({
  status,
  contentType: 'application/problem+json',
  body: { title, detail: title, type, status },
});

export const simulatedFailures: readonly SimulatedFailure[] = [
  {
    name: 'Rate limit',
    description: '429: X’s limit of calls per 15 minutes is reached',
    plan: (now) => {
      const reset = String(Math.ceil(now / 1000) + 12 * 60);
      const headers = { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': reset };
      return { call: 'initialize', action: { ...problem(429, 'Too Many Requests'), headers } };
    },
  },
  {
    name: 'Token expired',
    description: '401: access tokens live two hours',
    plan: () => ({ call: 'initialize', action: problem(401, 'Unauthorized') }),
  },
  {
    name: 'No credits',
    description: '402: the developer account has none left',
    plan: () => {
      const type = 'https://api.x.com/2/problems/credits';
      return { call: 'initialize', action: problem(402, 'CreditsDepleted', type) };
    },
  },
  {
    name: 'Missing scope',
    description: '403: the token lacks media.write',
    plan: () => ({ call: 'initialize', action: problem(403, 'Forbidden') }),
  },
  {
    name: 'X unwell',
    description: '503, and again when the call is repeated',
    plan: () => ({ call: 'initialize', times: 3, action: problem(503, 'Service Unavailable') }),
  },
  {
    name: 'Slow',
    description: `an answer after ${slowMs / 1000} seconds`,
    plan: () => ({ call: 'initialize', action: { delayMs: slowMs } }),
  },
];
