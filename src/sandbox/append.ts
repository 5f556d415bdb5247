import * as v from 'valibot';
import { segmentIndexMax } from '../api/contract.ts';
import type { AppendUnderWay } from './appends.ts';
import type { Body } from './body.ts';
import { jsonBody, type CallRequest, type World } from './calls.ts';
import { mediaId } from './initialize.ts';
import type { Json } from './json.ts';
import type { Media } from './mediaStore.ts';
import { segmentData, type SegmentData } from './multipart.ts';
import { invalidRequest, notAJsonObject, tooLarge } from './problems.ts';
import { check, object } from './validate.ts';

/** Two simple tests: a group repeated over millions of characters overflows the regex engine. */
function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

const segmentIndex = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(segmentIndexMax));

const jsonRequest = object({
  media: v.pipe(v.string(), v.check(isBase64, 'is not base64')),
  segment_index: segmentIndex,
});

interface Segment {
  readonly index: number;
  readonly media: SegmentData;
}

function segmentOf(body: Body): Segment {
  if (body.kind === 'malformed') {
    throw invalidRequest({
      message: `Request body cannot be read: ${body.detail}`,
      parameters: {},
    });
  }
  if (body.kind !== 'form') {
    if (body.kind === 'empty') throw notAJsonObject();
    const { media, segment_index } = check(jsonRequest, jsonBody(body));
    return { index: segment_index, media: segmentData(Buffer.from(media, 'base64')) };
  }
  const { media, fields, files } = body.form;
  const at = fields.findIndex(([name]) => name === 'segment_index');
  const text = fields[at]?.[1];
  const unexpected = [...fields.filter((_, n) => n !== at).map(([name]) => name), ...files];
  if (unexpected.length > 0) {
    throw invalidRequest(
      ...unexpected.map((name) => ({
        message: `$.${name}: is not defined in the schema and the schema does not allow additional properties`,
        parameters: { [name]: [] },
      })),
    );
  }
  // In a form, numbers are text: only a plain decimal stands for one.
  const index = /^(0|[1-9][0-9]{0,15})$/.test(text ?? '') ? Number(text) : text;
  const indexed = object({ segment_index: segmentIndex });
  const { segment_index } = check(indexed, index === undefined ? {} : { segment_index: index });
  if (media === undefined) {
    const message = '$.media: is missing but it is required';
    throw invalidRequest({ message, parameters: { media: [] } });
  }
  return { index: segment_index, media };
}

/** Why a segment may not come now, in one sentence; undefined when it may. X documents no words. */
export function misplaced(
  { settings }: World,
  { assembly }: Media,
  index: number,
  append: AppendUnderWay | undefined,
): string | undefined {
  if (settings.segmentOrder === 'any') return undefined;
  if (append?.overlaps === true) {
    return 'Segments must be uploaded sequentially: another one is still being received.';
  }
  const { next } = assembly;
  return index === next || assembly.has(index)
    ? undefined
    : `Segments must be uploaded sequentially: segment_index ${next} is next.`;
}

/**
 * `POST /2/media/upload/{id}/append` → `{expires_at}` in epoch seconds. Order does not matter and
 * the deadline stays where initialize set it, unless the settings say otherwise. Refused after
 * finalize, which X documents nowhere.
 */
export function append(world: World, { id, body, append }: CallRequest): Json | undefined {
  check(object({ id: mediaId }), { id });
  const { segmentBytesMax, segmentTooLargeStatus, appendAnswer } = world.settings;
  if (body.kind === 'tooLarge') throw tooLarge(segmentTooLargeStatus);
  const { index, media } = segmentOf(body);
  if (media.bytes > segmentBytesMax) throw tooLarge(segmentTooLargeStatus);
  if (media.bytes === 0) {
    throw invalidRequest({ message: '$.media: is empty', parameters: { media: [''] } });
  }
  const upload = world.media.find(id, 'id');
  if (upload.finalizedAt !== undefined) {
    throw invalidRequest({ message: 'The media is finalized already.', parameters: { id: [id] } });
  }
  const reason = misplaced(world, upload, index, append);
  if (reason !== undefined) {
    throw invalidRequest({ message: reason, parameters: { segment_index: [String(index)] } });
  }
  world.media.put(upload, index, media);
  if (appendAnswer === 'empty') return undefined;
  return { expires_at: Math.floor(upload.expiresAt / 1000) };
}
