/** What X makes of a finished upload, and how far it is with that. */
import type { Media } from './mediaStore.ts';
import type { JsonObject } from './json.ts';

export type ProcessingState = 'pending' | 'in_progress' | 'succeeded';

/** Videos and animated GIFs are processed; pictures, subtitles and models are ready at once. */
export function isProcessed({ asked: { media_type, media_category } }: Media): boolean {
  return (
    media_type.startsWith('video/') ||
    (media_type === 'image/gif' && (media_category?.endsWith('_gif') ?? false))
  );
}

/** Part of the time that passes before X begins. */
const pendingPart = 0.25;

/** The state at `now` (epoch milliseconds); undefined before finalize, or when none is needed. */
export function processingAt(
  media: Media,
  now: number,
): { readonly state: ProcessingState; readonly part: number } | undefined {
  if (media.finalizedAt === undefined || !isProcessed(media)) return undefined;
  const elapsed = now - media.finalizedAt;
  const whole = media.processingSecs * 1000;
  const part = elapsed >= whole ? 1 : Math.max(0, elapsed / whole);
  return { state: part === 1 ? 'succeeded' : part < pendingPart ? 'pending' : 'in_progress', part };
}

/**
 * `processing_info` of STATUS. While it lasts, it says to ask again after one second, so that a
 * client sees each state of a run of two seconds.
 */
export function processingInfo(media: Media, now: number): JsonObject | undefined {
  const processing = processingAt(media, now);
  if (processing === undefined) return undefined;
  const { state, part } = processing;
  if (state === 'pending') return { state, check_after_secs: 1 };
  const progress_percent = Math.floor(part * 100);
  return state === 'succeeded'
    ? { state, progress_percent }
    : { state, check_after_secs: 1, progress_percent };
}

/** `image` or `video` of finalize and STATUS; neither for subtitles and models. */
export function rendition(media: Media): JsonObject {
  const { media_type } = media.asked;
  // X turns an animated GIF into a video.
  if (isProcessed(media)) {
    return { video: { video_type: media_type === 'image/gif' ? 'video/mp4' : media_type } };
  }
  return media_type.startsWith('image/') ? { image: { image_type: media_type } } : {};
}
