/** One request of media upload, from its first byte to its answer or to the failure asked for. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { readBody, logged } from './body.ts';
import { checkQuery, type Call, type CallRequest, type Handler, type World } from './calls.ts';
import { merged, replacement, type FaultAction, type Faults } from './faults.ts';
import { transactionId, type Random } from './ids.ts';
import { internalError, ok, plainProblem, Refused, type Answer } from './problems.ts';
import type { RateLimits } from './rateLimits.ts';
import type { RecordedRequest, Recorder } from './recorder.ts';

/** What surrounds the calls. */
export interface Edge {
  readonly world: World;
  readonly token: string;
  readonly limits: RateLimits;
  readonly faults: Faults;
  readonly recorder: Recorder;
  readonly random: Random;
  /** Waits so many milliseconds; rejects when the sandbox closes. */
  readonly sleep: (ms: number) => Promise<void>;
}

export interface Route {
  readonly call: Call;
  readonly handler: Handler;
  /** Bytes of the largest body. */
  readonly bytesMax: number;
}

export interface Connection {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

type Target = Pick<CallRequest, 'id' | 'query'>;

/** Answers, or ends the connection and says so to the HTTP framework. */
export async function exchange(
  edge: Edge,
  route: Route,
  connection: Connection,
  target: Target,
): Promise<Response> {
  const entry = edge.recorder.begin(route.call, connection.incoming);
  const action = edge.faults.take(route.call) ?? {};
  try {
    const answer = await answerOf(edge, route, connection, target, { entry, action });
    if (answer !== undefined) return send(edge, route.call, connection, answer, { entry, action });
    entry.answered = 'reset';
    connection.incoming.socket.resetAndDestroy();
  } catch (error) {
    // Reading and waiting end early when the client goes away or the sandbox closes.
    entry.answered = connection.incoming.socket.destroyed ? 'aborted' : 500;
    if (entry.answered === 500) throw error;
  }
  return RESPONSE_ALREADY_SENT;
}

interface Turn {
  readonly entry: RecordedRequest;
  readonly action: FaultAction;
}

/** Undefined for a connection to be reset. */
async function answerOf(
  edge: Edge,
  { call, handler, bytesMax }: Route,
  { incoming }: Connection,
  target: Target,
  { entry, action }: Turn,
): Promise<Answer | undefined> {
  if (action.delayMs !== undefined) await edge.sleep(action.delayMs);
  if (action.reset === 'before') return undefined;
  const body = await readBody(incoming, bytesMax);
  entry.body = logged(body);
  const instead = replacement(action);
  if (instead !== undefined && action.status !== undefined) return instead;
  const real = perform(() => {
    authorize(edge.token, incoming);
    if (!edge.limits.take(call)) throw new Refused(plainProblem(429));
    if (call !== 'status') checkQuery(target.query, []);
    return ok({ data: handler(edge.world, { ...target, body }) });
  });
  if (action.reset === 'after') return undefined;
  return instead ?? (action.merge === undefined ? real : merged(real, action.merge));
}

function perform(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    return error instanceof Refused ? error.answer : internalError(error);
  }
}

function authorize(token: string, incoming: IncomingMessage): void {
  const given = /^Bearer +([\x21-\x7e]+)$/i.exec(incoming.headers.authorization ?? '')?.[1];
  if (given !== token) throw new Refused(plainProblem(401));
}

function send(
  edge: Edge,
  call: Call,
  { outgoing }: Connection,
  answer: Answer,
  { entry, action }: Turn,
): Response {
  const complete = withXHeaders(edge, answer, call);
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
 * Every answer of X carries a transaction id, and those of a call its rate limits. A failure on
 * request may say otherwise.
 */
export function withXHeaders(edge: Edge, answer: Answer, call: Call | undefined): Answer {
  const headers = {
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
