/** What X may answer to a request that was signed with OAuth 1.0a's keys, in either dialect. */
import type { FaultAction } from '../../../src/sandbox/server.ts';
import { answer, html, json, legacy, plain, types, type FaultRow } from './faultRow.ts';

export interface SignedFaultRow extends Omit<FaultRow, 'action'> {
  readonly dialect: 'v1.1' | 'v2';
  readonly action: Pick<FaultAction, 'status' | 'headers' | 'body' | 'contentType'>;
}

const again = 'Enter the four keys again (X Media: Sign In)';
const useV2 = 'Set xMedia.apiVersion to v2';
const off = 'X may have switched its v1.1 media upload off';
/** Shape D. */
const error = (status: number, words: string) =>
  answer(status, { request: '/1.1/media/upload.json', error: words }, {}, json);

type Short = [
  name: string,
  action: SignedFaultRow['action'],
  kind: FaultRow['kind'],
  says: string,
  remedy: string,
  requests?: 1 | 3,
];

/** Refusals that mean the same in both dialects. */
const either: readonly Short[] = [
  [
    '401 C with code 32',
    legacy(401, 32, 'Could not authenticate you.'),
    'unauthorized',
    'could not verify the signature: one of the four OAuth 1.0a keys is wrong. X says: “Could not authenticate you.”',
    again,
  ],
  [
    '401 C with code 89',
    legacy(401, 89, 'Invalid or expired token.'),
    'unauthorized',
    'does not know the access token of these OAuth 1.0a keys',
    again,
  ],
  [
    '403 C with code 99',
    legacy(403, 99, 'Unable to verify your credentials.'),
    'unauthorized',
    'could not verify these OAuth 1.0a keys',
    again,
  ],
  [
    '400 C with code 215',
    legacy(400, 215, 'Bad Authentication data.'),
    'unauthorized',
    'the consumer key or the access token is wrong',
    again,
  ],
  [
    '401 A',
    plain(401, 'Unauthorized'),
    'unauthorized',
    'did not accept the OAuth 1.0a keys',
    'check the clock of this machine',
  ],
  [
    '401 D',
    error(401, 'Not authorized.'),
    'unauthorized',
    'X says: “Not authorized.”',
    'check the clock of this machine',
  ],
  [
    '401 with nothing',
    answer(401, ''),
    'unauthorized',
    'did not accept the OAuth 1.0a keys',
    again,
  ],
  [
    '401 C with code 135',
    legacy(401, 135, 'Timestamp out of bounds.'),
    'clock',
    'clock is off',
    'Set the clock',
  ],
  [
    '401 with a web page blames no key',
    answer(401, html, {}, 'text/html'),
    'refused',
    '(HTTP 401) was a web page',
    'proxy or sign-in page',
  ],
  [
    '403 C with code 220',
    legacy(403, 220, 'Your credentials do not allow access to this resource.'),
    'forbidden',
    'does not allow these OAuth 1.0a keys this call',
    'make a new access token and secret there, then sign in with them',
  ],
  [
    '403 C with code 261',
    legacy(403, 261, 'Application cannot perform write actions.'),
    'read-only-app',
    'may only read',
    'new tokens',
  ],
  [
    '403 of a read-only app',
    plain(403, 'Forbidden', `${types}/oauth1-permissions`),
    'read-only-app',
    'may only read',
    'sign in with them',
  ],
  [
    '403 of an app without a project',
    plain(403, 'Client Forbidden', `${types}/client-forbidden`),
    'client-forbidden',
    'not attached to a project',
    'Attach it',
  ],
  [
    '403 of a call that takes no OAuth 1.0a',
    plain(403, 'Unsupported Authentication', `${types}/unsupported-authentication`),
    'forbidden',
    'X does not take OAuth 1.0a keys for this call. X says',
    'Sign in with OAuth 2.0',
  ],
  [
    '403 C with code 64',
    legacy(403, 64, 'Your account is suspended and is not permitted to access this feature.'),
    'account-suspended',
    'has suspended this account',
    'sign in with another account',
  ],
  [
    '403 C with code 326',
    legacy(403, 326, 'To protect our users from spam, this account is temporarily locked.'),
    'account-locked',
    'has locked this account',
    'Log in at x.com',
  ],
  [
    '402 credits',
    plain(402, 'CreditsDepleted', `${types}/credits`),
    'credits',
    'no credits',
    'Buy credits',
  ],
  [
    '429 C with code 88',
    legacy(429, 88, 'Rate limit exceeded.'),
    'rate-limit',
    'rate limit',
    '15 minutes',
    3,
  ],
  [
    '420 C with code 88',
    legacy(420, 88, 'Rate limit exceeded.'),
    'rate-limit',
    'rate limit',
    '15 minutes',
    3,
  ],
  [
    '500 C with code 131',
    legacy(500, 131, 'Internal error'),
    'unwell',
    'HTTP 500',
    'few minutes',
    3,
  ],
  [
    '400 C with code 131 is X’s fault too',
    legacy(400, 131, 'Internal error'),
    'unwell',
    'HTTP 400',
    'few minutes',
    3,
  ],
  ['503 with nothing', answer(503, ''), 'unwell', 'HTTP 503', 'few minutes', 3],
  ['413 with nothing', answer(413, ''), 'too-large', 'HTTP 413', 'fewer additional owners'],
  [
    '400 C with code 324',
    legacy(400, 324, 'The validation of media ids failed.'),
    'media-refused',
    'for its type, its size or its category. X says: “The validation of media ids failed.”',
    'another file',
  ],
  [
    '400 C with code 324 and a reason that is known better',
    legacy(400, 324, 'Segments do not add up to provided total file size.'),
    'segments',
    'file changed',
    'Initialize again',
  ],
  [
    '403 C with code 38',
    legacy(403, 38, 'media_type parameter is missing.'),
    'invalid-request',
    'X misses a parameter in the request. X says: “media_type parameter is missing.”',
    'report it with the log',
  ],
  [
    '400 D',
    error(400, 'File size exceeds 15728640 bytes.'),
    'invalid-request',
    'X says: “File size exceeds 15728640 bytes.”',
    'Options',
  ],
  [
    '400 in plain text',
    answer(400, 'media type unrecognized.'),
    'media-type',
    'bytes are not what the media type says',
    'another type',
  ],
  [
    '400 C with a code that nobody knows',
    legacy(400, 987, 'Something new.'),
    'invalid-request',
    'X says: “Something new.”',
    'Options',
  ],
  [
    '307 is not followed',
    answer(307, '', { location: 'http://127.0.0.1:9/elsewhere' }),
    'redirect',
    'is not followed',
    'proxy or sign-in page',
  ],
  [
    '400 D whose words are a link, a control character and an icon',
    error(400, '[Sign in](command:evil) \u202e$(zap)\u0000'),
    'invalid-request',
    'X says: “[Sign in] (command:evil) $ (zap)”',
    'Options',
  ],
];

