import { describe, expect, it } from 'vitest';
import { mediaCategories } from '../../../src/api/contract.ts';
import { fitOf, fitOfType, limitsOf } from '../../../src/files/limits.ts';
import { gif, picture, video } from './subjects.ts';

describe('the limits of a category, for a picker', () => {
  it.each([
    ['tweet_image', 'standard', '≤ 5 MB'],
    ['dm_gif', 'premium', '≤ 15 MB, ≤ 1280×1080, ≤ 350 frames, ≤ 300 million pixels in all'],
    ['tweet_video', 'standard', '≤ 20 min, ≤ 8 GB, ≤ 60 fps, 32×32 to 1280×1024'],
    ['amplify_video', 'premium', '≤ 125 min, ≤ 16 GB, ≤ 60 fps, 32×32 to 1280×1024'],
    ['dm_video', 'standard', '≤ 140 s, ≤ 512 MB, ≤ 60 fps, 32×32 to 1280×1024'],
    ['dm_video', 'premium', '≤ 10 min, ≤ 1 GB, ≤ 60 fps, 32×32 to 1280×1024'],
    ['subtitles', 'standard', 'subtitles, with no limits that X documents'],
    [undefined, 'standard', 'no limits that X documents'],
  ] as const)('of %s (%s) are: %s', (category, tier, limits) => {
    expect(limitsOf(category, undefined, tier)).toBe(limits);
  });

  it('of what does not take the type are what it does take', () => {
    expect(limitsOf('tweet_video', 'image/png', 'standard')).toBe('videos only');
    expect(limitsOf('tweet_gif', 'image/png', 'standard')).toBe('GIFs that move only');
    expect(limitsOf('tweet_image', 'image/gif', 'standard')).toBe('≤ 5 MB');
  });
});

describe('whether a file fits', () => {
  it.each([
    [video(), true, 'this file fits'],
    [video({ facts: { frameRate: 75 } }), false, '75 fps, X takes 60'],
    [
      video({ facts: { frameRate: 75, isInterlaced: true, audioCodec: 'MP3' } }),
      false,
      '75 fps, X takes 60; +2 more',
    ],
    [picture({ category: 'tweet_video' }), false, 'a picture in tweet_video'],
  ])('is said in a few words', (subject, fits, text) => {
    expect(fitOf(subject)).toEqual({ fits, text });
  });

  it('is said of every category', () => {
    const fitting = mediaCategories.filter((category) => fitOf({ ...gif(), category }).fits);
    expect(fitting).toEqual(['tweet_gif', 'dm_gif']);
  });

  it.each([
    ['image/png', 'image/png', true, 'this file is one'],
    ['image/pjpeg', 'image/jpeg', true, 'this file is one, under another name of JPEG'],
    ['image/jpeg', 'image/png', false, 'its bytes are image/png'],
    ['video/mp4', undefined, false, 'its bytes do not tell'],
  ] as const)('is said of the type %s for %s', (named, actual, fits, text) => {
    expect(fitOfType(named, actual)).toEqual({ fits, text });
  });
});
