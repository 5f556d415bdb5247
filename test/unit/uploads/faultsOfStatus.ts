import type { Fault, FaultAction, SandboxOptions } from '../../../src/sandbox/server.ts';
import { both, soon, type FaultRow } from './faultRow.ts';

/** The second look of four. */
const second = (action: FaultAction): Fault[] => [{ call: 'status', nth: 2, action }];
const four = { type: 'mp4', sandbox: { processingSecs: 4 } } as const;
const info = (processing_info: Record<string, string | number | null>): FaultAction => ({
  merge: { data: { processing_info } },
});
/** One second between looks, and once `ms` more. */
const waited = (ms: number, received = { finalize: 1, status: 5 }) => ({
  ...four,
  ends: 'ready' as const,
  received,
  waits: [1000, 1000, ms, 1000, 1000].slice(0, 4 + (ms > 0 ? 1 : 0)),
});
const stops = (
  name: string,
  action: FaultAction,
  kind: string,
  ends: 'paused' | 'failed' = 'paused',
): FaultRow => ({
  ...four,
  name,
  faults: second(action),
  ends,
  kind,
  received: { finalize: 1, status: 2 },
  waits: [1000, 1000],
});

export const looks: FaultRow[] = [
  {
    ...four,
    name: 'nothing unusual',
    dialects: both,
    ends: 'ready',
    received: { finalize: 1, status: 4 },
    waits: [1000, 1000, 1000, 1000],
  },
  {
    name: 'a reset',
    dialects: both,
    ...waited(500),
    faults: second({ reset: 'before' }),
    waits: [1000, 1000, 500, 1000, 1000],
  },
  { name: 'half an answer', ...waited(500), faults: second({ half: true }) },
  { name: 'no answer in time', ...waited(500), limits: soon, faults: second({ delayMs: 60_000 }) },
  ...[500, 502, 503, 504].map((status) => ({
    name: `a ${status}`,
    ...waited(500),
    faults: second({ status }),
  })),
  {
    name: 'a rate limit with Retry-After',
    ...four,
    ends: 'ready',
    faults: second({ status: 429, headers: { 'retry-after': '30' } }),
    received: { status: 3 },
    waits: [1000, 1000, 30_000],
  },
  {
    name: 'a state that X does not document',
    ...four,
    ends: 'ready',
    faults: second(info({ state: 'transcoding' })),
    received: { status: 4 },
    waits: [1000, 1000, 1000, 1000],
  },
  {
    name: 'no word of when to come again',
    ...four,
    ends: 'ready',
    faults: second(info({ check_after_secs: null })),
    received: { status: 3 },
    waits: [1000, 1000, 5000],
  },
  {
    name: 'a day until it is worth asking',
    ...four,
    ends: 'ready',
    faults: second(info({ check_after_secs: 86_400 })),
    received: { status: 3 },
    waits: [1000, 1000, 60_000],
  },
  {
    name: 'no time at all until it is worth asking',
    ...four,
    ends: 'ready',
    faults: second(info({ check_after_secs: 0 })),
    received: { status: 4 },
    waits: [1000, 1000, 1000, 1000],
  },
  {
    name: 'no word of processing any more',
    ...four,
    ends: 'ready',
    faults: second({ merge: { data: { processing_info: null } } }),
    received: { status: 2 },
  },
  stops(
    'a rate limit that resets in an hour',
    { status: 429, headers: { 'retry-after': '3600' } },
    'rate-limit',
  ),
  stops(
    'a cap that is used up',
    { status: 429, body: { title: 'Usage', type: 'https://api.x.com/2/problems/usage-capped' } },
    'usage-cap',
  ),
  stops('a token that expired', { status: 401 }, 'unauthorized'),
  stops('no credits', { status: 402 }, 'credits'),
  stops('a token without media.write', { status: 403 }, 'missing-scope'),
  stops('a redirect', { status: 301, headers: { location: '/' } }, 'redirect'),
  stops('an empty answer', { status: 200, body: '' }, 'unexpected-answer'),
  stops(
    'an answer that is no JSON',
    { status: 200, body: '{"data"', contentType: 'application/json' },
    'unexpected-answer',
  ),
  stops(
    'a page',
    { status: 200, body: '<!doctype html>', contentType: 'text/html' },
    'unexpected-answer',
  ),
  stops(
    'a media_id that X does not know',
    {
      status: 404,
      body: { title: 'Not Found Error', type: 'https://api.x.com/2/problems/resource-not-found' },
    },
    'media-gone',
    'failed',
  ),
  {
    ...four,
    name: 'an X that stays unwell',
    faults: [{ call: 'status', times: 16, action: { status: 503 } }],
    ends: 'paused',
    kind: 'unwell',
    received: { finalize: 1, status: 16 },
  },
];

const fails = (
  name: string,
  message: string,
  says: RegExp,
  dialects?: FaultRow['dialects'],
): FaultRow => ({
  name,
  dialects: dialects ?? ['v2'],
  type: 'mp4',
  sandbox: { processingSecs: 2, processingFailure: { code: 1, name: 'InvalidMedia', message } },
  ends: 'failed',
  kind: 'processing-failed',
  says,
  received: { finalize: 1, status: 1 },
  waits: [1000],
});
const stuck: SandboxOptions = { processingSecs: 1, processingStuckAt: 99 };

export const outcomes: FaultRow[] = [
  fails(
    'a video that is too long',
    'Duration too long, maximum:140000, actual:200000',
    /too long .*at most 140 seconds|too long .*2\.3 minutes/,
    both,
  ),
  fails('a codec that X does not take', 'unsupported video codec', /codec/i),
  fails(
    'a size that X does not take',
    'file size exceeds the maximum',
    /more bytes than its category allows/,
  ),
  fails('a reason that nobody knows', 'Flux capacitor missing', /Flux capacitor missing/),
  {
    name: 'no reason',
    ...four,
    faults: second({ merge: { data: { processing_info: { state: 'failed', error: null } } } }),
    ends: 'failed',
    kind: 'processing-failed',
    received: { status: 2 },
  },
  {
    name: 'nothing new for a quarter of an hour',
    type: 'mp4',
    sandbox: stuck,
    faults: [{ call: 'status', times: 16, action: info({ check_after_secs: 60 }) }],
    ends: 'paused',
    kind: 'processing-stuck',
    says: /15 minutes without any progress \(in_progress at 99 %\)/,
    received: { finalize: 1, status: 16 },
    then: 'never',
  },
  {
    name: 'success, after half an hour in which it advances',
    type: 'mp4',
    sandbox: { processingSecs: 1800 },
    faults: [{ call: 'status', times: 30, action: info({ check_after_secs: 60 }) }],
    ends: 'ready',
    received: { finalize: 1, status: 31 },
  },
];
