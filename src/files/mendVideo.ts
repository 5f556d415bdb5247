import type { MediaCategory, MediaType } from '../api/contract.ts';
import type { Subject } from './check.ts';
import type { Mending } from './mending.ts';
import { extensionsOf } from './mediaTypes.ts';
import { measures } from './measures.ts';
import type { Limit } from './rule.ts';
import { rulesFor } from './rules.ts';
import { argument, fileWord, mendedName } from './shell.ts';
import type { AccountTier } from './tier.ts';
import { decimal } from './words.ts';

type Mendings = ReadonlySet<Mending>;
type Range = Extract<Limit, { kind: 'range' }>;

/** The range of a measure that counts for a category. */
export function rangeOf(
  of: 'size' | 'durationSecs' | 'frameRate' | 'frames' | 'framePixels',
  category: MediaCategory,
  tier: AccountTier,
): Range {
  const limits = rulesFor(category, tier).filter((rule) => rule.of === of && !rule.isOlder);
  const own = limits.find((rule) => rule.categories !== undefined) ?? limits[0];
  return own?.limit.kind === 'range' ? own.limit : { kind: 'range' };
}

/** Bits a second of the sound where it is encoded anew beside a video of so many bytes. */
const soundKbps = 128;
/** Parts of the limit that are aimed at: encoders miss a rate by a few in a hundred. */
const aim = 0.9;
/** Below this, a picture is hardly one: no line is better. */
const leastKbps = 100;
/** More shows nothing more in a frame that X takes. */
const mostKbps = 50_000;

/**
 * A line for ffmpeg that mends these things of a video, and leaves alone what it can. Undefined where
 * that takes facts that are not known. `category` is what the video shall be at X.
 */
export function videoLine(
  subject: Subject,
  mendings: Mendings,
  category: MediaCategory,
): string | undefined {
  const { name, type, facts, tier } = subject;
  const { min = 0, max = Infinity } = rangeOf('durationSecs', category, tier);
  const seconds = facts.durationSecs;
  const isCut = mendings.has('length') && seconds !== undefined && seconds > max;
  const isShort = mendings.has('length') && seconds !== undefined && seconds < min;

  const filters = [
    mendings.has('interlaced') ? 'bwdif=mode=send_frame' : undefined,
    mendings.has('rate') ? `fps=${rangeOf('frameRate', category, tier).max ?? 60}` : undefined,
    // A second more than is missing is sure to be enough, however long a frame lasts.
    isShort ? 'tpad=stop_mode=clone:stop_duration=1' : undefined,
  ].filter((filter) => filter !== undefined);
  const isFitted = mendings.has('frame') || mendings.has('aspect');
  const isEncoded =
    isFitted ||
    filters.length > 0 ||
    mendings.has('codec') ||
    mendings.has('bytes') ||
    mendings.has('moves') ||
    // WebM holds no AAC, and nothing else of it could stay either.
    (mendings.has('sound') && type === 'video/webm');
  if (isEncoded) filters.push(...frameFilters(measures.frame(subject), isFitted));

  const rate = mendings.has('bytes') ? kbps(subject, category, isCut ? max : seconds) : [];
  if (rate === undefined) return undefined;
  const isAac = ['AAC-LC', 'AAC', undefined].includes(facts.audioCodec);
  const extension = isEncoded ? 'mp4' : extensionOf(type);
  return line(name, mendedName(name, suffix(mendings, subject, filters), extension), [
    ...(isCut ? ['-t', decimal(max)] : []),
    ...(filters.length > 0 ? ['-vf', argument(filters.join(','))] : []),
    ...(isEncoded
      ? ['-c:v', 'libx264', '-profile:v', 'high', '-pix_fmt', 'yuv420p', ...rate]
      : ['-c:v', 'copy']),
    ...(mendings.has('bytes')
      ? ['-c:a', 'aac', '-b:a', `${soundKbps}k`]
      : ['-c:a', isAac && !mendings.has('sound') && type !== 'video/webm' ? 'copy' : 'aac']),
  ]);
}

