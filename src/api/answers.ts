import * as v from 'valibot';
import { idPattern } from './contract.ts';
import { XApiError } from './errors.ts';
import { explainAnswer } from './explain.ts';
import { transactionId } from './problem.ts';
import type { Initialized } from './mediaApi.ts';
import {
  isMarkup,
  lenient,
  maskProblem,
  parseJson,
  readProblem,
  type HttpAnswer,
  type Mask,
  type Reading,
} from './problem.ts';
import { inert } from './text.ts';

/** Seconds: X's longest known lifetime is 15 days; past a year, the number is an accident. */
const credibleSecondsMax = 366 * 24 * 3600;
/** Remarks of X that are kept with a media_id; the row shows each of them. */
const saidMax = 10;

const mediaId = v.pipe(v.string(), v.regex(idPattern));
const pixels = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** What either dialect says of the media beside its id. */
const fields = {
  media_key: lenient(v.string()),
  expires_after_secs: v.optional(v.unknown()),
  size: lenient(v.pipe(v.number(), v.integer(), v.minValue(0))),
  image: lenient(v.object({ w: pixels, h: pixels })),
  processing_info: lenient(
    v.object({
      state: v.string(),
      check_after_secs: lenient(v.pipe(v.number(), v.minValue(0), v.maxValue(credibleSecondsMax))),
      progress_percent: lenient(v.pipe(v.number(), v.minValue(0), v.maxValue(100))),
    }),
  ),
};

const envelope = v.object({ data: v.object({ id: mediaId, ...fields }) });
const legacyMedia = v.object({ media_id_string: v.nullish(mediaId), ...fields });
const legacyNumber = v.object({ media_id: mediaId });

type Media = v.InferOutput<typeof envelope>['data'];

interface Lifetime {
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
function lifetime(secs: unknown, now: number, mask: Mask): Lifetime {
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

function unusable(answer: HttpAnswer, mask: Mask): XApiError {
  const { messages, detail } = maskProblem(readProblem(answer.text), mask);
  const said = messages[0] ?? detail;
  const parsed = parseJson(answer.text);
  let what = 'without a usable media_id';
  if (answer.text.trim() === '') what = 'with nothing';
  else if (isMarkup(answer.text)) what = 'with a web page';
  else if (parsed === undefined) what = 'with something that is not JSON';
  const error = {
    kind: 'unexpected-answer',
    status: answer.status,
    transactionId: transactionId(answer, mask),
  } as const;
  const inXWords = said === undefined ? '' : ` X says: “${inert(said, 200)}”`;
  return typeof parsed === 'object' && parsed !== null && said !== undefined
    ? new XApiError({
        ...error,
        explanation: `X gave no media_id (HTTP ${answer.status}).${inXWords}`,
        remedy: 'Follow what X says, then initialize again.',
      })
    : new XApiError({
        ...error,
        explanation: `X accepted the request (HTTP ${answer.status}) but answered ${what}.${inXWords}`,
        remedy:
          'Check that the address is X’s API and no proxy or sign-in page is in between, then initialize again.',
      });
}

function refuseUnlessSuccess(answer: HttpAnswer, reading: Reading): void {
  if (answer.status < 200 || answer.status > 299) throw explainAnswer(answer, reading);
}

/**
 * The answer to initialize. `data` and `errors` can come together: the id counts, the errors are
 * warnings.
 *
 * @throws XApiError when X refused, or when there is no id to show
 */
export function readInitialized(answer: HttpAnswer, reading: Reading): Initialized {
  refuseUnlessSuccess(answer, reading);
  const parsed = v.safeParse(envelope, parseJson(answer.text));
  if (!parsed.success) throw unusable(answer, reading.mask);
  return initialized(parsed.output.data, answer, reading);
}

/**
 * The answer to v1.1's INIT: no envelope, and the id twice, as a text and as a number, of which
 * only the digits that stand in the answer are taken: a double rounds them.
 *
 * @throws XApiError when X refused, or when there is no id to show
 */
export function readLegacyInitialized(answer: HttpAnswer, reading: Reading): Initialized {
  refuseUnlessSuccess(answer, reading);
  const parsed = v.safeParse(legacyMedia, parseJson(answer.text));
  if (!parsed.success) throw unusable(answer, reading.mask);
  const { media_id_string, ...media } = parsed.output;
  const id = media_id_string ?? writtenId(answer.text);
  if (id === undefined) throw unusable(answer, reading.mask);
  return initialized({ id, ...media }, answer, reading);
}

/** The digits of `media_id` as they were written; undefined where they are no id. */
function writtenId(text: string): string | undefined {
  const asWritten = parseJson(text, (key, value, context) =>
    key === 'media_id' && typeof value === 'number' ? context?.source : value,
  );
  const parsed = v.safeParse(legacyNumber, asWritten);
  return parsed.success ? parsed.output.media_id : undefined;
}

function initialized(media: Media, answer: HttpAnswer, { now, mask }: Reading): Initialized {
  const { id, media_key, expires_after_secs, size, image, processing_info } = media;
  const { expiresAt, warning } = lifetime(expires_after_secs, now, mask);
  const { messages } = maskProblem(readProblem(answer.text), mask);
  const said = messages.slice(0, saidMax).map((message) => `X says: “${inert(message, 200)}”`);
  if (messages.length > saidMax) {
    said.push(`X says ${messages.length - saidMax} things more, which are not shown.`);
  }
  return {
    id,
    mediaKey: media_key === undefined ? undefined : inert(mask(media_key), 60),
    expiresAt,
    size,
    image: image && { width: image.w, height: image.h },
    processing: processing_info && {
      state: inert(mask(processing_info.state), 40),
      checkAfterSecs: processing_info.check_after_secs,
      progressPercent: processing_info.progress_percent,
    },
    warnings: warning === undefined ? said : [warning, ...said],
  };
}
