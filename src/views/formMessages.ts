import * as v from 'valibot';
import type { Finding, Values } from './formModel.ts';

/** Code units of what a field or a paste may hold: a credential has a hundredth of it. */
const longest = 20_000;
const text = v.pipe(v.string(), v.maxLength(longest));
const index = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(99));

const messageSchema = v.variant('type', [
  /** The page is there: for the first time, or again after the editor has moved it. */
  v.strictObject({ type: v.literal('ready') }),
  v.strictObject({ type: v.literal('edit'), values: v.record(text, text) }),
  v.strictObject({ type: v.literal('submit'), values: v.record(text, text) }),
  v.strictObject({ type: v.literal('paste'), text }),
  /** The page names a step, never an address or a text: these stand in the form. */
  v.strictObject({ type: v.literal('open'), step: index }),
  v.strictObject({ type: v.literal('copy'), step: index }),
  v.strictObject({ type: v.literal('cancel') }),
]);
export type FromPage = v.InferOutput<typeof messageSchema>;

export type ToPage =
  | {
      readonly type: 'findings';
      readonly findings: Readonly<Record<string, Finding | undefined>>;
      /** Submitting was tried: every finding is shown, and the first problem gets the focus. */
      readonly submitted: boolean;
    }
  | {
      readonly type: 'values';
      readonly values: Readonly<Record<string, string | undefined>>;
      /** What a screen reader is told of it. */
      readonly said: string;
    }
  | { readonly type: 'copied'; readonly step: number; readonly said: string }
  /** Whether a submit is being decided; nothing can be typed meanwhile. */
  | { readonly type: 'busy'; readonly on: boolean }
  | { readonly type: 'problem'; readonly sentence: string };

/**
 * A message of the page, or undefined for anything else. Why it is none is not told: valibot's
 * issues quote what they refuse, which may be a secret.
 */
export function parseMessage(message: unknown): FromPage | undefined {
  const parsed = v.safeParse(messageSchema, message);
  return parsed.success ? parsed.output : undefined;
}

/** The fields' values out of a message: each field, and nothing but fields. */
export function valuesOf<F extends string>(
  names: readonly F[],
  sent: Readonly<Record<string, string>>,
): Values<F> {
  return Object.fromEntries(names.map((name) => [name, sent[name] ?? ''])) as Record<F, string>;
}
