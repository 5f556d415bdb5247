import type { MediaCategory, MediaType } from '../api/contract.ts';
import { kindOf } from './mediaTypes.ts';

/** What the media is for: the setting `xMedia.mediaUse`. */
export const mediaUses = ['post', 'dm', 'ads'] as const;
export type MediaUse = (typeof mediaUses)[number];

export interface CategoryChoice {
  /** Undefined where X documents none, and so none is sent. */
  readonly category: MediaCategory | undefined;
  /** One clause, to stand after "because" or alone. */
  readonly reason: string;
}

/** Categories by use, as X's pages on media upload pair them. `moves` matters to GIFs only. */
export function categoryFor(type: MediaType, use: MediaUse, moves: boolean): CategoryChoice {
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

function categoryOfImage(type: MediaType, use: MediaUse, moves: boolean): CategoryChoice {
  const purpose = { post: 'a post', dm: 'a direct message', ads: 'ads' }[use];
  if (type === 'image/gif' && moves) {
    return {
      category: use === 'dm' ? 'dm_gif' : 'tweet_gif',
      reason: `it is an animated GIF for ${purpose}`,
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
