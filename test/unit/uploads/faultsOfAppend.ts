import type { Fault, FaultAction } from '../../../src/sandbox/server.ts';
import { standing } from '../api/support.ts';
import { both, soon, type FaultRow } from './faultRow.ts';

/** The third append. */
export const third = (action: FaultAction, times = 1): Fault[] => [
  { call: 'append', nth: 3, times, action },
];
export const resetIn = (secs: number) => ({ 'x-rate-limit-reset': String(standing / 1000 + secs) });
const once = { append: 6, finalize: 1, status: 0, initialize: 1 };
/** After five segments, one of them twice. */
const passes = { ends: 'ready', received: once, again: [2] } as const;

/** What one segment meets, and what passes by itself. */
export const passing: FaultRow[] = [
  {
    name: 'a reset before the segment',
    dialects: both,
    faults: third({ reset: 'before' }),
    ends: 'ready',
    received: { append: 6 },
  },
  {
    name: 'a reset after the segment',
    dialects: both,
    faults: third({ reset: 'after' }),
    ...passes,
    waits: [500],
  },
  { name: 'half an answer', faults: third({ half: true }), ...passes, waits: [500] },
  ...[500, 502, 503, 504].map((status) => ({
    name: `a ${status}`,
    dialects: both,
    faults: third({ status }),
    ...passes,
    waits: [500],
  })),
  {
    name: 'a 503 with Retry-After',
    faults: third({ status: 503, headers: { 'retry-after': '7' } }),
    ...passes,
    waits: [7000],
  },
  {
    name: 'a 503 that lasts',
    faults: third({ status: 503 }, 5),
    ends: 'ready',
    received: { append: 10 },
    again: [2],
    waits: [500, 1000, 2000, 4000, 8000],
  },
  {
    name: 'a 503 between segments that go',
    faults: [
      { call: 'append', nth: 2, action: { status: 503 } },
      { call: 'append', nth: 4, action: { status: 503 } },
    ],
    ends: 'ready',
    received: { append: 7 },
    waits: [500, 500],
  },
  {
    name: 'a rate limit with Retry-After',
    dialects: both,
    faults: third({ status: 429, headers: { 'retry-after': '30' } }),
    ...passes,
    waits: [30_000],
  },
  {
    name: 'a rate limit with a Retry-After that is a date',
    faults: third({
      status: 429,
      headers: { 'retry-after': new Date(standing + 45_000).toUTCString() },
    }),
    ...passes,
    waits: [45_000],
  },
  {
    name: 'a rate limit that resets in ten minutes',
    dialects: both,
    faults: third({ status: 429, headers: resetIn(600) }),
    ...passes,
    waits: [600_000],
  },
  {
    name: 'a rate limit that does not say when it resets',
    faults: third({ status: 429, headers: { 'x-rate-limit-reset': '0' } }),
    ...passes,
    waits: [500],
  },
  {
    name: 'an answer that does not come in time',
    dialects: both,
    limits: soon,
    faults: third({ delayMs: 60_000 }),
    ends: 'ready',
    received: { append: 6 },
    waits: [500],
  },
  {
    name: 'an answer that is late',
    faults: third({ delayMs: 30 }),
    ends: 'ready',
    received: { append: 5 },
    waits: [],
  },
  {
    name: 'an answer that is empty',
    faults: third({ answer: '' }),
    ends: 'ready',
    received: { append: 5 },
    waits: [],
  },
  {
    name: 'an answer that is no JSON',
    faults: third({ body: '{"data":', contentType: 'application/json' }),
    ends: 'ready',
    received: { append: 5 },
    waits: [],
  },
  {
    name: 'an answer with another deadline',
    faults: third({ merge: { data: { expires_at: standing / 1000 + 3600 } } }),
    ends: 'ready',
    received: { append: 5 },
  },
  {
    name: 'every segment lost once',
    faults: [1, 3, 5, 7, 9].map((nth) => ({
      call: 'append' as const,
      nth,
      action: { reset: 'after' as const },
    })),
    ends: 'ready',
    received: { append: 10 },
    again: [0, 1, 2, 3, 4],
  },
  {
    name: 'three segments that fail together',
    parallel: 3,
    faults: [{ call: 'append', times: 3, action: { status: 503, delayMs: 20 } }],
    ends: 'ready',
    received: { append: 8 },
    waits: [500],
  },
  {
    name: 'an outage, in which one segment tries for all',
    parallel: 3,
    faults: [{ call: 'append', times: 9, action: { status: 503 } }],
    ends: 'ready',
    received: { append: 14 },
    waits: [500, 1000, 2000, 4000, 8000, 16_000, 20_000],
  },
];
