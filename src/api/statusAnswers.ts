import * as v from 'valibot';
import { shownAnswer } from './answer.ts';
import { refuseUnlessSuccess } from './answers.ts';
import { serverTime } from './clock.ts';
import { XApiError } from './errors.ts';
import type { Appended, MediaStatus } from './mediaApi.ts';
import { described, fields, lifetime, mediaId, remarks, type Media } from './mediaFields.ts';
import { lenient, parseJson, transactionId, type HttpAnswer, type Reading } from './problem.ts';

const appended = v.object({ data: v.object({ expires_at: lenient(v.number()) }) });

/**
 * The answer to append. X has answered with nothing at all, so that its status alone counts;
 * `expires_at` is an absolute time of X's clock.
 *
 * @throws XApiError when X refused
 */
export function readAppended(answer: HttpAnswer, reading: Reading): Appended {
  refuseUnlessSuccess(answer, reading);
  const parsed = v.safeParse(appended, parseJson(answer.text));
  const at = parsed.success ? parsed.output.data.expires_at : undefined;
  const expiresAt =
    at === undefined ? undefined : serverTime(at * 1000, answer.headers, reading.now);
  return expiresAt === undefined || expiresAt < reading.now ? {} : { expiresAt };
}

/** As STATUS and finalize have it: the id is that of the call. */
const media = v.object({ id: lenient(mediaId), ...fields });
const envelope = v.object({ data: media });
const legacyMedia = v.object({ media_id_string: lenient(mediaId), ...fields });

interface Read {
  readonly media: Media;
  /** Whether X says which media it is, or how its processing stands. */
  readonly telling: boolean;
}

function readMedia({ text }: HttpAnswer, { dialect }: Reading): Read | undefined {
  const parsed = parseJson(text);
  if (dialect === 'v1.1') {
    const legacy = v.safeParse(legacyMedia, parsed);
    if (!legacy.success) return undefined;
    const { media_id_string, ...rest } = legacy.output;
    return { media: rest, telling: (media_id_string ?? rest.processing_info) !== undefined };
  }
  const found = v.safeParse(envelope, parsed);
  if (!found.success) return undefined;
  const { id, ...rest } = found.output.data;
  return { media: rest, telling: (id ?? rest.processing_info) !== undefined };
}

function statusOf(found: Media, answer: HttpAnswer, reading: Reading): MediaStatus {
  const { expiresAt, warning } = lifetime(found.expires_after_secs, reading.now, reading.mask);
  const { warnings, ...rest } = described(found, answer, reading);
  // Without a new lifetime, the one before it goes on: nothing to warn of.
  const more = expiresAt === undefined || warning === undefined ? [] : [warning];
  const failed = rest.processing?.state === 'failed';
  return {
    ...rest,
    expiresAt,
    warnings: [...more, ...warnings],
    ...(failed ? { answer: shownAnswer(answer, reading) } : {}),
  };
}

/**
 * The answer to finalize: any success is one, however little it says.
 *
 * @throws XApiError when X refused
 */
export function readFinalized(answer: HttpAnswer, reading: Reading): MediaStatus {
  refuseUnlessSuccess(answer, reading);
  const read = readMedia(answer, reading);
  if (read !== undefined) return statusOf(read.media, answer, reading);
  const isObject = v.is(v.record(v.string(), v.unknown()), parseJson(answer.text));
  return { warnings: isObject ? remarks(answer, reading.mask) : [] };
}

/**
 * The answer to STATUS.
 *
 * @throws XApiError when X refused, or when the answer tells nothing of the media
 */
export function readStatus(answer: HttpAnswer, reading: Reading): MediaStatus {
  refuseUnlessSuccess(answer, reading);
  const read = readMedia(answer, reading);
  if (read?.telling !== true) throw untelling(answer, reading);
  return statusOf(read.media, answer, reading);
}

function untelling(answer: HttpAnswer, reading: Reading): XApiError {
  const { mask } = reading;
  const [said] = remarks(answer, mask);
  return new XApiError({
    kind: 'unexpected-answer',
    explanation: `X answered (HTTP ${answer.status}) without saying how the media stands.${said === undefined ? '' : ` ${said}`}`,
    remedy:
      'Check that the address is X’s API and no proxy or sign-in page is in between, then continue the upload.',
    status: answer.status,
    transactionId: transactionId(answer, mask),
    answer: shownAnswer(answer, reading),
    action: { kind: 'again' },
  });
}
