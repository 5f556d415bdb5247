/** The v1.1 dialect: X's older errors, and ids that are numbers as well. */
import { STATUS_CODES } from 'node:http';
import { legacyPath } from '../api/contract.ts';
import type { Rejection } from './callers.ts';
import type { Dialect } from './dialect.ts';
import type { Json } from './json.ts';
import { jsonType, Refused, type Answer } from './problems.ts';

/** Shape C, with codes and messages of X's page on response codes. */
function coded(status: number, code: number, message: string): Answer {
  return answer(status, { errors: [{ code, message }] });
}

/** Shape D. */
function told(status: number, error: string): Answer {
  return answer(status, { request: legacyPath, error });
}

function answer(status: number, body: Json): Answer {
  return { status, headers: { 'content-type': jsonType }, body: JSON.stringify(body) };
}

export function missing(name: string): Refused {
  return new Refused(coded(400, 38, `${name} parameter is missing.`));
}

export function invalid(name: string): Refused {
  return new Refused(coded(400, 44, `${name} parameter is invalid.`));
}

export function refused(error: string): Refused {
  return new Refused(told(400, error));
}

/** As users report it, of an id that was left empty; X says the same of one it does not know. */
export function invalidMediaId(id: string): Refused {
  return refused(`Invalid media_id: Some(${id}).`);
}

const rejections: Record<Rejection, Answer> = {
  missing: coded(401, 215, 'Bad Authentication data.'),
  unauthentic: coded(401, 32, 'Could not authenticate you.'),
  unknown: coded(401, 89, 'Invalid or expired token.'),
  expired: coded(401, 89, 'Invalid or expired token.'),
  untimely: coded(401, 135, 'Timestamp out of bounds.'),
  'app-only': coded(403, 220, 'Your credentials do not allow access to this resource.'),
};

/** Statuses that X has a code for. */
const problems: Partial<Record<number, Answer>> = {
  401: rejections.unauthentic,
  403: rejections['app-only'],
  404: coded(404, 34, 'Sorry, that page does not exist.'),
  405: coded(405, 86, 'This method requires a POST or GET.'),
  429: coded(429, 88, 'Rate limit exceeded'),
  500: coded(500, 131, 'Internal error'),
  503: coded(503, 130, 'Over capacity'),
};

/**
 * `media_id` is a number that a double cannot hold. Inside, it is text and comes first; these two
 * know where that is.
 */
const json: Dialect['json'] = {
  parse: (text) => JSON.parse(text.replace(/^\{"media_id":([0-9]+)/, '{"media_id":"$1"')) as Json,
  stringify: (value) => JSON.stringify(value).replace(/^\{"media_id":"([0-9]+)"/, '{"media_id":$1'),
};

/** What X answers about an upload. */
export function mediaAnswer(status: number, id: string, rest: Record<string, Json>): Answer {
  const body = json.stringify({ media_id: id, media_id_string: id, ...rest });
  return { status, headers: { 'content-type': jsonType }, body };
}

export const v1: Dialect = {
  name: 'v1.1',
  // An OAuth 2.0 token is refused whatever its scopes are.
  refusal: (caller) => {
    if (typeof caller === 'string') return rejections[caller];
    return caller.kind === 'oauth1' ? undefined : rejections['app-only'];
  },
  problem: (status, headers = {}) => {
    const plain = problems[status] ?? told(status, STATUS_CODES[status] ?? 'Unknown');
    return { ...plain, headers: { ...plain.headers, ...headers } };
  },
  json,
};