/**
 * The whole line: from one file in the shell's folder to another. Undefined where a name cannot be
 * written, or where a damaged file says numbers that mean nothing.
 */
export function line(from: string, to: string, options: readonly string[]): string | undefined {
  const [input, output] = [fileWord(from), fileWord(to)];
  if (input === undefined || output === undefined) return undefined;
  if (options.some((option) => /NaN|Infinity|\de[+-]\d/.test(option))) return undefined;
  return ['ffmpeg', '-i', input, ...options, output].join(' ');
}

function extensionOf(type: MediaType): string {
  return extensionsOf[type][0];
}

/** What the new file is called after: the one thing that was mended, or what it is for. */
function suffix(mendings: Mendings, { facts }: Subject, filters: readonly string[]): string {
  if (mendings.size !== 1) return 'for-x';
  const [only] = mendings;
  switch (only) {
    case 'rate':
      return '60fps';
    case 'frame':
      return (
        filters
          .find((filter) => filter.startsWith('scale='))
          ?.slice(6)
          .replace(':', 'x') ?? 'scaled'
      );
    case 'length':
      return (facts.durationSecs ?? 0) < 1 ? 'longer' : 'cut';
    case 'aspect':
      return 'padded';
    case 'codec':
      return 'h264';
    case 'interlaced':
      return 'progressive';
    case 'sound':
      return 'aac';
    case 'bytes':
      return 'smaller';
    default:
      return 'for-x';
  }
}

function kbps(
  { tier }: Subject,
  category: MediaCategory,
  seconds: number | undefined,
): string[] | undefined {
  const { max: bytes = 0 } = rangeOf('size', category, tier);
  if (seconds === undefined || !(seconds > 0)) return undefined;
  const video = Math.min(mostKbps, Math.floor((bytes * 8 * aim) / seconds / 1000 - soundKbps));
  if (video < leastKbps) return undefined;
  return ['-b:v', `${video}k`, '-maxrate', `${video}k`, '-bufsize', `${2 * video}k`];
}

/**
 * Filters for a frame that X takes and 4:2:0 can have, which has even sides. Where it has to fit, it
 * is scaled first, and then padded to an aspect of 1:3 to 3:1.
 */
function frameFilters(sides: readonly [number, number] | undefined, isFitted: boolean): string[] {
  const [width = 1, height = 1] = sides ?? [];
  if (!isFitted || sides === undefined) {
    // By ffmpeg's own measure: what is known are sides as shown, which pixels that are wider make odd.
    return width % 2 === 0 && height % 2 === 0 ? [] : ['pad=ceil(iw/2)*2:ceil(ih/2)*2'];
  }
  const [frameWidth, frameHeight] = [Math.max(width, height / 3), Math.max(height, width / 3)];
  const long = Math.max(frameWidth, frameHeight);
  const short = Math.min(frameWidth, frameHeight);
  const factor = Math.max(Math.min(1, 1280 / long, 1024 / short), 32 / short);
  const scaled = [evenBelow(width * factor), evenBelow(height * factor)] as const;
  // A side that was cut to an even number could leave the other a hair more than three times as long.
  const padded = [
    even(Math.max(scaled[0], scaled[1] / 3)),
    even(Math.max(scaled[1], scaled[0] / 3)),
  ] as const;
  return [
    ...(scaled[0] === width && scaled[1] === height
      ? []
      : [`scale=${scaled.join(':')}`, 'setsar=1']),
    ...(padded[0] === scaled[0] && padded[1] === scaled[1]
      ? []
      : [`pad=${padded.join(':')}:-1:-1`]),
  ];
}

function even(side: number): number {
  return 2 * Math.ceil(side / 2);
}

function evenBelow(side: number): number {
  return Math.max(2, 2 * Math.floor(side / 2));
}
