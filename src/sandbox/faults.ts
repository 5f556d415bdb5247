/** Failures on request: what can be asked for, and whose turn it is. */
import * as v from 'valibot';
import { calls, type Call } from './calls.ts';
import type { Dialect } from './dialect.ts';
import { mergePatch, isJsonObject, type Json } from './json.ts';
import { jsonType, problemType, type Answer } from './problems.ts';
import { object } from './validate.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000));
const status = v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599));
const delayMs = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3_600_000));
const headerValue = v.pipe(v.string(), v.regex(/^[\x20-\x7e]*$/));
const framing = ['content-length', 'transfer-encoding', 'connection'];
const headers = v.record(
  v.pipe(
    v.string(),
    v.regex(/^[A-Za-z0-9-]+$/),
    v.check((name) => !framing.includes(name.toLowerCase()), 'frames the message: use half'),
  ),
  headerValue,
);
const json = v.custom<Json>((value) => value !== undefined, 'JSON expected');

const actionSchema = v.pipe(
  object({
    delayMs: v.exactOptional(delayMs),
    status: v.exactOptional(status),
    headers: v.exactOptional(headers),
    body: v.exactOptional(
      v.pipe(
        json,
        v.check((body) => body !== null, 'null is no body'),
      ),
    ),
    contentType: v.exactOptional(headerValue),
    answer: v.exactOptional(json),
    merge: v.exactOptional(v.custom<Json>(isJsonObject, 'object expected')),
    reset: v.exactOptional(v.picklist(['before', 'after'])),
    half: v.exactOptional(v.literal(true)),
  }),
  v.check((action) => Object.keys(action).length > 0, 'asks for nothing'),
  v.check(
    ({ status, headers, body, contentType, answer, merge, reset, half }) =>
      [status ?? headers ?? body ?? contentType, answer, merge, reset, half].filter(
        (part) => part !== undefined,
      ).length <= 1,
    'asks for more than one outcome: status (with headers, body, contentType), answer, merge, reset or half',
  ),
);

/**
 * One failure.
 * - `call`: which call it waits for, or `any`.
 * - `nth`: 1 (default) for the next such call after arming, 2 for the one after it, and so on.
 * - `times`: how many calls in a row fail, from the nth on; default 1.
 * - `action`: `delayMs` alone or with one of the outcomes:
 *   - `status`, `headers`, `body`, `contentType`: answered instead of X, and nothing happens at X.
 *     `body` is sent as it is when a string, else as JSON; left out, it is a refusal of that status
 *     in the dialect of the call. Without `status`, the call takes place, and its answer is
 *     replaced by a 200.
 *   - `answer`: the call takes place, and this JSON is answered with a 200.
 *   - `merge`: the call takes place, and this is laid over its answer (RFC 7396), with its status.
 *   - `reset`: `before` the body is read (v1.1 may name its call there: then before it takes
 *     place), or `after` the call took place: the connection is reset.
 *   - `half`: the call takes place, and the connection ends after half of the answer's bytes.
 *
 * Each call meets one failure at most: the first in the order of arming that is due.
 */
const faultSchema = object({
  call: v.picklist([...calls, 'any']),
  nth: v.exactOptional(count),
  times: v.exactOptional(count),
  action: actionSchema,
});

export type FaultAction = v.InferOutput<typeof actionSchema>;
export type Fault = v.InferOutput<typeof faultSchema>;

/** `{"faults": [...]}`, a list, or a single failure. */
export const planSchema = v.lazy((input: unknown) => {
  if (Array.isArray(input)) return v.array(faultSchema);
  if (isJsonObject(input) && 'faults' in input) return object({ faults: v.array(faultSchema) });
  return faultSchema;
});
export type FaultPlan = Fault | readonly Fault[] | { readonly faults: readonly Fault[] };

/** A failure that is armed: `seen` such calls so far, `remaining` of them still to fail. */
export type ArmedFault = Fault & { seen: number; remaining: number };

export class Faults {
  #armed: ArmedFault[] = [];

  arm(plan: FaultPlan): void {
    const faults = 'faults' in plan ? plan.faults : 'call' in plan ? [plan] : plan;
    for (const fault of faults) {
      this.#armed.push({ ...fault, seen: 0, remaining: fault.times ?? 1 });
    }
  }

  /** Counts this call, and says what is to happen to it. */
  take(call: Call): FaultAction | undefined {
    let due: ArmedFault | undefined;
    for (const fault of this.#armed) {
      if (fault.call !== 'any' && fault.call !== call) continue;
      fault.seen += 1;
      if (fault.seen >= (fault.nth ?? 1)) due ??= fault;
    }
    if (due === undefined) return undefined;
    due.remaining -= 1;
    this.#armed = this.#armed.filter(({ remaining }) => remaining > 0);
    return due.action;
  }

  /** Those that have not come about in full. */
  left(): ArmedFault[] {
    return this.#armed.map((fault) => ({ ...fault }));
  }

  clear(): void {
    this.#armed = [];
  }
}

/** The answer that comes instead of X's own, when the failure says one. */
export function replacement(action: FaultAction, dialect: Dialect): Answer | undefined {
  const { status, headers = {}, body, contentType, answer } = action;
  if (answer !== undefined) return jsonAnswer(200, answer, jsonType);
  if ((status ?? action.headers ?? body ?? contentType) === undefined) return undefined;
  const plain = written(status ?? 200, body, dialect);
  const replaced = new Map(Object.entries(plain.headers));
  if (contentType !== undefined) replaced.set('content-type', contentType);
  for (const [name, value] of Object.entries(headers)) replaced.set(name.toLowerCase(), value);
  return { ...plain, headers: Object.fromEntries(replaced) };
}

function written(status: number, body: Json | undefined, dialect: Dialect): Answer {
  if (body === undefined) {
    return status < 400 ? { status, headers: {}, body: '' } : dialect.problem(status);
  }
  if (typeof body !== 'string') {
    const refusalType = dialect.problem(status).headers['content-type'] ?? problemType;
    return jsonAnswer(status, body, status < 400 ? jsonType : refusalType);
  }
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}

function jsonAnswer(status: number, value: Json, contentType: string): Answer {
  return { status, headers: { 'content-type': contentType }, body: JSON.stringify(value) };
}

/** X's answer with `patch` laid over it. */
export function merged(answer: Answer, patch: Json, { json }: Dialect): Answer {
  const value = answer.body === '' ? {} : json.parse(answer.body);
  return { ...answer, body: json.stringify(mergePatch(value, patch)) };
}
