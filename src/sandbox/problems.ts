/**
 * What X answers, as plain data, and its ways of refusing: problem A (`about:blank`), problem B
 * (`invalid-request` with `errors`), and the empty 413 that users report for a large segment.
 */
import { STATUS_CODES } from 'node:http';
import type { Json, JsonObject } from './json.ts';

export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Text to send; empty for no body. */
  readonly body: string;
}

export const jsonType = 'application/json; charset=utf-8';
export const problemType = 'application/problem+json';

/** Thrown by a call that X refuses; carries the answer. */
export class Refused extends Error {
  readonly answer: Answer;
  constructor(answer: Answer) {
    super(`Refused with ${answer.status}`);
    this.name = 'Refused';
    this.answer = answer;
  }
}

export function ok(value: Json): Answer {
  return { status: 200, headers: { 'content-type': jsonType }, body: JSON.stringify(value) };
}

function problem(status: number, body: JsonObject, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': problemType, ...headers },
    body: JSON.stringify(body),
  };
}

/** Shape A: a problem that has nothing to say beyond its status. */
export function plainProblem(
  status: number,
  detail = STATUS_CODES[status] ?? 'Unknown',
  headers: Record<string, string> = {},
): Answer {
  const title = STATUS_CODES[status] ?? 'Unknown';
  return problem(status, { title, type: 'about:blank', status, detail }, headers);
}

export interface ParameterError {
  readonly message: string;
  /** Values as sent, by the dotted path of the parameter; no values where it is missing. */
  readonly parameters: Readonly<Record<string, readonly string[]>>;
}

/** Shape B: 400, one entry for each parameter that X refuses. */
export function invalidRequest(...errors: readonly ParameterError[]): Refused {
  return new Refused(
    problem(400, {
      errors: errors.map(({ message, parameters }) => ({ message, parameters })),
      title: 'Invalid Request',
      detail: 'One or more parameters to your request was invalid.',
      type: 'https://api.x.com/2/problems/invalid-request',
    }),
  );
}

/** The body of a JSON call is empty, no object or no JSON (reported by users for finalize). */
export function notAJsonObject(): Refused {
  return invalidRequest({ message: 'Request body must be a JSON object.', parameters: {} });
}

/** 403, for a bearer that stands for an app where X wants a user's. */
export function unsupportedAuthentication(): Answer {
  return problem(403, {
    title: 'Unsupported Authentication',
    detail:
      'Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint. Supported authentication types are [OAuth 1.0a User Context, OAuth 2.0 User Context].',
    type: 'https://api.x.com/2/problems/unsupported-authentication',
    status: 403,
  });
}

/** 404 as X's description shapes it. X says the same of a media id that has expired. */
export function mediaNotFound(parameter: string, id: string): Refused {
  return new Refused(
    problem(404, {
      title: 'Not Found Error',
      type: 'https://api.x.com/2/problems/resource-not-found',
      status: 404,
      detail: `Could not find media with ${parameter}: [${id}].`,
      resource_type: 'media',
      resource_id: id,
      parameter,
      value: id,
    }),
  );
}

export function unsupportedContentType(wanted: string): Refused {
  return new Refused(plainProblem(415, `The content type of this call is ${wanted}.`));
}

/** With no body at all, as users report the 413 (2026-05). */
export function tooLarge(status: 413 | 431 = 413): Refused {
  return new Refused({ status, headers: {}, body: '' });
}

/** A defect of the sandbox itself, in X's words for its own. */
export function internalError(error: unknown): Answer {
  return problem(500, {
    title: 'Internal Error',
    type: 'https://api.x.com/2/problems/internal-error',
    status: 500,
    detail: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
  });
}
