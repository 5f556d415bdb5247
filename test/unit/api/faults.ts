/**
 * What X may answer instead of a media_id, as data: one row a test (faults.test.ts). What the
 * sandbox is armed with, and what must come of it.
 */
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
const json = 'application/json';
const types = 'https://api.x.com/2/problems';

function answer(
  status: number,
  body: string | object,
  headers: Record<string, string> = {},
  contentType: string = typeof body === 'string' ? 'text/plain' : problem,
): FaultAction {
  return {
    status,
    // X's limits of the moment would decide over a 429; a row that means them says so.
    headers: { 'x-transaction-id': transaction, 'x-rate-limit-reset': '0', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    contentType,
  };
}

/** Shape A. */
const plain = (status: number, title: string, type = 'about:blank') =>
  answer(status, { title, detail: title, type, status });
/** Shape C. */
const legacy = (status: number, code: number, message: string) =>
  answer(status, { errors: [{ code, message }] }, {}, json);
const html = '<!DOCTYPE html><html><body><h1>Error</h1></body></html>';
const inSeconds = (seconds: number) => String(standing / 1000 + seconds);

const badRequests: readonly FaultRow[] = [
  {
    name: '400 B names the parameter and its value',
    action: answer(400, {
      errors: [{ message: '$.media_type: bad', parameters: { media_type: ['image/heic'] } }],
      title: 'Invalid Request',
      detail: 'One or more parameters to your request was invalid.',
      type: `${types}/invalid-request`,
    }),
    kind: 'invalid-request',
    says: 'media_type (image/heic)',
    remedy: 'Options',
    requests: 1,
  },
  {
    name: '400 B with more parameters than a sentence holds',
    action: answer(400, {
      errors: Array.from({ length: 400 }, (_, n) => ({
        message: 'bad',
        parameters: { [`p${n}`]: ['v'.repeat(500)] },
      })),
      type: `${types}/invalid-request`,
    }),
    kind: 'invalid-request',
    says: 'and 395 more',
    remedy: 'Options',
    requests: 1,
  },
  {
    name: '400 B with parameters of the wrong shape',
    action: answer(400, { errors: [{ message: 'no', parameters: 'media_type' }, null, 7, []] }),
    kind: 'invalid-request',
    says: 'X says: “no”',
    remedy: 'Options',
    requests: 1,
  },
  {
    name: '400 D says its error',
    action: answer(400, { request: '/1.1/media/upload.json', error: 'Not valid video.' }, {}, json),
    kind: 'invalid-request',
    says: 'Not valid video.',
    remedy: 'Options',
    requests: 1,
  },
  {
    name: '400 in plain text: media type unrecognized',
    action: answer(400, 'media type unrecognized.'),
    kind: 'media-type',
    says: 'bytes are not what the media type says',
    remedy: 'another type',
    requests: 1,
  },
  {
    name: '400 C: segments do not add up',
    action: legacy(400, 324, 'Segments do not add up to provided total file size.'),
    kind: 'segments',
    says: 'file changed',
    remedy: 'Initialize again',
    requests: 1,
  },
  {
    name: '400 with an empty body',
    action: answer(400, ''),
    kind: 'invalid-request',
    says: 'a parameter of the request',
    remedy: 'Options',
    requests: 1,
  },
];

const refusedCallers: readonly FaultRow[] = [
  {
    name: '401 A',
    action: plain(401, 'Unauthorized'),
    kind: 'unauthorized',
    says: 'did not accept the access token',
    remedy: 'new access token',
    requests: 1,
  },
  {
    name: '401 C with code 89 and X’s own words',
    action: legacy(401, 89, 'Invalid or expired token.'),
    kind: 'unauthorized',
    says: 'X says: “Invalid or expired token.”',
    remedy: 'new access token',
    requests: 1,
  },
  {
    name: '401 C with code 135 is the clock',
    action: legacy(401, 135, 'Timestamp out of bounds.'),
    kind: 'clock',
    says: 'clock is off',
    remedy: 'clock',
    requests: 1,
  },
  {
    name: '402 credits',
    action: plain(402, 'CreditsDepleted', `${types}/credits`),
    kind: 'credits',
    says: 'no credits',
    remedy: 'Buy credits',
    requests: 1,
  },
  {
    name: '403 about:blank is most often the scope',
    action: plain(403, 'Forbidden'),
    kind: 'missing-scope',
    says: 'media.write',
    remedy: 'media.write',
    requests: 1,
  },
  {
    name: '403 of an app-only bearer, under the old host',
    action: plain(
      403,
      'Unsupported Authentication',
      'https://api.twitter.com/2/problems/unsupported-authentication',
    ),
    kind: 'unsupported-authentication',
    says: 'app-only bearer',
    remedy: 'user access token',
    requests: 1,
  },
  {
    name: '403 of an app without a project gives the link, as text',
    action: answer(403, {
      title: 'Client Forbidden',
      type: `${types}/client-forbidden`,
      registration_url: 'https://developer.x.com/en/docs/projects',
    }),
    kind: 'client-forbidden',
    says: 'not attached to a project',
    remedy: 'https://developer.x.com/en/docs/projects',
    requests: 1,
  },
  {
    name: '403 of a read-only app',
    action: plain(403, 'Forbidden', `${types}/oauth1-permissions`),
    kind: 'read-only-app',
    says: 'may only read',
    remedy: 'new tokens',
    requests: 1,
  },
  {
    name: '403 with a web page',
    action: answer(403, html, {}, 'text/html'),
    kind: 'missing-scope',
    says: 'refused the token',
    remedy: 'media.write',
    requests: 1,
  },
];

const limits: readonly FaultRow[] = [
  {
    name: '429 that resets in minutes is said at once',
    action: answer(429, { title: 'x' }, { 'x-rate-limit-reset': inSeconds(720) }),
    kind: 'rate-limit',
    says: 'rate limit',
    remedy: 'when it resets',
    requests: 1,
    retryInMs: 720_000,
  },
  {
    name: '429 that resets in seconds is waited out',
    action: answer(429, { title: 'x' }, { 'x-rate-limit-reset': inSeconds(5) }),
    kind: 'rate-limit',
    says: 'rate limit',
    remedy: 'when it resets',
    requests: 3,
    retryInMs: 5000,
  },
  {
    name: '429 with Retry-After, which counts more than the reset',
    action: answer(429, '', { 'retry-after': '4', 'x-rate-limit-reset': inSeconds(720) }),
    kind: 'rate-limit',
    says: 'rate limit',
    remedy: 'when it resets',
    requests: 3,
    retryInMs: 4000,
  },
  {
    name: '429 with Retry-After as a date',
    action: answer(429, '', { 'retry-after': new Date(standing + 60_000).toUTCString() }),
    kind: 'rate-limit',
    says: 'rate limit',
    remedy: 'when it resets',
    requests: 1,
    retryInMs: 60_000,
  },
  {
    name: '429 without any time is asked again a little later',
    action: answer(429, html, {}, 'text/html'),
    kind: 'rate-limit',
    says: 'rate limit',
    remedy: '15 minutes',
    requests: 3,
  },
  {
    name: '429 with a Retry-After beyond all dates, which no state file could hold',
    action: answer(429, '', { 'retry-after': '9'.repeat(30) }),
    kind: 'rate-limit',
    says: 'rate limit',
    remedy: '15 minutes',
    requests: 3,
  },
  {
    name: '429 with a reset before 1970',
    action: answer(429, '', { 'retry-after': 'Mon, 01 Jan 1900 00:00:00 GMT' }),
    kind: 'rate-limit',
    says: 'rate limit',
    remedy: '15 minutes',
    requests: 3,
  },
  {
    name: '420 with code 88 is the rate limit too',
    action: legacy(420, 88, 'Rate limit exceeded'),
    kind: 'rate-limit',
    says: 'rate limit',
    remedy: '15 minutes',
    requests: 3,
  },
  {
    name: '429 usage-capped is not asked again, however near the reset',
    action: answer(
      429,
      {
        title: 'UsageCapExceeded',
        type: `${types}/usage-capped`,
        period: 'Monthly',
        scope: 'Product',
      },
      { 'x-rate-limit-reset': inSeconds(2) },
    ),
    kind: 'usage-cap',
    says: 'monthly cap for this product',
    remedy: 'Waiting minutes will not help',
    requests: 1,
    retryInMs: 2000,
  },
];

const others: readonly FaultRow[] = [
  ...[404, 410].map<FaultRow>((status) => ({
    name: `${status}`,
    action: plain(status, 'Not Found'),
    kind: 'not-found',
    says: `HTTP ${status}`,
    remedy: 'xMedia.customBaseUrl',
    requests: 1,
  })),
  ...[413, 431].map<FaultRow>((status) => ({
    name: `${status} with an empty body`,
    action: answer(status, ''),
    kind: 'too-large',
    says: `HTTP ${status}`,
    remedy: 'Initialize again',
    requests: 1,
  })),
  ...[500, 502, 503, 504].map<FaultRow>((status) => ({
    name: `${status} is asked again, three times in all`,
    action: status === 502 ? answer(502, html, {}, 'text/html') : plain(status, 'Unwell'),
    kind: 'unwell',
    says: `HTTP ${status}`,
    remedy: 'few minutes',
    requests: 3,
  })),
  {
    name: '503 that asks to be left alone for an hour is left alone',
    action: answer(503, '', { 'retry-after': '3600' }),
    kind: 'unwell',
    says: 'X is unwell (HTTP 503); nothing is wrong',
    remedy: 'as X asks',
    requests: 1,
    retryInMs: 3_600_000,
  },
  {
    name: '418 with words of X’s',
    action: plain(418, 'Short and stout'),
    kind: 'refused',
    says: 'X refused the request (HTTP 418). X says: “Short and stout”',
    remedy: 'Show Log',
    requests: 1,
  },
  {
    name: '405 with a web page',
    action: answer(405, html, {}, 'text/html'),
    kind: 'refused',
    says: 'a web page and not X’s API',
    remedy: 'proxy or sign-in page',
    requests: 1,
  },
  ...[301, 302, 303, 307, 308].map<FaultRow>((status) => ({
    name: `${status} is not followed`,
    action: answer(status, '', { location: 'http://127.0.0.1:9/elsewhere' }),
    kind: 'redirect',
    says: 'is not followed',
    remedy: 'proxy or sign-in page',
    requests: 1,
  })),
];

/** 2xx without an id that may be used. */
const unusable: readonly FaultRow[] = [
  ['200 with nothing', 200, '', 'with nothing'],
  ['202 with spaces', 202, ' \n', 'with nothing'],
  ['200 with a web page', 200, html, 'with a web page'],
  ['200 with half of its JSON', 200, '{"data":{"id":"188', 'something that is not JSON'],
  ['200 with plain words', 200, 'OK', 'X says: “OK”'],
  ['200 with null', 200, 'null', 'without a usable media_id'],
  ['200 with a list', 200, '[]', 'without a usable media_id'],
  ['200 with data null', 200, '{"data":null}', 'without a usable media_id'],
  ['200 with errors only', 200, '{"errors":[{"detail":"Try later"}]}', 'X says: “Try later”'],
  ['200 with 20 digits', 200, '{"data":{"id":"18800281060205158400"}}', 'without a usable'],
  ['201 with letters', 201, '{"data":{"id":"188x"}}', 'without a usable media_id'],
  ['200 with a number', 200, '{"data":{"id":1880028106020515840}}', 'without a usable media_id'],
  ['200 with an empty id', 200, '{"data":{"id":""}}', 'without a usable media_id'],
  ['200 with a line after the id', 200, '{"data":{"id":"188\\n"}}', 'without a usable media_id'],
  ['200 with "__proto__" as the id', 200, '{"data":{"id":"__proto__"}}', 'without a usable'],
  ['200 with the id in a prototype', 200, '{"data":{"__proto__":{"id":"188"}}}', 'usable'],
  ['200 with a path as the id', 200, '{"data":{"id":"../../../1"}}', 'without a usable media_id'],
].map<FaultRow>(([name, status, body, says]) => ({
  name: String(name),
  action: answer(Number(status), String(body), {}, json),
  kind: 'unexpected-answer',
  says: String(says),
  remedy: 'no proxy or sign-in page',
  requests: 1,
}));

export const faultRows = [...badRequests, ...refusedCallers, ...limits, ...others, ...unusable];
