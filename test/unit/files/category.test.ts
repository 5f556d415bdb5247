import { describe, expect, it } from 'vitest';
import { categoryFor, decideCategory, type MediaUse } from '../../../src/files/category.ts';
import type { MediaFacts } from '../../../src/files/facts.ts';
import type { AccountTier } from '../../../src/files/tier.ts';
import { MB } from './subjects.ts';

const known = (facts: MediaFacts, size = MB, tier: AccountTier = 'standard') => ({
  facts,
  size,
  tier,
});

describe('the category by what the bytes say', () => {
  it.each<[string, MediaFacts, MediaUse, string, string]>([
    ['moves', { isAnimated: true }, 'post', 'tweet_gif', 'it is an animated GIF for a post'],
    ['moves', { frames: 2 }, 'dm', 'dm_gif', 'it is an animated GIF for a direct message'],
    [
      'is still',
      { isAnimated: false },
      'post',
      'tweet_image',
      'it is a GIF with a single frame for a post',
    ],
    [
      'is still',
      { frames: 1 },
      'dm',
      'dm_image',
      'it is a GIF with a single frame for a direct message',
    ],
    ['is still', { frames: 1 }, 'ads', 'tweet_image', 'it is a GIF with a single frame for ads'],
    [
      'was not read to its second frame',
      { frames: 1, isMoreFrames: true },
      'post',
      'tweet_gif',
      'it is a GIF for a post, and whether it moves could not be read',
    ],
    [
      'could not be read',
      {},
      'dm',
      'dm_gif',
      'it is a GIF for a direct message, and whether it moves could not be read',
    ],
  ])('of a GIF that %s (%o, for %s) is %s', (_, facts, use, category, reason) => {
    expect(decideCategory('image/gif', use, known(facts))).toEqual({ category, reason });
  });

  it('is none for models, and the same as ever for what does not move', () => {
    for (const type of ['model/gltf-binary', 'model/vnd.usdz+zip'] as const) {
      expect(decideCategory(type, 'post', known({})).category).toBeUndefined();
    }
    for (const type of ['image/png', 'video/webm', 'text/srt'] as const) {
      expect(decideCategory(type, 'dm', known({}))).toEqual(categoryFor(type, 'dm', false));
    }
  });

  it('of a PNG or WebP that moves is still that of a picture: X has none for it', () => {
    for (const type of ['image/png', 'image/webp'] as const) {
      expect(decideCategory(type, 'post', known({ isAnimated: true })).category).toBe(
        'tweet_image',
      );
    }
  });
});

describe('amplify_video', () => {
  const video = (facts: MediaFacts, size?: number, tier?: AccountTier, use: MediaUse = 'post') =>
    decideCategory('video/mp4', use, known(facts, size, tier));

  it.each([
    ['longer', { durationSecs: 141 }, MB, 'it is over 140 s'],
    ['larger', {}, 512 * MB + 1, 'it is over 512 MB'],
    ['longer and larger', { durationSecs: 141 }, 600 * MB, 'it is over 140 s and 512 MB'],
  ])(
    'is suggested, not chosen, for a video that is %s than a post holds',
    (_, facts, size, why) => {
      expect(video(facts, size)).toEqual({
        category: 'tweet_video',
        reason: 'it is a video for a post',
        suggestion: {
          category: 'amplify_video',
          reason: `${why}, which older pages of X allow in a post, and amplify_video takes access to ads or Media Studio`,
        },
      });
    },
  );

  it('is not suggested at the limit, with Premium, in a direct message, or where it is chosen', () => {
    expect(video({ durationSecs: 140 }, 512 * MB).suggestion).toBeUndefined();
    expect(video({}).suggestion).toBeUndefined();
    expect(video({ durationSecs: 600 }, MB, 'premium').suggestion).toBeUndefined();
    expect(video({ durationSecs: 600 }, MB, 'standard', 'dm').suggestion).toBeUndefined();
    expect(video({ durationSecs: 600 }, MB, 'standard', 'ads')).toEqual({
      category: 'amplify_video',
      reason: 'it is a video for ads',
    });
  });
});
