import type { MediaCategory, MediaType } from '../api/contract.ts';
import { categoriesFor } from './category.ts';
import { check, type Subject } from './check.ts';
import { isSameMedia } from './mediaTypes.ts';
import type { Rule } from './rule.ts';
import { rulesFor } from './rules.ts';
import type { AccountTier } from './tier.ts';
import { limitOfBytes, limitOfSeconds } from './words.ts';

export interface Fit {
  readonly fits: boolean;
  /** A few words for a picker. */
  readonly text: string;
}

/** What a category holds, in a word. */
const holds: Readonly<Record<MediaCategory, string>> = {
  tweet_image: 'pictures',
  dm_image: 'pictures',
  tweet_gif: 'GIFs that move',
  dm_gif: 'GIFs that move',
  tweet_video: 'videos',
  amplify_video: 'videos',
  dm_video: 'videos',
  subtitles: 'subtitles',
};

/**
 * The limits of a category in one short line: `≤ 20 min, ≤ 8 GB, ≤ 60 fps, 32×32 to 1280×1024`. Of a
 * type that does not belong in it, what does: `videos only`.
 */
export function limitsOf(
  category: MediaCategory | undefined,
  type: MediaType | undefined,
  tier: AccountTier,
): string {
  if (category === undefined) return 'no limits that X documents';
  if (type !== undefined && !categoriesFor(type).includes(category)) {
    return `${holds[category]} only`;
  }
  const shown = rulesFor(category, tier).filter(
    (rule) => rule.categories !== undefined && rule.isOlder !== true,
  );
  // The length of a video is what people know of it, so that comes first.
  const limits = [
    ...shown.filter((rule) => rule.of === 'durationSecs'),
    ...shown.filter((rule) => rule.of !== 'durationSecs'),
  ].flatMap((rule) => limitInWords(rule) ?? []);
  return limits.length === 0
    ? `${holds[category]}, with no limits that X documents`
    : limits.join(', ');
}

/** Of what differs between files in practice; codecs and the like would make a line too long. */
function limitInWords({ of, limit }: Rule): string | undefined {
  if (limit.kind === 'frame') {
    const most = limit.max.join('×');
    return limit.min ? `${limit.min.join('×')} to ${most}` : `≤ ${most}`;
  }
  if (limit.kind !== 'range' || limit.max === undefined) return undefined;
  switch (of) {
    case 'size':
      return `≤ ${limitOfBytes(limit.max)}`;
    case 'durationSecs':
      return `≤ ${limitOfSeconds(limit.max)}`;
    case 'frameRate':
      return `≤ ${limit.max} fps`;
    case 'frames':
      return `≤ ${limit.max} frames`;
    case 'framePixels':
      return `≤ ${limit.max / 1e6} million pixels in all`;
    default:
      return undefined;
  }
}

/** Whether a file keeps all rules as what it shall be at X: `this file fits`, `75 fps, X takes 60; +2 more`. */
export function fitOf(subject: Subject): Fit {
  const [first, ...more] = check(subject);
  if (first === undefined) return { fits: true, text: 'this file fits' };
  return {
    fits: false,
    text: more.length === 0 ? first.short : `${first.short}; +${more.length} more`,
  };
}

/** Of a file that only its name tells anything of, nothing can be said. */
export const fitUnknown = 'its bytes do not tell whether it fits';

/**
 * Whether X may be told that a file is of a type. `actual` is what its bytes are, undefined where
 * they do not tell. X refuses media whose bytes are not what `media_type` says.
 */
export function fitOfType(named: MediaType, actual: MediaType | undefined): Fit {
  if (actual === undefined) return { fits: false, text: 'its bytes do not tell' };
  if (named === actual) return { fits: true, text: 'this file is one' };
  if (isSameMedia(named, actual)) {
    return { fits: true, text: 'this file is one, under another name of JPEG' };
  }
  return { fits: false, text: `its bytes are ${actual}` };
}
