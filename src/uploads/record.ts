import * as v from 'valibot';
import { idPattern, mediaCategories, mediaTypes } from '../api/contract.ts';
import { ownerSchema } from './owner.ts';

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
      error: v.optional(
        v.object({
          code: v.optional(v.number()),
          name: v.optional(v.string()),
          message: v.optional(v.string()),
        }),
      ),
    }),
  ),
});
export type Media = v.InferOutput<typeof mediaSchema>;

/** As `RemedyAction` says; of a later version's, which nobody here could do, nothing is known. */
const actionSchema = v.fallback(
  v.optional(
    v.variant('kind', [
      v.object({ kind: v.picklist(['sign-in', 'options', 'again']) }),
      v.object({ kind: v.literal('open'), url: v.string() }),
      v.object({ kind: v.literal('wait'), until: epochMs }),
      v.object({ kind: v.literal('settings'), setting: v.string() }),
    ]),
  ),
  undefined,
);

const failureSchema = v.object({
  kind: v.string(),
  /** One sentence: what happened. */
  explanation: v.string(),
  /** One sentence: what to do; empty when the explanation says it. */
  remedy: v.string(),
  transactionId: v.optional(v.string()),
  retryAt: v.optional(epochMs),
  /** What X answered, as it may be shown. */
  answer: v.fallback(v.optional(v.string()), undefined),
  /** What would mend it, where one thing would. */
  action: actionSchema,
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

/** What was done to ready media: shown on its row. */
const extrasSchema = v.object({
  altText: v.optional(v.string()),
  subtitles: v.optional(
    v.array(v.object({ mediaId: v.string(), languageCode: v.string(), displayName: v.string() })),
  ),
});
export type Extras = v.InferOutput<typeof extrasSchema>;

/** How far the file is at X; the ledger has it segment by segment. */
const sendingSchema = v.object({
  /** Bytes of each segment but the last. */
  segmentBytes: v.pipe(bytes, v.minValue(1)),
  /** Bytes of the segments that X has acknowledged. */
  acknowledgedBytes: bytes,
});
export type Sending = v.InferOutput<typeof sendingSchema>;

const common = {
  /** 1 before an upload was more than its initialize; what was written then is read as it is. */
  version: v.pipe(
    v.picklist([1, 2]),
    v.transform(() => 2 as const),
  ),
  id: v.pipe(v.string(), v.uuid()),
  file: fileSchema,
  caller: callerSchema,
  choices: choicesSchema,
  /** What inspection noticed, a sentence each. */
  notes: sentences,
  /** What inspection found, whole only where it is shown: see `files/inspected.ts`. */
  inspected: v.fallback(
    v.optional(v.looseObject({ findings: v.array(v.looseObject({ short: v.string() })) })),
    undefined,
  ),
  /** Counts the changes, so that windows agree on the newest state whatever their clocks say. */
  revision: v.pipe(v.number(), v.integer(), v.minValue(0)),
  createdAt: epochMs,
  updatedAt: epochMs,
};

/** From initialize's answer on. */
const known = { ...common, request: requestSchema, media: mediaSchema, warnings: sentences };
const sent = { ...known, sending: sendingSchema };
/** The stages that a process works on. */
export const stages = ['uploading', 'finalizing', 'processing'] as const;
export type Stage = (typeof stages)[number];

const recordSchema = v.variant('state', [
  v.object({
    ...common,
    state: v.literal('initializing'),
    request: requestSchema,
    /** The process that waits for X's answer. */
    owner: ownerSchema,
  }),
  v.object({ ...known, state: v.literal('initialized') }),
  v.object({ ...sent, state: v.picklist(stages), owner: ownerSchema }),
  v.object({
    ...sent,
    state: v.literal('paused'),
    /** Where it goes on. */
    stage: v.picklist(stages),
    /** Why it stopped, where nobody paused it. */
    problem: v.optional(failureSchema),
  }),
  v.object({ ...sent, state: v.literal('ready'), extras: v.optional(extrasSchema) }),
  v.object({
    ...common,
    state: v.literal('failed'),
    request: v.optional(requestSchema),
    /** What X held when it failed, where it held anything. */
    media: v.optional(mediaSchema),
    failure: failureSchema,
  }),
]);

/** One upload, as it is kept on disk: one file's way from initialize on. */
export type UploadRecord = v.InferOutput<typeof recordSchema>;
type Variant<R, S> = R extends { state: infer T }
  ? S extends T
    ? R & { state: S }
    : never
  : never;
export type RecordIn<S extends UploadRecord['state']> = S extends unknown
  ? Variant<UploadRecord, S>
  : never;

/** Why an upload stands where it does, where that is a failure. */
export function failureIn(record: UploadRecord): Failure | undefined {
  if (record.state === 'failed') return record.failure;
  return record.state === 'paused' ? record.problem : undefined;
}

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
  const newer = v.safeParse(v.object({ version: v.pipe(v.number(), v.gtValue(2)) }), value);
  if (newer.success) return { problem: 'newer' };
  const parsed = v.safeParse(recordSchema, value);
  if (parsed.success) return { record: parsed.output };
  const [issue] = parsed.issues;
  return { problem: 'unreadable', why: `${v.getDotPath(issue) ?? 'the file'}: ${issue.message}` };
}
