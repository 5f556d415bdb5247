import * as v from 'valibot';
import { factsSchema } from './facts.ts';
import { findingSchema } from './finding.ts';

/** What is known of a file when its upload begins, as an upload's record keeps it. */
const inspectedSchema = v.object({
  facts: factsSchema,
  /** What X will make of it, or may; the worst first. */
  findings: v.array(findingSchema),
  /** One line for a shell that mends what can be mended, ready to copy. */
  mending: v.optional(v.string()),
  /** One clause each, why it goes to X as this type and in this category. */
  typeReason: v.string(),
  categoryReason: v.string(),
});
export type Inspected = v.InferOutput<typeof inspectedSchema>;

/** What was read once is not parsed again: rows are redrawn each second. */
const known = new WeakMap<object, Inspected>();

/** From a record; undefined where it is absent, or of a version that wrote it otherwise. */
export function readInspected(value: object | undefined): Inspected | undefined {
  if (value === undefined) return undefined;
  const before = known.get(value);
  if (before !== undefined) return before;
  const parsed = v.safeParse(inspectedSchema, value);
  if (!parsed.success) return undefined;
  known.set(value, parsed.output);
  return parsed.output;
}
