import * as v from 'valibot';
import { factsSchema } from './facts.ts';
import { findingSchema } from './finding.ts';

/** What is known of a file when its upload begins, as an upload's record keeps it. */
const inspectedSchema = v.object({
  facts: factsSchema,
  /** What X will make of it, or may; the worst first. */
  findings: v.array(findingSchema),
  /** One clause each, why it goes to X as this type and in this category. */
  typeReason: v.string(),
  categoryReason: v.string(),
});
export type Inspected = v.InferOutput<typeof inspectedSchema>;

/** From a record; undefined where it is absent, or of a version that wrote it otherwise. */
export function readInspected(value: unknown): Inspected | undefined {
  const parsed = v.safeParse(inspectedSchema, value);
  return parsed.success ? parsed.output : undefined;
}
