import * as v from 'valibot';
import { shownAnswer } from './answer.ts';
import { XApiError } from './errors.ts';
import { explainAnswer } from './explain.ts';
import type { Initialized } from './mediaApi.ts';
import { described, fields, lifetime, mediaId, type Media } from './mediaFields.ts';
import {
  isMarkup,
  maskProblem,
  parseJson,
  readProblem,
  transactionId,
  type HttpAnswer,
  type Reading,
} from './problem.ts';
import { inert } from './text.ts';

const envelope = v.object({ data: v.object({ id: mediaId, ...fields }) });
const legacyMedia = v.object({ media_id_string: v.nullish(mediaId), ...fields });
const legacyNumber = v.object({ media_id: mediaId });

function unusable(answer: HttpAnswer, reading: Reading): XApiError {
  const { mask } = reading;
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
    answer: shownAnswer(answer, reading),
    action: { kind: 'again' },
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

/** @throws XApiError when X refused */
export function refuseUnlessSuccess(answer: HttpAnswer, reading: Reading): void {
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
  if (!parsed.success) throw unusable(answer, reading);
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
  if (!parsed.success) throw unusable(answer, reading);
  const { media_id_string, ...media } = parsed.output;
  const id = media_id_string ?? writtenId(answer.text);
  if (id === undefined) throw unusable(answer, reading);
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

function initialized(
  { id, ...media }: Media & { readonly id: string },
  answer: HttpAnswer,
  reading: Reading,
): Initialized {
  const { expiresAt, warning } = lifetime(media.expires_after_secs, reading.now, reading.mask);
  const { warnings, ...rest } = described(media, answer, reading);
  return {
    id,
    ...rest,
    expiresAt,
    warnings: warning === undefined ? warnings : [warning, ...warnings],
  };
}
