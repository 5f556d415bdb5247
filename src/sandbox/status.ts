import * as v from 'valibot';
import { checkQuery, type CallRequest, type World } from './calls.ts';
import { mediaId } from './initialize.ts';
import type { Json } from './json.ts';
import { processingInfo, rendition } from './processing.ts';
import { invalidRequest } from './problems.ts';
import { check, object } from './validate.ts';

const parameters = object({
  media_id: mediaId,
  command: v.exactOptional(v.picklist(['STATUS'])),
});

/**
 * `GET /2/media/upload?command=STATUS&media_id=…`. There is a status only for what finalize left
 * in processing: 400 for an image, as users report, and for media that is not finalized.
 */
export function status(world: World, { query }: CallRequest): Json {
  checkQuery(query, ['media_id', 'command']);
  const { media_id: id } = check(parameters, Object.fromEntries(query));
  const media = world.media.find(id, 'media_id');
  const processing_info = processingInfo(media, world.clock());
  if (processing_info === undefined) {
    const message = 'The media has no processing status.';
    throw invalidRequest({ message, parameters: { media_id: [id] } });
  }
  return {
    id,
    media_key: media.mediaKey,
    size: media.asked.total_bytes,
    expires_after_secs: world.media.remainingSecs(media),
    ...rendition(media),
    processing_info,
  };
}
