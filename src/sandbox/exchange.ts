/** One request, from its first byte to its answer or to the failure asked for. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { readBody, logged } from './body.ts';
import type { AppendUnderWay } from './appends.ts';
import type { Call, CallRequest, World } from './calls.ts';
import type { Callers } from './callers.ts';
import { segmentBodyMax, type Route, type Target } from './dialect.ts';
import { merged, replacement, type FaultAction, type Faults } from './faults.ts';
import { transactionId, type Random } from './ids.ts';
import type { Authorization } from './oauth2Authorize.ts';
import type { Grants } from './oauth2Grants.ts';
import { internalError, Refused, type Answer } from './problems.ts';
import type { RateLimits } from './rateLimits.ts';
import { remembered, type RecordedRequest, type Recorder } from './recorder.ts';
import type { Parameter } from './urlencoded.ts';

/** What surrounds the calls. */
export interface Edge {
  readonly world: World;
  readonly callers: Callers;
  readonly grants: Grants;
  readonly authorization: Authorization;
  readonly limits: RateLimits;
  readonly faults: Faults;
  readonly recorder: Recorder;
  readonly random: Random;
  /** Waits so many milliseconds; rejects when the sandbox closes. */
  readonly sleep: (ms: number) => Promise<void>;
}

export interface Connection {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

/** Answers, or ends the connection and says so to the HTTP framework. */
export async function exchange(
  edge: Edge,
  route: Route,
  connection: Connection,
  target: Target,
): Promise<Response> {
  const { incoming } = connection;
  const entry = edge.recorder.begin(null, incoming, route.dialect.name);
  const turn: Turn = { entry, action: {}, append: undefined };
  try {
    const answer = await answerOf(edge, route, connection, target, turn);
    if (answer === undefined) {
      entry.answered = 'reset';
      incoming.socket.resetAndDestroy();
    } else if (await takesItsTime(edge, connection, entry)) {
      return send(edge, connection, answer, turn);
    } else {
      entry.answered = 'aborted';
    }
  } catch (error) {
    // Reading and waiting end early when the client goes away or the sandbox closes.
    entry.answered = incoming.socket.destroyed ? 'aborted' : 500;
    if (entry.answered === 500) throw error;
  } finally {
    // Before the answer leaves: what its client sends upon it does not overlap.
    turn.append?.leave();
  }
  return RESPONSE_ALREADY_SENT;
}

/** The server time of a call. False when the client has gone away meanwhile. */
async function takesItsTime(
  { world: { settings }, sleep }: Edge,
  { incoming }: Connection,
  { call }: RecordedRequest,
): Promise<boolean> {
  if (call === null || settings.answerAfterMs === 0) return true;
  await sleep(settings.answerAfterMs);
  return !incoming.socket.destroyed;
}

interface Turn {
  readonly entry: RecordedRequest;
  /** The failure asked for; empty until the call is known, and for none. */
  action: FaultAction;
  append: AppendUnderWay | undefined;
}

/** Undefined for a connection to be reset. */
async function answerOf(
  edge: Edge,
  route: Route,
  connection: Connection,
  target: Target,
  turn: Turn,
): Promise<Answer | undefined> {
  const { entry } = turn;
  const { incoming } = connection;
  const { headers } = incoming;
  const { world } = edge;
  const fields: Parameter[] = [];
  const arrive = () => {
    const id = route.appendTo?.(target, fields);
    if (id === undefined || turn.append !== undefined) return;
    const append = world.media.known(id)?.appends.arrive();
    turn.append = append;
    connection.outgoing.once('close', () => append?.leave());
  };
  arrive();
  if (!(await begins(edge, turn, route.callOf(target.query, undefined)))) return undefined;
  const bytesMax = route.bytesMax === 'segment' ? segmentBodyMax(world.settings) : route.bytesMax;
  const body = await readBody(incoming, bytesMax, (field) => {
    fields.push(field);
    arrive();
  });
  entry.body = remembered((route.logged ?? logged)(body));
  const known = entry.call !== null;
  if (!known && !(await begins(edge, turn, route.callOf(target.query, body)))) return undefined;
  const { action } = turn;
  const instead = replacement(action, route.dialect);
  if (instead !== undefined && action.status !== undefined) return instead;
  const caller = edge.callers.identify(incoming, body);
  if (typeof caller !== 'string') entry.account = caller.kind;
  const real =
    route.dialect.refusal(caller) ??
    perform(edge, route, { ...target, headers, body, caller, append: turn.append }, entry.call);
  if (action.reset === 'after') return undefined;
  return instead ?? (action.merge === undefined ? real : merged(real, action.merge, route.dialect));
}

/** Once the call is known, its turn to fail is counted. False when it is reset before all else. */
async function begins(edge: Edge, turn: Turn, call: Call | undefined): Promise<boolean> {
  if (call === undefined) return true;
  turn.entry.call = call;
  turn.action = edge.faults.take(call) ?? {};
  if (turn.action.delayMs !== undefined) await edge.sleep(turn.action.delayMs);
  return turn.action.reset !== 'before';
}

function perform(edge: Edge, route: Route, request: CallRequest, call: Call | null): Answer {
  const answer = performed(edge, route, request, call);
  if (answer.status >= 400) request.append?.refuse();
  return answer;
}

function performed(edge: Edge, route: Route, request: CallRequest, call: Call | null): Answer {
  if (call !== null && !edge.limits.take(call)) return route.dialect.problem(429);
  try {
    return route.perform(edge.world, request, call ?? undefined);
  } catch (error) {
    return error instanceof Refused ? error.answer : internalError(error);
  }
}

function send(
  edge: Edge,
  { outgoing }: Connection,
  answer: Answer,
  { entry, action }: Turn,
): Response {
  const complete = withXHeaders(edge, answer, entry.call ?? undefined);
  if (action.half !== true) {
    entry.answered = answer.status;
    return toResponse(complete);
  }
  entry.answered = 'half';
  const bytes = Buffer.from(complete.body);
  outgoing.writeHead(complete.status, { ...complete.headers, 'content-length': bytes.length });
  outgoing.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => {
    outgoing.destroy();
  });
  return RESPONSE_ALREADY_SENT;
}

/**
 * Every answer of X carries its time and a transaction id, and those of a call its rate limits. A
 * failure on request may say otherwise.
 */
export function withXHeaders(edge: Edge, answer: Answer, call: Call | undefined): Answer {
  const headers = {
    date: new Date(edge.world.clock()).toUTCString(),
    'x-transaction-id': transactionId(edge.random),
    ...(call === undefined ? {} : edge.limits.headers(call)),
    ...answer.headers,
  };
  return { ...answer, headers };
}

export function toResponse({ status, headers, body }: Answer): Response {
  if (status === 204 || status === 205 || status === 304) {
    return new Response(null, { status, headers });
  }
  return body === ''
    ? new Response(null, { status, headers: { ...headers, 'content-length': '0' } })
    : new Response(body, { status, headers });
}
