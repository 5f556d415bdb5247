import * as v from 'valibot';
import { idPattern } from './contract.ts';
import type { MediaStatus, ProcessingInfo } from './mediaApi.ts';
import {
  lenient,
  maskProblem,
  readProblem,
  type HttpAnswer,
  type Mask,
  type Reading,
} from './problem.ts';
import { inert } from './text.ts';

/** Seconds: X's longest known lifetime is 15 days; past a year, the number is an accident. */
export const credibleSecondsMax = 366 * 24 * 3600;
/** Remarks of X that are kept with a media_id; the row shows each of them. */
const saidMax = 10;

export const mediaId = v.pipe(v.string(), v.regex(idPattern));
const pixels = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** What either dialect says of the media beside its id. */
export const fields = {
  media_key: lenient(v.string()),
  expires_after_secs: v.optional(v.unknown()),
  size: lenient(v.pipe(v.number(), v.integer(), v.minValue(0))),
  image: lenient(v.object({ w: pixels, h: pixels })),
  processing_info: lenient(
    v.object({
      state: v.string(),
      check_after_secs: lenient(v.pipe(v.number(), v.minValue(0), v.maxValue(credibleSecondsMax))),
      progress_percent: lenient(v.pipe(v.number(), v.minValue(0), v.maxValue(100))),
      error: lenient(
        v.object({
          code: lenient(v.pipe(v.number(), v.safeInteger())),
          name: lenient(v.string()),
          message: lenient(v.string()),
        }),
      ),
    }),
  ),
};

export type Media = v.InferOutput<v.ObjectSchema<typeof fields, undefined>>;

export interface Lifetime {
  readonly expiresAt?: number;
  readonly warning?: string;
}

/** A value of X's in a few characters; what is nested, however deeply, is only called so. */
function named(value: unknown, mask: Mask): string {
  if (typeof value === 'number') return mask(String(value));
  if (typeof value !== 'string') return typeof value;
  return inert(JSON.stringify(mask(value)), 40);
}

/** `expires_after_secs` as an absolute time, or the sentence that says why there is none. */
export function lifetime(secs: unknown, now: number, mask: Mask): Lifetime {
  const untimed = 'so this row has no countdown: use the media_id soon, or initialize again.';
  if (secs === undefined || secs === null) {
    return { warning: `X did not say when the media_id expires, ${untimed}` };
  }
  if (typeof secs !== 'number' || secs < 0 || secs > credibleSecondsMax || Number.isNaN(secs)) {
    return {
      warning: `X gave ${named(secs, mask)} as the lifetime in seconds, which cannot be right, ${untimed}`,
    };
  }
  const expiresAt = now + Math.floor(secs) * 1000;
  if (secs === 0) {
    return {
      expiresAt,
      warning: 'X says that this media_id has expired already: initialize again.',
    };
  }
  return Number.isInteger(secs)
    ? { expiresAt }
    : {
        expiresAt,
        warning: `X gave ${named(secs, mask)} seconds as the lifetime; the countdown uses whole seconds.`,
      };
}

/** What X remarks beside a success. */
export function remarks(answer: HttpAnswer, mask: Mask): string[] {
  const { messages } = maskProblem(readProblem(answer.text), mask);
  const said = messages.slice(0, saidMax).map((message) => `X says: “${inert(message, 200)}”`);
  if (messages.length > saidMax) {
    said.push(`X says ${messages.length - saidMax} things more, which are not shown.`);
  }
  return said;
}

/** What X says of the media, but for its lifetime, as it may be shown. */
export function described(
  { media_key, size, image, processing_info }: Media,
  answer: HttpAnswer,
  { mask }: Reading,
): Omit<MediaStatus, 'expiresAt'> {
  return {
    mediaKey: media_key === undefined ? undefined : inert(mask(media_key), 60),
    size,
    image: image && { width: image.w, height: image.h },
    processing: processing_info && processing(processing_info, mask),
    warnings: remarks(answer, mask),
  };
}

function processing(
  { state, check_after_secs, progress_percent, error }: NonNullable<Media['processing_info']>,
  mask: Mask,
): ProcessingInfo {
  const shown = (text: string | undefined, maxLength: number) =>
    text === undefined ? undefined : inert(mask(text), maxLength);
  return {
    state: inert(mask(state), 40),
    checkAfterSecs: check_after_secs,
    progressPercent: progress_percent,
    ...(error === undefined
      ? {}
      : {
          error: {
            code: error.code,
            name: shown(error.name, 60),
            message: shown(error.message, 300),
          },
        }),
  };
}
