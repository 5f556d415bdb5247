/** The border between what came over the wire and the types inside: valibot in, shape B out. */
import * as v from 'valibot';
import { isJsonObject } from './json.ts';
import { invalidRequest, type ParameterError } from './problems.ts';

/** A JSON object with these properties and no other; an array is not taken for one. */
export function object<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.pipe(
    v.custom<Record<string, unknown>>(isJsonObject, 'object expected'),
    v.strictObject(entries),
  );
}

type Issue = v.BaseIssue<unknown>;

function pathOf(issue: Issue): string {
  return v.getDotPath(issue) ?? '';
}

/** What is wrong, in one phrase after the parameter's path. */
export function phrase(issue: Issue): string {
  if (issue.type === 'strict_object') {
    return issue.expected === 'never'
      ? 'is not defined in the schema and the schema does not allow additional properties'
      : 'is missing but it is required';
  }
  switch (issue.type) {
    case 'picklist':
    case 'literal':
      return `does not have a value in the enumeration ${enumeration(issue.expected ?? '')}`;
    case 'regex':
      return `does not match the regex pattern ${String(issue.requirement).slice(1, -1)}`;
    case 'min_value':
      return `must have a minimum value of ${String(issue.requirement)}`;
    case 'max_value':
      return `must have a maximum value of ${String(issue.requirement)}`;
    case 'integer':
      return `${issue.received} found, integer expected`;
    case 'custom':
    case 'check':
      return issue.message;
    default:
      return `${issue.received} found, ${issue.expected ?? 'something else'} expected`;
  }
}

/** `("a" | "b")` as X writes it: `[a, b]`. */
function enumeration(expected: string): string {
  return `[${expected
    .replace(/^\(|\)$/g, '')
    .replaceAll('"', '')
    .replaceAll(' | ', ', ')}]`;
}

function asText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function parameterError(issue: Issue): ParameterError {
  const path = pathOf(issue);
  const last = issue.path?.at(-1);
  const missing = issue.type === 'strict_object' && issue.expected !== 'never';
  return {
    message: `$${path === '' ? '' : `.${path}`}: ${phrase(issue)}`,
    parameters: { [path]: missing ? [] : [asText(last?.value)] },
  };
}

/** `value` as the schema's type, or a refusal of shape B with every fault found. */
export function check<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value, { abortPipeEarly: true });
  if (!result.success) throw invalidRequest(...result.issues.map(parameterError));
  return result.output;
}

/** `value` as the schema's type; throws a `TypeError`, or a `Failure`, that names what is wrong. */
export function demand<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  Failure: new (message: string) => Error = TypeError,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value, { abortPipeEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  throw new Failure(path === null ? phrase(issue) : `${path} ${phrase(issue)}`);
}
