import * as v from 'valibot';
import { idPattern, mediaCategories, mediaTypes } from '../api/contract.ts';

const epochMs = v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15));
const bytes = v.pipe(v.number(), v.integer(), v.minValue(0));
const sentences = v.array(v.string());
const owners = v.array(v.pipe(v.string(), v.regex(idPattern)));

/** What the user chose; whatever is absent is worked out from the file. */
const choicesSchema = v.object({
  mediaType: v.optional(v.picklist(mediaTypes)),
  mediaCategory: v.optional(v.picklist(mediaCategories)),
  shared: v.optional(v.boolean()),
  additionalOwners: v.optional(owners),
});
export type Choices = v.InferOutput<typeof choicesSchema>;

const requestSchema = v.object({
  media_type: v.picklist(mediaTypes),
  total_bytes: bytes,
  media_category: v.optional(v.picklist(mediaCategories)),
  shared: v.optional(v.boolean()),
  additional_owners: v.optional(owners),
});

const fileSchema = v.object({
  /** Absolute; stays on this machine. */
  path: v.string(),
  /** Base name. */
  name: v.string(),
  size: v.optional(bytes),
  mtimeMs: v.optional(v.number()),
});

const mediaSchema = v.object({
  id: v.pipe(v.string(), v.regex(idPattern)),
  mediaKey: v.optional(v.string()),
  expiresAt: v.optional(epochMs),
  size: v.optional(bytes),
  /** Pixels, as v1.1 tells of images. */
  image: v.optional(v.object({ width: v.number(), height: v.number() })),
  processing: v.optional(
    v.object({
      state: v.string(),
      checkAfterSecs: v.optional(v.number()),
      progressPercent: v.optional(v.number()),
    }),
  ),
});
export type Media = v.InferOutput<typeof mediaSchema>;

const failureSchema = v.object({
  kind: v.string(),
  /** One sentence: what happened. */
  explanation: v.string(),
  /** One sentence: what to do; empty when the explanation says it. */
  remedy: v.string(),
  transactionId: v.optional(v.string()),
  retryAt: v.optional(epochMs),
  at: epochMs,
});
export type Failure = v.InferOutput<typeof failureSchema>;

/** Which X, and who called it; the origin binds the account. No secret. */
const callerSchema = v.object({
  environment: v.picklist(['production', 'sandbox', 'custom']),
  origin: v.pipe(v.string(), v.url()),
  account: v.string(),
  /** Of the account behind the name; `sandbox` for the sandbox's own. */
  accountId: v.optional(v.string()),
  dialect: v.string(),
});
export type Caller = v.InferOutput<typeof callerSchema>;

const common = {
  version: v.literal(1),
  id: v.pipe(v.string(), v.uuid()),
  file: fileSchema,
  caller: callerSchema,
  choices: choicesSchema,
  /** What inspection noticed, a sentence each. */
  notes: sentences,
  /** Counts the changes, so that windows agree on the newest state whatever their clocks say. */
  revision: v.pipe(v.number(), v.integer(), v.minValue(0)),
  createdAt: epochMs,
  updatedAt: epochMs,
};

const recordSchema = v.variant('state', [
  v.object({
    ...common,
    state: v.literal('initializing'),
    request: requestSchema,
    /** The process that waits for X's answer. */
    owner: v.object({ pid: v.number(), startedAt: v.optional(epochMs) }),
  }),
  v.object({
    ...common,
    state: v.literal('initialized'),
    request: requestSchema,
    media: mediaSchema,
    warnings: sentences,
  }),
  v.object({
    ...common,
    state: v.literal('failed'),
    request: v.optional(requestSchema),
    failure: failureSchema,
  }),
]);

/** One upload, as it is kept on disk: one file's way from initialize on. */
export type UploadRecord = v.InferOutput<typeof recordSchema>;
export type RecordIn<S extends UploadRecord['state']> = Extract<UploadRecord, { state: S }>;

export type ReadRecord =
  | { readonly record: UploadRecord }
  | { readonly problem: 'newer' }
  | { readonly problem: 'unreadable'; readonly why: string };

/** A state file's text, checked: a file cut short or written by something else is data, no crash. */
export function readRecord(text: string): ReadRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problem: 'unreadable', why: error instanceof Error ? error.message : String(error) };
  }
  const newer = v.safeParse(v.object({ version: v.pipe(v.number(), v.gtValue(1)) }), value);
  if (newer.success) return { problem: 'newer' };
  const parsed = v.safeParse(recordSchema, value);
  if (parsed.success) return { record: parsed.output };
  const [issue] = parsed.issues;
  return { problem: 'unreadable', why: `${v.getDotPath(issue) ?? 'the file'}: ${issue.message}` };
}
