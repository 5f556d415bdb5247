import { jsonBody, type CallRequest, type World } from './calls.ts';
import { mediaId } from './initialize.ts';
import type { Json } from './json.ts';
import type { Media } from './mediaStore.ts';
import { isProcessed, rendition } from './processing.ts';
import { invalidRequest } from './problems.ts';
import { check, object } from './validate.ts';

/** Seconds that finished media can be attached for. */
const finishedSecs = 86_400;

/**
 * `POST /2/media/upload/{id}/finalize`. The description has no body, but X refuses an empty one
 * (reported 2026-07), so any JSON object will do. Asked again, it answers the same: X documents
 * nothing, and a client whose answer got lost has no other way for an image.
 */
export function finalize(world: World, { id, body }: CallRequest): Json {
  check(object({ id: mediaId }), { id });
  jsonBody(body);
  const media = world.media.find(id, 'id');
  const expiresAfterSecs = finish(world, media);
  if (expiresAfterSecs === undefined) {
    const message = 'Segments do not add up to provided total file size.';
    throw invalidRequest({ message, parameters: { id: [id] } });
  }
  return {
    id,
    media_key: media.mediaKey,
    size: media.asked.total_bytes,
    expires_after_secs: expiresAfterSecs,
    ...rendition(media),
    ...(isProcessed(media) ? { processing_info: { state: 'pending', check_after_secs: 1 } } : {}),
  };
}

/** Seconds that the finished media lives on; undefined when the segments do not add up. */
export function finish(world: World, media: Media): number | undefined {
  if (media.finalizedAt !== undefined) return world.media.remainingSecs(media);
  if (!media.assembly.addsUpTo(media.asked.total_bytes)) return undefined;
  media.finalizedAt = world.clock();
  const { processingSecs: secs, processingFailure: failure, processingStuckAt } = world.settings;
  media.processing = { secs, failure, stuckAt: processingStuckAt };
  media.expiresAt = media.finalizedAt + finishedSecs * 1000;
  media.assembly.release();
  return finishedSecs;
}
