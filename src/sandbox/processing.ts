/** What X makes of a finished upload, and how far it is with that. */
import type { Media } from './mediaStore.ts';
import type { JsonObject } from './json.ts';

export type ProcessingState = 'pending' | 'in_progress' | 'succeeded' | 'failed';

/** Videos and animated GIFs are processed; pictures, subtitles and models are ready at once. */
export function isProcessed({ asked: { media_type, media_category } }: Media): boolean {
  return (
    media_type.startsWith('video/') ||
    (media_type === 'image/gif' && (media_category?.endsWith('_gif') ?? false))
  );
}

/** Parts of the time that pass before X begins, and before it fails. */
const pendingPart = 0.25;
const failingPart = 0.5;

/** The state at `now` (epoch milliseconds); undefined before finalize, or when none is needed. */
export function processingAt(
  media: Media,
  now: number,
): { readonly state: ProcessingState; readonly percent: number } | undefined {
  if (media.finalizedAt === undefined || !isProcessed(media)) return undefined;
  const elapsed = now - media.finalizedAt;
  const { secs, failure, stuckAt } = media.processing;
  const whole = secs * 1000;
  const part = elapsed >= whole ? 1 : Math.max(0, elapsed / whole);
  const percent = Math.floor(part * 100);
  if (failure !== null && part >= failingPart) {
    return { state: 'failed', percent: failingPart * 100 };
  }
  if (part < pendingPart) return { state: 'pending', percent: Math.min(percent, stuckAt ?? 100) };
  if (stuckAt !== null) return { state: 'in_progress', percent: Math.min(percent, stuckAt) };
  return { state: part === 1 ? 'succeeded' : 'in_progress', percent };
}

/**
 * `processing_info` of STATUS. While it lasts, it says to ask again after one second, so that a
 * client sees each state of a run of two seconds.
 */
export function processingInfo(media: Media, now: number): JsonObject | undefined {
  const processing = processingAt(media, now);
  if (processing === undefined) return undefined;
  const { state, percent: progress_percent } = processing;
  switch (state) {
    case 'pending':
      return { state, check_after_secs: 1 };
    case 'in_progress':
      return { state, check_after_secs: 1, progress_percent };
    case 'succeeded':
      return { state, progress_percent };
    case 'failed':
      return { state, progress_percent, error: errorOf(media) };
  }
}

function errorOf({ processing: { failure } }: Media): JsonObject {
  if (failure === null) return {};
  const { code, name, message } = failure;
  return { code, ...(name === undefined ? {} : { name }), message };
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
