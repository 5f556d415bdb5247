import type { MediaCategory, MediaType } from '../api/contract.ts';
import type { MediaFacts } from './facts.ts';
import { olderPostLimits } from './limitNumbers.ts';
import { kindOf } from './mediaTypes.ts';
import type { AccountTier } from './tier.ts';

/** What the media is for: the setting `xMedia.mediaUse`. */
export const mediaUses = ['post', 'dm', 'ads'] as const;
export type MediaUse = (typeof mediaUses)[number];

export interface CategoryChoice {
  /** Undefined where X documents none, and so none is sent. */
  readonly category: MediaCategory | undefined;
  /** One clause, to stand after "because" or alone. */
  readonly reason: string;
}

/** What is known of a file beside its type, when its category is decided. */
export interface Known {
  readonly facts: MediaFacts;
  /** Bytes. */
  readonly size: number;
  readonly tier: AccountTier;
}

/** A choice, and what else to think of, which takes more than a choice: access. */
export interface DecidedCategory extends CategoryChoice {
  readonly suggestion?: { readonly category: MediaCategory; readonly reason: string };
}

/** The category for a file: the usual one for its use, decided by what its bytes say. */
export function decideCategory(type: MediaType, use: MediaUse, known: Known): DecidedCategory {
  const choice = categoryFor(type, use, movesByFacts(known.facts));
  const suggestion = choice.category === 'tweet_video' ? suggestAmplify(known) : undefined;
  return suggestion ? { ...choice, suggestion } : choice;
}

/** Whether a picture shows more than one frame; undefined where that could not be read. */
export function movesByFacts({
  isAnimated,
  frames,
  isMoreFrames,
}: MediaFacts): boolean | undefined {
  if (isAnimated !== undefined) return isAnimated;
  if (frames === undefined || frames === 0) return undefined;
  if (frames > 1) return true;
  return isMoreFrames === true ? undefined : false;
}

/** Over what older pages allow in a post. With Premium, newer and wider limits are certain. */
function suggestAmplify({ facts, size, tier }: Known): DecidedCategory['suggestion'] {
  if (tier === 'premium') return undefined;
  const { durationSecs, bytes } = olderPostLimits;
  const over = [
    (facts.durationSecs ?? 0) > durationSecs ? `${durationSecs} s` : undefined,
    size > bytes ? '512 MB' : undefined,
  ].filter((limit) => limit !== undefined);
  if (over.length === 0) return undefined;
  return {
    category: 'amplify_video',
    reason: `it is over ${over.join(' and ')}, which older pages of X allow in a post, and amplify_video takes access to ads or Media Studio`,
  };
}

/**
 * Categories by use, as X's pages on media upload pair them. `moves` matters to GIFs only; undefined
 * where it could not be read.
 */
export function categoryFor(
  type: MediaType,
  use: MediaUse,
  moves: boolean | undefined,
): CategoryChoice {
  switch (kindOf(type)) {
    case 'image':
      return categoryOfImage(type, use, moves);
    case 'video':
      if (use === 'ads') return { category: 'amplify_video', reason: 'it is a video for ads' };
      return use === 'dm'
        ? { category: 'dm_video', reason: 'it is a video for a direct message' }
        : { category: 'tweet_video', reason: 'it is a video for a post' };
    case 'subtitles':
      return { category: 'subtitles', reason: 'it holds subtitles, whatever they are for' };
    case 'model':
      return { category: undefined, reason: 'X documents no category for 3D models' };
  }
}

function categoryOfImage(
  type: MediaType,
  use: MediaUse,
  moves: boolean | undefined,
): CategoryChoice {
  const purpose = { post: 'a post', dm: 'a direct message', ads: 'ads' }[use];
  // Nearly every GIF that is uploaded moves.
  if (type === 'image/gif' && moves !== false) {
    return {
      category: use === 'dm' ? 'dm_gif' : 'tweet_gif',
      reason: moves
        ? `it is an animated GIF for ${purpose}`
        : `it is a GIF for ${purpose}, and whether it moves could not be read`,
    };
  }
  const what = type === 'image/gif' ? 'a GIF with a single frame' : 'a picture';
  return {
    category: use === 'dm' ? 'dm_image' : 'tweet_image',
    reason: `it is ${what} for ${purpose}`,
  };
}

/** The categories that make sense for a type, the usual one first; none for 3D models. */
export function categoriesFor(type: MediaType): readonly MediaCategory[] {
  switch (kindOf(type)) {
    case 'image':
      return type === 'image/gif'
        ? ['tweet_gif', 'tweet_image', 'dm_gif', 'dm_image']
        : ['tweet_image', 'dm_image'];
    case 'video':
      return ['tweet_video', 'amplify_video', 'dm_video'];
    case 'subtitles':
      return ['subtitles'];
    case 'model':
      return [];
  }
}
