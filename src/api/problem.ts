import * as v from 'valibot';
import type { Call, Credential, Dialect } from './mediaApi.ts';
import { inert } from './text.ts';

/** A header map with lower-case names, as undici gives it. */
export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** An answer, whole: bounded in size by the transport, not yet understood. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly text: string;
}

/** Takes the secrets out of a text. */
export type Mask = (text: string) => string;

/** When an answer came, what to, and what of it may be shown. */
export interface Reading {
  /** Epoch milliseconds. */
  readonly now: number;
  /** For what is shown or kept: the answer may repeat a secret. */
  readonly mask: Mask;
  readonly dialect: Dialect;
  /** Whose request it was: the refusal of a bearer means another thing than that of a signature. */
  readonly credential: Credential['kind'];
  /** `initialize` unless said otherwise. */
  readonly call?: Call | undefined;
}

/** The error shapes of X (contract §4: A, B, C, D) folded into one; all text is still raw. */
export interface Problem {
  readonly title?: string | undefined;
  readonly detail?: string | undefined;
  /** The last part of the `type` URL: its host was api.twitter.com and is now api.x.com. */
  readonly type?: string | undefined;
  readonly codes: readonly number[];
  readonly messages: readonly string[];
  /** The parameters that X refuses, with the values it saw. */
  readonly parameters: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly registrationUrl?: string | undefined;
  readonly period?: string | undefined;
  readonly scope?: string | undefined;
}

/** Each part is optional and alone in its failure: one odd field must not hide the others. */
export const lenient = <S extends v.GenericSchema>(schema: S) =>
  v.fallback(v.optional(schema), undefined);
const text = lenient(v.string());

const errorItem = v.object({
  message: text,
  code: lenient(v.number()),
  detail: text,
  title: text,
  msg: text,
  parameter: text,
  parameters: lenient(v.record(v.string(), v.fallback(v.array(v.fallback(v.string(), '')), []))),
});

const errorList = lenient(v.array(v.fallback(v.nullable(errorItem), null)));

const problemBody = v.object({
  title: text,
  detail: v.optional(v.unknown()),
  message: text,
  type: text,
  error: text,
  registration_url: text,
  period: text,
  scope: text,
  parameter: text,
  value: text,
  errors: errorList,
});

/** Whether a body is a web page, or XML: X’s API answers with neither. */
export const isMarkup = (body: string) => /^\s*</.test(body);

/** As `JSON.parse` calls it, with the text that a number was. */
type Reviver = (key: string, value: unknown, context?: { readonly source?: string }) => unknown;

/** JSON from outside; undefined for whatever is not JSON. */
export function parseJson(body: string, reviver?: Reviver): unknown {
  try {
    return JSON.parse(body.replace(/^\ufeff/, ''), reviver);
  } catch {
    // Not JSON: HTML from the edge, plain text or nothing; the caller says which.
    return undefined;
  }
}

function present<T>(values: readonly (T | undefined)[]): T[] {
  return values.filter((value) => value !== undefined);
}

export function readProblem(body: string): Problem {
  const parsed = v.safeParse(problemBody, parseJson(body));
  if (!parsed.success) {
    const plain = isMarkup(body) ? '' : body.trim();
    return { codes: [], parameters: [], messages: plain === '' ? [] : [plain] };
  }
  const { errors = [], detail, ...rest } = parsed.output;
  // FastAPI, which gateways and mocks are made with, gives a list of details.
  const items = [...errors, ...(v.parse(errorList, detail) ?? [])].filter((item) => item !== null);
  const named = items.flatMap((item) =>
    Object.entries(item.parameters ?? {}).map(([name, values]) => ({ name, values })),
  );
  const single = present([rest.parameter, ...items.map((item) => item.parameter)]);
  return {
    title: rest.title,
    detail: typeof detail === 'string' ? detail : undefined,
    type: rest.type?.split('/').at(-1),
    codes: present(items.map((item) => item.code)),
    messages: present([
      ...items.map((item) => item.message ?? item.detail ?? item.title ?? item.msg),
      rest.error,
      rest.message,
    ]),
    parameters: [...named, ...single.map((name) => ({ name, values: present([rest.value]) }))],
    registrationUrl: rest.registration_url,
    period: rest.period,
    scope: rest.scope,
  };
}

/** For what is shown; rules are chosen by the problem as it came. */
export function maskProblem(problem: Problem, mask: Mask): Problem {
  const some = (said: string | undefined) => (said === undefined ? undefined : mask(said));
  return {
    ...problem,
    title: some(problem.title),
    detail: some(problem.detail),
    messages: problem.messages.map(mask),
    parameters: problem.parameters.map(({ name, values }) => ({
      name: mask(name),
      values: values.map(mask),
    })),
    registrationUrl: some(problem.registrationUrl),
    period: some(problem.period),
    scope: some(problem.scope),
  };
}

export function header(headers: AnswerHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** X's `x-transaction-id`, safe to show. */
export function transactionId({ headers }: HttpAnswer, mask: Mask): string | undefined {
  const id = header(headers, 'x-transaction-id');
  return id === undefined ? undefined : inert(mask(id), 64);
}
