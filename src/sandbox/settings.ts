/** What the sandbox can be told to do: its options, and `POST /_sandbox/settings`. */
import * as v from 'valibot';
import { demand, object } from './validate.ts';

/** Why processing failed, as users report X's words; its description has no such property. */
export interface ProcessingFailure {
  readonly code: number;
  readonly name?: string | undefined;
  readonly message: string;
}

/** What is set holds for what begins, comes, is finalized or is issued afterwards. */
export interface Settings {
  /** What initialize promises; undefined for X's own: 1295999 (15 days), or 86400 in v1.1. */
  expiresAfterSecs: number | undefined;
  /** How long videos and animated GIFs are processed. */
  processingSecs: number;
  /** Processing ends half-way in `failed`, with this as its error; goes before the next one. */
  processingFailure: ProcessingFailure | null;
  /** Percent at which processing stays `in_progress` for ever: X was seen to do so at 99. */
  processingStuckAt: number | null;
  /** How long an OAuth 2.0 access token lives. */
  accessTokenSecs: number;
  /**
   * `sequential` refuses with a 400 a segment that is neither the next one nor there already, and
   * one that arrives while another of its media is under way. X documents neither of the two.
   */
  segmentOrder: 'any' | 'sequential';
  /** Bytes: v1.1 documents 5 MB, v2 no maximum; users report a 413 above about 5 MiB. */
  segmentBytesMax: number;
  /** What a larger segment gets, with no body. */
  segmentTooLargeStatus: 413 | 431;
  /** Server time of every call of X: it takes place at once, and is answered so much later. */
  answerAfterMs: number;
  /** Seconds from an append to the new deadline of its upload; null leaves it where it is. */
  appendRenewsSecs: number | null;
  /** `empty` for the 204 without a body that v2 answered once. */
  appendAnswer: 'expires_at' | 'empty';
}

export type SettingsChange = { readonly [Name in keyof Settings]?: Settings[Name] | undefined };

export function defaults(): Settings {
  return {
    expiresAfterSecs: undefined,
    processingSecs: 2,
    processingFailure: null,
    processingStuckAt: null,
    accessTokenSecs: 7200,
    segmentOrder: 'any',
    segmentBytesMax: 5 * 2 ** 20,
    segmentTooLargeStatus: 413,
    answerAfterMs: 0,
    appendRenewsSecs: null,
    appendAnswer: 'expires_at',
  };
}

const whole = (min: number, max: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));
const secs = whole(0, Number.MAX_SAFE_INTEGER);

const entries = {
  expiresAfterSecs: v.optional(secs),
  processingSecs: v.optional(v.pipe(v.number(), v.minValue(0))),
  processingFailure: v.optional(
    v.nullable(
      object({ code: v.number(), name: v.exactOptional(v.string()), message: v.string() }),
    ),
  ),
  processingStuckAt: v.optional(v.nullable(whole(0, 100))),
  accessTokenSecs: v.optional(secs),
  segmentOrder: v.optional(v.picklist(['any', 'sequential'])),
  segmentBytesMax: v.optional(whole(1, 64 * 2 ** 20)),
  segmentTooLargeStatus: v.optional(v.picklist([413, 431])),
  answerAfterMs: v.optional(whole(0, 3_600_000)),
  appendRenewsSecs: v.optional(v.nullable(secs)),
  appendAnswer: v.optional(v.picklist(['expires_at', 'empty'])),
} satisfies Record<keyof Settings, v.GenericSchema>;
const names = Object.keys(entries) as (keyof Settings)[];

const changeSchema = object(entries);
const onTheWire = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** A change as `POST /_sandbox/settings` takes it: the same names in snake_case. */
export const settingsSchema = v.pipe(
  object(Object.fromEntries(names.map((name) => [onTheWire(name), entries[name]]))),
  v.transform((asked): SettingsChange => {
    const known = names.map((name) => [name, asked[onTheWire(name)]] as const);
    return v.parse(changeSchema, Object.fromEntries(known));
  }),
);

/** Throws a `RangeError` that names what is out of range; then nothing is changed. */
export function change(settings: Settings, asked: SettingsChange): void {
  const given = Object.entries<unknown>(demand(changeSchema, asked, RangeError));
  Object.assign(settings, Object.fromEntries(given.filter(([, value]) => value !== undefined)));
}

/** The settings among other options. */
export function settingsIn(options: SettingsChange): SettingsChange {
  return Object.fromEntries(names.map((name) => [name, options[name]]));
}

export function settingsAnswer(settings: Settings): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [onTheWire(name), settings[name]]));
}
