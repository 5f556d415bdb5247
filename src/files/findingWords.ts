import type { Subject } from './check.ts';
import type { Finding } from './finding.ts';
import { kindOf } from './mediaTypes.ts';
import type { Measured } from './measures.ts';
import type { Limit, Rule } from './rule.ts';
import {
  aspectInWords,
  bytesInWords,
  decimal,
  duration,
  exactBytes,
  grouped,
  limitOfBytes,
  limitOfSeconds,
  plain,
} from './words.ts';

type Words = Pick<Finding, 'short' | 'found' | 'allowed'>;

/** What was found, what is allowed, and both in the few words that fit on a row. */
export function wordsOf(rule: Rule, value: Measured, subject: Subject): Words {
  const { limit } = rule;
  switch (limit.kind) {
    case 'range':
      return wordsOfRange(rule, limit, Number(value), subject);
    case 'frame': {
      const found = Array.isArray(value) ? value.join('×') : '';
      const least = limit.min && Math.min(subject.facts.width ?? 0, subject.facts.height ?? 0) < 32;
      return {
        short: least
          ? `${found}, X takes 32×32 or more`
          : `${found}, X takes ${limit.max.join('×')}`,
        found,
        allowed: limit.min
          ? `${limit.min.join('×')} to ${limit.max.join('×')}`
          : `at most ${limit.max.join('×')}`,
      };
    }
    case 'oneOf':
      return rule.of === 'type'
        ? {
            short: 'a type that X does not list',
            found: seen(value),
            allowed: limit.values.join(', '),
          }
        : versus(
            seen(value, 40) + (rule.of === 'audioCodec' ? ' sound' : ''),
            limit.values[0] ?? '',
          );
    case 'noneOf':
      return versus(seen(value, 40), limit.instead);
    case 'is':
      return wordsOfWhether(rule, subject);
    case 'none':
      return {
        short: 'damaged',
        found: seen(value, 300),
        allowed: 'a file that is whole',
      };
  }
}

/** Text from the file, which may be nothing once what steers is gone. */
function seen(value: Measured, maxLength?: number): string {
  return plain(String(value), maxLength) || 'nothing that can be read';
}

const versus = (found: string, allowed: string): Words => ({
  short: `${found}, X takes ${allowed}`,
  found,
  allowed,
});

function wordsOfWhether({ of }: Rule, { type, category, bytes }: Subject): Words {
  switch (of) {
    case 'bytes':
      return {
        short: `${bytes ?? 'other bytes'}, told as ${type}`,
        found: `bytes of ${bytes ?? 'another type'}`,
        allowed: `bytes of ${type}, the type it is told`,
      };
    case 'moves':
      return category?.endsWith('_gif') === true
        ? {
            short: `one frame, for ${category === 'dm_gif' ? 'dm_image' : 'tweet_image'}`,
            found: 'a GIF of a single frame',
            allowed: 'a GIF that moves',
          }
        : {
            short: 'moves, may show as a still',
            found: 'a picture that moves',
            allowed: 'a picture of a single frame',
          };
    case 'isInterlaced':
      return {
        short: 'interlaced, X takes progressive',
        found: 'interlaced pictures',
        allowed: 'progressive pictures',
      };
    default: {
      const what = {
        image: 'a picture',
        video: 'a video',
        subtitles: 'subtitles',
        model: 'a 3D model',
      };
      const found = type === 'image/gif' ? 'a GIF' : what[kindOf(type)];
      return {
        short: `${found} in ${category ?? 'no category'}`,
        found: `${type} in ${category ?? 'no category'}`,
        allowed: takenBy(category),
      };
    }
  }
}

function takenBy(category: Subject['category']): string {
  if (category === 'subtitles') return 'subtitles in this category';
  if (category?.endsWith('_video') === true) return 'videos in this category';
  return category?.endsWith('_gif') === true
    ? 'GIFs that move in this category'
    : 'pictures in this category';
}

function wordsOfRange(
  rule: Rule,
  limit: Extract<Limit, { kind: 'range' }>,
  value: number,
  { facts }: Subject,
): Words {
  const { min, max = Infinity } = limit;
  const low = min !== undefined && value < min;
  switch (rule.of) {
    case 'size':
      return low ? emptyFile : wordsOfBytes(value, max, rule.isOlder === true);
    case 'durationSecs': {
      const says = rule.isOlder === true ? 'older pages say' : 'X takes';
      const [found, most] = [duration(value), limitOfSeconds(max)];
      return {
        short: low
          ? `${found}, X takes ${decimal(min)} s or more`
          : `${most.endsWith(' s') ? `${decimal(value, 1)} s` : found}, ${says} ${most}`,
        found,
        allowed: min === undefined ? `at most ${most}` : `${limitOfSeconds(min)} to ${most}`,
      };
    }
    case 'frameRate':
      return most(`${decimal(value)} fps`, `${max}`, ' fps');
    case 'aspect':
      return {
        short: `${aspectInWords(value)}, X takes 1:3 to 3:1`,
        found: `${facts.width ?? '?'}×${facts.height ?? '?'} (${aspectInWords(value)})`,
        allowed: 'an aspect ratio of 1:3 to 3:1',
      };
    case 'bitDepth':
      return most(`${value} bit`, `${max}`, ' bit');
    case 'frames':
      return most(
        facts.isMoreFrames === true
          ? `over ${grouped(value - 1)} frames`
          : `${grouped(value)} frames`,
        grouped(max),
        ' frames',
      );
    case 'framePixels': {
      const found = `${decimal(value / 1e6, value - max < 1e6 ? 3 : 0)} million pixels`;
      return {
        short: `${found}, X takes ${max / 1e6}`,
        found: `${found} in all frames`,
        allowed: `at most ${max / 1e6} million pixels in all frames`,
      };
    }
    case 'segments':
      return most(`${grouped(value)} segments`, grouped(max), ' segments');
    case 'cues':
      return { short: 'no cue, so nothing to show', found: 'no cue', allowed: 'at least one cue' };
    default:
      return versus(`glTF ${decimal(value)}`, `glTF ${max}`);
  }
}

const emptyFile = {
  short: 'empty, X takes no empty file',
  found: '0 bytes',
  allowed: 'at least 1 byte',
};

function most(found: string, limit: string, its: string): Words {
  return { short: `${found}, X takes ${limit}`, found, allowed: `at most ${limit}${its}` };
}

function wordsOfBytes(value: number, max: number, isOlder: boolean): Words {
  const [found, limit] = [bytesInWords(value), limitOfBytes(max)];
  const allowed = `at most ${limit} (${grouped(max)} bytes)`;
  const says = isOlder ? 'older pages say' : 'X takes';
  // Where a rounded size would look like the limit itself, what is over it tells more.
  const short =
    found === bytesInWords(max)
      ? `${bytesInWords(value - max)} over ${isOlder ? 'older' : "X's"} ${limit}`
      : `${found}, ${says} ${limit}`;
  return { short, found: exactBytes(value), allowed };
}
