import * as v from 'valibot';
import { altTextMax } from '../api/contract.ts';
import { jsonBody, type CallRequest, type World } from './calls.ts';
import { mediaId } from './initialize.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import { check, object } from './validate.ts';

/** Properties of metadata that the product does not send: taken as they are, if objects. */
const opaque = v.exactOptional(v.custom<JsonObject>(isJsonObject, 'object expected'));

/** Characters as JSON Schema counts them: code points. */
const altText = v.pipe(
  v.string(),
  v.check(
    (text) => Array.from(text).length <= altTextMax,
    `may only be ${altTextMax} characters long`,
  ),
);

/** X's description lets other properties pass; the sandbox refuses them, to catch misspellings. */
const request = object({
  id: mediaId,
  metadata: v.exactOptional(
    object({
      alt_text: v.exactOptional(object({ text: altText })),
      allow_download_status: opaque,
      audience_policy: opaque,
      content_expiration: opaque,
      domain_restrictions: opaque,
      found_media_origin: opaque,
      geo_restrictions: opaque,
      management_info: opaque,
      preview_image: opaque,
      sensitive_media_warning: opaque,
      shared_info: opaque,
      sticker_info: opaque,
      upload_source: opaque,
    }),
  ),
});

/** `POST /2/media/metadata` → `{id, associated_metadata}`. */
export function metadata(world: World, { body }: CallRequest): Json {
  const asked = jsonBody(body);
  const { id } = check(request, asked);
  const media = world.media.find(id, 'id');
  media.metadata = asked.metadata ?? {};
  return { id, associated_metadata: media.metadata };
}
