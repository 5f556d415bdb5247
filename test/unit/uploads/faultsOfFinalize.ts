import type { Fault, FaultAction } from '../../../src/sandbox/server.ts';
import { standing } from '../api/support.ts';
import { both, soon, type FaultRow } from './faultRow.ts';

const meets = (action: FaultAction, times = 1): Fault[] => [{ call: 'finalize', times, action }];
const counts = (finalize: number, status: number) => ({ append: 5, finalize, status });
const problem = (type: string) => ({
  title: 'Refused',
  type: `https://api.x.com/2/problems/${type}`,
});
const picture = (name: string, action: FaultAction, more: Partial<FaultRow> = {}): FaultRow => ({
  name: `${name}, of a picture`,
  faults: meets(action),
  ends: 'ready',
  received: counts(2, 1),
  waits: [500],
  ...more,
});
const video = (name: string, action: FaultAction, more: Partial<FaultRow> = {}): FaultRow => ({
  name: `${name}, of a video`,
  type: 'mp4',
  faults: meets(action),
  ends: 'ready',
  received: counts(1, 1),
  waits: [],
  ...more,
});
const again = (name: string, action: FaultAction, ms = 500): FaultRow => ({
  name,
  dialects: both,
  faults: meets(action),
  ends: 'ready',
  received: counts(2, 0),
  waits: [ms],
});

/** Whether X acted on it is not known: STATUS is asked first. */
export const lost: FaultRow[] = [
  picture('a reset before it', { reset: 'before' }, { dialects: both }),
  picture('a reset after it', { reset: 'after' }),
  picture(
    'a reset after it in v1.1, whose STATUS tells',
    { reset: 'after' },
    { dialects: ['v1.1'], received: counts(1, 1), waits: [] },
  ),
  picture('half an answer', { half: true }),
  picture('no answer in time', { delayMs: 60_000 }, { limits: soon }),
  video('a reset before it', { reset: 'before' }, { received: counts(2, 2), waits: [500, 1000] }),
  video('a reset after it', { reset: 'after' }, { dialects: both }),
  video('half an answer', { half: true }),
  video(
    'a reset after it, in processing',
    { reset: 'after' },
    { sandbox: { processingSecs: 2 }, received: counts(1, 3), waits: [1000, 1000] },
  ),
  {
    name: 'an answer that is lost each time',
    faults: meets({ reset: 'before' }, 9),
    ends: 'paused',
    kind: 'interrupted',
    says: /got lost each time.* X is asked first/,
    received: counts(9, 9),
    waits: [500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000],
  },
  {
    name: 'an answer that is lost, and STATUS too',
    type: 'mp4',
    faults: [...meets({ reset: 'after' }), { call: 'status', times: 2, action: { status: 503 } }],
    ends: 'ready',
    received: counts(1, 3),
    waits: [500, 1000],
  },
  {
    name: 'an answer that is lost, and no credits for STATUS',
    type: 'mp4',
    faults: [...meets({ reset: 'after' }), { call: 'status', action: { status: 402 } }],
    ends: 'paused',
    kind: 'credits',
    received: counts(1, 1),
  },
];

/** X said that it did not act, and passes. */
export const refusedForNow: FaultRow[] = [
  ...[500, 502, 503, 504].map((status) => again(`a ${status}`, { status })),
  again('a 503 with Retry-After', { status: 503, headers: { 'retry-after': '9' } }, 9000),
  again('a rate limit with Retry-After', { status: 429, headers: { 'retry-after': '60' } }, 60_000),
  again(
    'a rate limit that resets in a minute',
    { status: 429, headers: { 'x-rate-limit-reset': String(standing / 1000 + 60) } },
    60_000,
  ),
];

/** It says little, or nothing of use: X has the file all the same. */
export const vague: FaultRow[] = [
  picture('an empty object', { answer: {} }, { received: counts(1, 1), waits: [] }),
  picture('an empty answer', { status: 204 }, { received: counts(1, 1), waits: [] }),
  video('an answer that is no JSON', { body: 'OK', contentType: 'text/plain' }),
  video('a page', { body: '<!doctype html>', contentType: 'text/html' }),
  {
    name: 'an empty object, for a media_id that X then does not know',
    dialects: ['v1.1'],
    faults: [
      ...meets({ answer: {} }),
      {
        call: 'status',
        action: {
          status: 400,
          body: { request: '/1.1/media/upload.json', error: 'Invalid media_id: Some(1).' },
        },
      },
    ],
    ends: 'failed',
    kind: 'media-gone',
    received: counts(1, 1),
  },
];

const stops = (
  name: string,
  action: FaultAction,
  kind: string,
  ends: 'paused' | 'failed',
  says = /./,
): FaultRow => ({
  name,
  faults: meets(action),
  ends,
  kind,
  says,
  received: counts(1, 0),
  waits: [],
});

export const stopped: FaultRow[] = [
  stops(
    'a rate limit that resets in an hour',
    { status: 429, headers: { 'x-rate-limit-reset': String(standing / 1000 + 3600) } },
    'rate-limit',
    'paused',
    /Continue the upload after/,
  ),
  stops(
    'a cap that is used up',
    { status: 429, body: problem('usage-capped') },
    'usage-cap',
    'paused',
  ),
  stops(
    'a token that expired',
    { status: 401 },
    'unauthorized',
    'paused',
    /then continue the upload/,
  ),
  stops('no credits', { status: 402 }, 'credits', 'paused'),
  stops('a token without media.write', { status: 403 }, 'missing-scope', 'paused'),
  stops('a redirect', { status: 302, headers: { location: '/' } }, 'redirect', 'paused'),
  stops('a body that is too large', { status: 413 }, 'too-large', 'paused'),
  stops(
    'a page in place of X',
    { status: 400, body: '<html>', contentType: 'text/html' },
    'refused',
    'paused',
  ),
  stops(
    'a media_id that X does not know',
    { status: 404, body: problem('resource-not-found') },
    'media-gone',
    'failed',
    /does not know this media_id/,
  ),
  stops(
    'segments that do not add up',
    {
      status: 400,
      body: {
        title: 'Invalid Request',
        detail: 'Segments do not add up to provided total file size.',
        type: 'about:blank',
      },
    },
    'segments',
    'failed',
    /do not add up/,
  ),
  stops(
    'bytes of another type',
    { status: 400, body: 'media type unrecognized.' },
    'media-type',
    'failed',
  ),
  stops('a refused parameter', { status: 400 }, 'invalid-request', 'failed'),
  {
    name: 'an X that stays unwell',
    faults: meets({ status: 500 }, 16),
    ends: 'paused',
    kind: 'unwell',
    received: counts(16, 0),
  },
];
