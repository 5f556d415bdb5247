import { thisProcess } from '../../../src/uploads/owner.ts';
import type { Media, RecordIn, Stage } from '../../../src/uploads/record.ts';
import type { RowContext } from '../../../src/views/rowText.ts';
import { standing } from '../api/support.ts';
import { initialized } from '../uploads/support.ts';

/** What a row depends on beside its record: at rest, saved, at a time that stands still. */
export const context = (over: Partial<RowContext> = {}): RowContext => ({
  now: standing,
  notice: undefined,
  saved: true,
  running: false,
  progress: undefined,
  ...over,
});

const mib = 2 ** 20;

/** A video of 200 MiB, of which X has acknowledged so many MiB. */
function video(acknowledgedMiB: number, media: Partial<Media> = {}) {
  const record = initialized({ expiresAt: standing + 14 * 86_400_000, ...media });
  const sending = { segmentBytes: 4 * mib, acknowledgedBytes: acknowledgedMiB * mib };
  const request = {
    media_type: 'video/mp4',
    total_bytes: 200 * mib,
    media_category: 'tweet_video',
  } as const;
  return { ...record, file: { path: '/clips/clip.mp4', name: 'clip.mp4' }, request, sending };
}

export function working(
  state: Stage,
  acknowledgedMiB = 84,
  media: Partial<Media> = {},
): RecordIn<Stage> {
  return { ...video(acknowledgedMiB, media), state, owner: thisProcess };
}

export function paused(
  over: Partial<Pick<RecordIn<'paused'>, 'stage' | 'problem'>> = {},
  media: Partial<Media> = {},
): RecordIn<'paused'> {
  return { ...video(84, media), state: 'paused', stage: 'uploading', ...over };
}

export function ready(over: Partial<RecordIn<'ready'>> = {}): RecordIn<'ready'> {
  return { ...video(200, { expiresAt: standing + 86_400_000 - 1 }), state: 'ready', ...over };
}

export const progress = {
  sentBytes: 84 * mib,
  totalBytes: 200 * mib,
  bytesPerSecond: 12.3 * mib,
  secondsLeft: 9.4,
};

/** As this window sees what it works on. */
export const here = (over: Partial<RowContext> = {}) =>
  context({ running: true, progress, ...over });
