/** The v2 dialect: problems as X's description shapes them, and `{"data": …}`. */
import { checkQuery, type Call, type Handler } from './calls.ts';
import { allows, type Caller, type Rejection } from './callers.ts';
import type { Dialect, Route } from './dialect.ts';
import { ok, plainProblem, unsupportedAuthentication, type Answer } from './problems.ts';

const jsonBodyMax = 256 * 2 ** 10;

/** What is answered to who may not do what `scope` opens; undefined for who may. */
export function refusalOf(caller: Caller | Rejection, scope: string): Answer | undefined {
  if (caller === 'app-only') return unsupportedAuthentication();
  if (typeof caller === 'string') return plainProblem(401);
  return allows(caller, scope) ? undefined : plainProblem(403);
}

export const v2: Dialect = {
  name: 'v2',
  refusal: (caller) => refusalOf(caller, 'media.write'),
  problem: (status, headers) => plainProblem(status, undefined, headers),
  json: JSON,
};

export function v2Route(call: Call, handler: Handler): Route {
  return {
    dialect: v2,
    bytesMax: call === 'append' ? 'segment' : jsonBodyMax,
    callOf: () => call,
    ...(call === 'append' ? { appendTo: ({ id }) => id } : {}),
    perform: (world, request) => {
      if (call !== 'status') checkQuery(request.query, []);
      const data = handler(world, request);
      return data === undefined ? { status: 204, headers: {}, body: '' } : ok({ data });
    },
  };
}
