import * as v from 'valibot';
import {
  idPattern,
  mediaCategories,
  mediaTypes,
  totalBytesMax,
  type InitializeRequest,
} from '../api/contract.ts';
import { jsonBody, type CallRequest, type World } from './calls.ts';
import type { Json } from './json.ts';
import { check, object } from './validate.ts';

export const mediaId = v.pipe(v.string(), v.regex(idPattern));

/**
 * `InitializeMediaUploadRequest` of X's description, which marks nothing as required. An upload
 * without a type or a size cannot go on, so those two are; `media_category` stays optional.
 */
const request = object({
  media_type: v.picklist(mediaTypes),
  total_bytes: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(totalBytesMax)),
  media_category: v.exactOptional(v.picklist(mediaCategories)),
  shared: v.exactOptional(v.boolean()),
  additional_owners: v.exactOptional(v.array(mediaId)),
});

/** Seconds (15 days), as X's v2 promises. */
export const initializedSecs = 1_295_999;

/** `POST /2/media/upload/initialize` → `{id, media_key, expires_after_secs}`. */
export function initialize(world: World, { body }: CallRequest): Json {
  const asked: InitializeRequest = check(request, jsonBody(body));
  const { expiresAfterSecs = initializedSecs } = world.settings;
  const { id, mediaKey } = world.media.create(asked, expiresAfterSecs);
  return { id, media_key: mediaKey, expires_after_secs: expiresAfterSecs };
}
