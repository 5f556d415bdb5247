/** The contract's §4 and X's codes, as data: what X answers, and what mends it. */
import type { RemedyAction } from '../../../src/api/action.ts';
import type { XErrorKind } from '../../../src/api/errors.ts';
import type { Call, Dialect } from '../../../src/api/mediaApi.ts';
import { standing } from './support.ts';

export interface RefusalRow {
  readonly name: string;
  readonly status: number;
  readonly body?: string | object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly call?: Call;
  readonly dialect?: Dialect;
  readonly credential?: 'oauth1' | 'oauth2';
  readonly kind: XErrorKind;
  readonly action: RemedyAction | undefined;
}

const types = 'https://api.x.com/2/problems';
const code = (number: number, message = 'm') => ({ errors: [{ code: number, message }] });
const type = (name: string, more: object = {}) => ({
  type: `${types}/${name}`,
  title: 'T',
  ...more,
});
export const html = '<!DOCTYPE html><html></html>';

const signIn = { kind: 'sign-in' } as const;
const options = { kind: 'options' } as const;
const again = { kind: 'again' } as const;
const console = { kind: 'open', url: 'https://console.x.com/' } as const;
const setting = (name: string) => ({ kind: 'settings', setting: name }) as const;
const wait = (ms: number) => ({ kind: 'wait', until: standing + ms }) as const;
const errors = {
  kind: 'open',
  url: 'https://docs.x.com/x-api/fundamentals/response-codes-and-errors',
} as const;
const date = new Date(standing).toUTCString();
const reset = String(standing / 1000 + 720);

type Short = [
  name: string,
  status: number,
  body: string | object,
  kind: XErrorKind,
  action: RemedyAction | undefined,
  more?: Partial<RefusalRow>,
];
const v1 = { dialect: 'v1.1', credential: 'oauth1' } as const;
const keys = { credential: 'oauth1' } as const;
const append = { call: 'append' } as const;
const altText = { call: 'altText' } as const;

