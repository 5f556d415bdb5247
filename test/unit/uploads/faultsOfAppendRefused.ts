import type { FaultAction } from '../../../src/sandbox/server.ts';
import { longLimits } from '../api/support.ts';
import { both, type FaultRow } from './faultRow.ts';
import { resetIn, third } from './faultsOfAppend.ts';

const problem = (type: string, more = {}) => ({
  title: 'Refused',
  detail: 'Refused.',
  type: `https://api.x.com/2/problems/${type}`,
  ...more,
});

const stops = (name: string, action: FaultAction, kind: string, says: RegExp): FaultRow => ({
  name,
  faults: third(action),
  ends: 'paused',
  kind,
  says,
  received: { append: 3, finalize: 0 },
  waits: [],
});

/** What only the user can mend: two segments are kept, and three are sent afterwards. */
export const stopping: FaultRow[] = [
  stops(
    'a rate limit that resets in an hour',
    { status: 429, headers: resetIn(3600) },
    'rate-limit',
    /^X’s rate limit .* Continue the upload after /,
  ),
  stops(
    'a cap that is used up',
    { status: 429, body: problem('usage-capped', { period: 'Monthly' }) },
    'usage-cap',
    /monthly cap .* Waiting minutes will not help/,
  ),
  {
    ...stops(
      'a token that expired',
      { status: 401 },
      'unauthorized',
      /did not accept the access token.* Sign in again/,
    ),
    dialects: ['v2'],
  },
  {
    ...stops(
      'keys that do not hold',
      { status: 401 },
      'unauthorized',
      /could not verify.* continue the upload/,
    ),
    dialects: ['v1.1'],
  },
  stops('no credits', { status: 402 }, 'credits', /no credits left.* continue the upload/),
  stops('a token without media.write', { status: 403 }, 'missing-scope', /media\.write/),
  stops(
    'an app that is in no project',
    { status: 403, body: problem('client-forbidden') },
    'client-forbidden',
    /not attached to a project/,
  ),
  stops(
    'an app that may only read',
    { status: 403, body: problem('oauth1-permissions') },
    'read-only-app',
    /may only read/,
  ),
  stops(
    'a bearer of an app',
    { status: 403, body: problem('unsupported-authentication') },
    'unsupported-authentication',
    /app-only bearer/,
  ),
  {
    ...stops(
      'a v1.1 that is switched off',
      { status: 410 },
      'legacy-off',
      /switched its v1.1 media upload off/,
    ),
    dialects: ['v1.1'],
  },
  stops(
    'a page in place of X',
    { status: 403, body: '<!doctype html><p>Blocked', contentType: 'text/html' },
    'refused',
    /web page and not X’s API/,
  ),
  stops('a plain text', { status: 418, body: 'no' }, 'refused', /HTTP 418/),
  stops('a refusal without a word', { status: 418, body: '' }, 'refused', /HTTP 418/),
  stops(
    'a redirect',
    { status: 307, headers: { location: 'https://example.com/' } },
    'redirect',
    /redirect .* not followed/,
  ),
  stops(
    'an account that is locked',
    { status: 403, body: { errors: [{ code: 326, message: 'locked' }] } },
    'account-locked',
    /locked/,
  ),
  {
    name: 'an X that stays unwell',
    faults: third({ status: 503 }, 16),
    ends: 'paused',
    kind: 'unwell',
    says: /X is unwell/,
    received: { append: 18 },
  },
  {
    name: 'a refusal beside segments that are not answered',
    parallel: 3,
    limits: { ...longLimits, totalMs: 60_000 },
    faults: [
      { call: 'append', times: 2, action: { delayMs: 60_000 } },
      { call: 'append', nth: 3, action: { status: 402, delayMs: 30 } },
    ],
    ends: 'paused',
    kind: 'credits',
    received: { append: 3 },
    waits: [],
  },
  {
    name: 'a plain text, beside other segments',
    parallel: 3,
    faults: [{ call: 'append', action: { status: 418, body: 'no' } }],
    ends: 'paused',
    kind: 'refused',
  },
];

/** What X will not take, whatever is tried. */
export const final: FaultRow[] = [
  {
    name: 'a media_id that X does not know',
    faults: third({ status: 404, body: problem('resource-not-found') }),
    ends: 'failed',
    kind: 'media-gone',
    says: /does not know this media_id any more/,
    received: { append: 3 },
    waits: [],
  },
  {
    name: 'a media_id that v1.1 does not know',
    dialects: ['v1.1'],
    faults: third({
      status: 400,
      body: { request: '/1.1/media/upload.json', error: 'Invalid media_id: Some(1).' },
    }),
    ends: 'failed',
    kind: 'media-gone',
    received: { append: 3 },
  },
  {
    name: 'bytes of another type',
    dialects: both,
    faults: third({ status: 400, body: 'media type unrecognized.' }),
    ends: 'failed',
    kind: 'media-type',
    says: /not what the media type says/,
    received: { append: 3 },
  },
  {
    name: 'a refused parameter, alone and in order',
    faults: third({ status: 400 }),
    ends: 'failed',
    kind: 'invalid-request',
    received: { append: 3 },
    waits: [],
  },
];
