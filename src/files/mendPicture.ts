import type { Subject } from './check.ts';
import type { Mending } from './mending.ts';
import { line, rangeOf, videoLine } from './mendVideo.ts';
import { mendedName } from './shell.ts';
import { decimal } from './words.ts';

type Mendings = ReadonlySet<Mending>;

/** Pixels of a JPEG that stays under 5 MB at {@link quality}, even of mere noise. */
const pixelsMax = 2560 * 2560;
const quality = '4';

/** A line that makes a JPEG of a picture, with fewer pixels where there are many. */
export function pictureLine({ name, facts }: Subject): string | undefined {
  const { width = 0, height = 0 } = facts;
  const pixels = width * height;
  const side =
    pixels > 0 ? Math.floor(Math.max(width, height) * Math.sqrt(pixelsMax / pixels)) : 2560;
  const isScaled = pixels === 0 || pixels > pixelsMax;
  // A square box, because a picture may be stored on its side.
  const options = [
    ...(isScaled ? ['-vf', `scale=${side}:${side}:force_original_aspect_ratio=decrease`] : []),
    ...['-frames:v', '1', '-update', '1', '-pix_fmt', 'yuvj420p', '-q:v', quality],
  ];
  const to = mendedName(name, 'smaller', 'jpg');
  if (!name.includes('%')) return line(name, to, options);
  // ffmpeg would take a percent sign in the name of a picture for a number to fill in.
  return line(name, to, options)?.replace('ffmpeg -i', 'ffmpeg -f image2 -pattern_type none -i');
}

/** Frames that are aimed at, and that there may be: a rate makes a few more or less. */
const framesAimed = 345;
const framesMax = 350;

/**
 * A line for a GIF that moves: a GIF with fewer or smaller frames, or an MP4 where the GIF has too
 * many bytes, since nothing tells how many a new GIF would have.
 */
export function gifLine(subject: Subject, mendings: Mendings): string | undefined {
  const { name, facts } = subject;
  const { width = 0, height = 0, frames = 0, durationSecs = 0 } = facts;
  const isKnown = width * height * frames > 0 && durationSecs > 0 && facts.isMoreFrames !== true;
  const isSmallEnough = mendings.has('bytes') || (mendings.has('frames') && !isKnown);
  if (isSmallEnough || mendings.has('moves')) return movieLine(subject);

  const isThinned = mendings.has('frames');
  const kept = isThinned ? framesMax : frames;
  const factor = mendings.has('frame')
    ? Math.min(1, 1280 / Math.max(width, height), 1080 / Math.min(width, height))
    : 1;
  const pixelsLeft = width * height * factor ** 2 * kept;
  const most = rangeOf('framePixels', 'tweet_gif', subject.tier).max ?? Infinity;
  const shrunk =
    factor * (mendings.has('pixels') && pixelsLeft > most ? Math.sqrt(most / pixelsLeft) : 1);
  const filters = [
    ...(isThinned
      ? [`fps=${decimal(Math.max(0.01, Math.floor((framesAimed / durationSecs) * 100) / 100))}`]
      : []),
    ...(shrunk < 1
      ? [
          `scale=${Math.max(1, Math.floor(width * shrunk))}:${Math.max(1, Math.floor(height * shrunk))}`,
        ]
      : []),
  ];
  // The colours of a GIF are chosen anew, or they would be those of a poster.
  const graph = [...filters, 'split[a][b];[a]palettegen[p];[b][p]paletteuse'].join(',');
  return line(name, mendedName(name, 'smaller', 'gif'), ['-vf', `'${graph}'`]);
}

/** A line that makes a video of a picture that moves. */
function movieLine(subject: Subject): string | undefined {
  const { category, facts, tier } = subject;
  const target = category?.startsWith('dm_') === true ? 'dm_video' : 'tweet_video';
  const { frameRate = 0, durationSecs, width = 0, height = 0 } = facts;
  const { min = 0, max = Infinity } = rangeOf('durationSecs', target, tier);
  const mendings = new Set<Mending>(['moves']);
  if (frameRate > 60) mendings.add('rate');
  if (durationSecs !== undefined && (durationSecs < min || durationSecs > max)) {
    mendings.add('length');
  }
  if (width * height > 0) mendings.add('frame');
  return videoLine(subject, mendings, target);
}