const rows: readonly Short[] = [
  ['429 usage-capped', 429, type('usage-capped'), 'usage-cap', console],
  [
    '429 with a reset',
    429,
    {},
    'rate-limit',
    wait(720_000),
    { headers: { 'x-rate-limit-reset': reset } },
  ],
  [
    '429 with Retry-After',
    429,
    {},
    'rate-limit',
    wait(30_000),
    { headers: { 'retry-after': '30' } },
  ],
  ['429 without a time: X’s usual quarter', 429, {}, 'rate-limit', wait(900_000)],
  ['429 of an alt text, which no row repeats', 429, {}, 'rate-limit', undefined, altText],
  ['code 88', 420, code(88), 'rate-limit', wait(900_000), v1],
  ['413 of a segment', 413, '', 'too-large', setting('xMedia.segmentSizeMiB'), append],
  ['413 of initialize', 413, '', 'too-large', options],
  ['431 of finalize', 431, '', 'too-large', again, { call: 'finalize' }],
  ['500', 500, '', 'unwell', again],
  [
    '503 with Retry-After',
    503,
    '',
    'unwell',
    wait(3_600_000),
    { headers: { 'retry-after': '3600' } },
  ],
  ['504 of a segment', 504, html, 'unwell', again, append],
  ['code 130', 403, code(130, 'Over capacity'), 'unwell', again, v1],
  ['code 131', 400, code(131), 'unwell', again, v1],
  ['307', 307, '', 'redirect', again],
  ['code 135', 401, code(135), 'clock', again, v1],
  ['code 63', 403, code(63), 'account-suspended', signIn, v1],
  ['code 64', 403, code(64), 'account-suspended', signIn],
  ['code 231', 403, code(231), 'account-locked', { kind: 'open', url: 'https://x.com/' }, v1],
  ['code 326', 403, code(326), 'account-locked', { kind: 'open', url: 'https://x.com/' }],
  ['code 453 in v1.1', 403, code(453), 'access-level', setting('xMedia.apiVersion'), v1],
  ['code 453 in v2', 403, code(453), 'access-level', console],
  ['code 87', 403, code(87), 'access-level', console],
  ['code 416', 401, code(416, 'Invalid / suspended application'), 'app-suspended', console, v1],
  ['code 261', 403, code(261), 'read-only-app', console, v1],
  ['403 oauth1-permissions', 403, type('oauth1-permissions'), 'read-only-app', console],
  [
    '403 unsupported-authentication, of keys',
    403,
    type('unsupported-authentication'),
    'forbidden',
    signIn,
    keys,
  ],
  [
    '403 unsupported-authentication',
    403,
    type('unsupported-authentication'),
    'unsupported-authentication',
    signIn,
  ],
  ['403 client-forbidden', 403, type('client-forbidden'), 'client-forbidden', console],
  ['code 32', 401, code(32), 'unauthorized', signIn, v1],
  ['code 89', 401, code(89), 'unauthorized', signIn],
  ['code 99', 403, code(99), 'unauthorized', signIn, v1],
  ['code 215', 400, code(215), 'unauthorized', signIn, keys],
  ['code 220, of keys', 403, code(220), 'forbidden', console, v1],
  ['code 220, of a token', 401, code(220), 'missing-scope', signIn],
  ['media type unrecognized', 400, 'media type unrecognized.', 'media-type', options],
  ['the same of a segment', 400, 'media type unrecognized.', 'media-type', options, append],
  [
    'segments do not add up',
    400,
    code(324, 'Segments do not add up to provided total file size.'),
    'segments',
    again,
    { call: 'finalize' },
  ],
  ['code 324', 400, code(324), 'media-refused', options, v1],
  ['code 25', 400, code(25), 'invalid-request', again, v1],
  ['code 38', 403, code(38), 'invalid-request', again, v1],
  ['code 195', 403, code(195), 'invalid-request', again, v1],
  [
    'code 325',
    400,
    code(325, 'A media id was not found.'),
    'media-gone',
    again,
    { ...v1, ...append },
  ],
  [
    '404 of a media_id',
    404,
    { title: 'Not Found', detail: 'No media' },
    'media-gone',
    again,
    append,
  ],
  [
    '404 of a media_id for an alt text',
    404,
    { title: 'Not Found' },
    'media-gone',
    undefined,
    altText,
  ],
  ['404 of v1.1', 404, '', 'legacy-off', setting('xMedia.apiVersion'), v1],
  ['code 34, whatever the status', 400, code(34), 'legacy-off', setting('xMedia.apiVersion'), v1],
  ['code 68', 401, code(68), 'legacy-off', setting('xMedia.apiVersion'), v1],
  ['code 251, whatever the status', 400, code(251), 'legacy-off', setting('xMedia.apiVersion'), v1],
  ['a web page', 403, html, 'refused', again],
  ['401', 401, '', 'unauthorized', signIn],
  ['402', 402, type('credits'), 'credits', console],
  ['403 of keys', 403, '', 'forbidden', console, keys],
  ['403 about:blank', 403, { title: 'Forbidden', type: 'about:blank' }, 'missing-scope', signIn],
  ['400 invalid-request', 400, type('invalid-request'), 'invalid-request', options],
  ['the same of a segment', 400, type('invalid-request'), 'invalid-request', again, append],
  ['the same of an alt text', 400, type('invalid-request'), 'invalid-request', undefined, altText],
  ['404 of v2', 404, '', 'not-found', setting('xMedia.environment')],
  ['418', 418, '', 'refused', errors],
];

export const refusalRows = rows.map<RefusalRow>(
  ([name, status, body, kind, action, more = {}]) => ({
    name: `${name}${more.call === undefined || more.call === 'append' ? '' : ` (${more.call})`}`,
    status,
    body,
    kind,
    action,
    ...more,
    headers: { date, ...more.headers },
  }),
);