/** No code that says more: v1.1 was announced for removal, and nobody knows. */
const v1: readonly Short[] = [
  ...[403, 404, 410].flatMap<Short>((status) => [
    [`${status} with nothing`, answer(status, ''), 'legacy-off', off, useV2],
    [`${status} A`, plain(status, 'Gone'), 'legacy-off', `HTTP ${status}. X says: “Gone”`, useV2],
    [
      `${status} C with code 34`,
      legacy(status, 34, 'Sorry, that page does not exist'),
      'legacy-off',
      `${off}, as it announced for 2025: it answered HTTP ${status}. X says: “Sorry, that page does not exist”`,
      useV2,
    ],
    [`${status} D`, error(status, 'Gone.'), 'legacy-off', 'X says: “Gone.”', useV2],
    [
      `${status} with a web page`,
      answer(status, html, {}, 'text/html'),
      'legacy-off',
      `HTTP ${status} with a web page.`,
      'if that brings a web page too, check the network',
    ],
  ]),
  [
    '403 C with code 453',
    legacy(403, 453, 'You currently have access to a subset of X API V2 endpoints'),
    'access-level',
    'access level of the app does not include this call',
    `${useV2}, or raise the access level`,
  ],
  ...[
    ['202 with nothing', 202, '', 'with nothing'],
    ['202 with a web page', 202, html, 'with a web page'],
    ['200 with words', 200, 'OK', 'X says: “OK”'],
    ['202 with null', 202, 'null', 'without a usable media_id'],
    ['202 with 20 digits', 202, '{"media_id_string":"71051136334535475312"}', 'without a usable'],
    ['202 with a number beyond all', 202, '{"media_id":1e400}', 'without a usable media_id'],
  ].map<Short>(([name, status, body, says]) => [
    String(name),
    answer(Number(status), String(body), {}, json),
    'unexpected-answer',
    String(says),
    'no proxy or sign-in page',
  ]),
  [
    '200 with an error in place of an id',
    error(200, 'Not today.'),
    'unexpected-answer',
    'X gave no media_id (HTTP 200). X says: “Not today.”',
    'Follow what X says',
  ],
];

const v2: readonly Short[] = [
  [
    '403 A',
    plain(403, 'Forbidden'),
    'forbidden',
    'does not allow these OAuth 1.0a keys this call; most often the app may only read.',
    'read and write permission',
  ],
  ['404 A', plain(404, 'Not Found'), 'not-found', 'HTTP 404', 'xMedia.customBaseUrl'],
  [
    '403 C with code 453',
    legacy(403, 453, 'You currently have access to a subset of X API V2 endpoints'),
    'access-level',
    'access level of the app does not include this call',
    'Raise the access level',
  ],
];

function rows(dialect: 'v1.1' | 'v2', short: readonly Short[]): SignedFaultRow[] {
  return short.map(([name, action, kind, says, remedy, requests = 1]) => ({
    ...{ name: `${dialect}: ${name}`, dialect, action, kind, says, remedy, requests },
  }));
}

export const signedFaultRows = [
  ...rows('v1.1', either),
  ...rows('v2', either),
  ...rows('v1.1', v1),
  ...rows('v2', v2),
];
