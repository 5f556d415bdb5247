import { describe, expect, it } from 'vitest';
import { mediaTypes } from '../../../src/api/contract.ts';
import { categoriesFor, categoryFor, mediaUses } from '../../../src/files/category.ts';
import {
  ambiguousExtensions,
  extensions,
  extensionsOf,
  isMediaType,
  kindOf,
} from '../../../src/files/mediaTypes.ts';

describe('the type table', () => {
  it('covers exactly the types of the contract', () => {
    expect(Object.keys(extensionsOf).sort()).toEqual([...mediaTypes].sort());
  });

  it('gives each extension to one type, in lower case and without a dot', () => {
    expect(new Set(extensions).size).toBe(extensions.length);
    for (const extension of extensions) expect(extension).toMatch(/^[a-z0-9]+$/);
  });

  it('offers the extensions that people have', () => {
    expect([...extensions].sort()).toEqual(
      (
        'png jpg jpeg jpe jfif pjpeg pjp gif bmp webp tif tiff ' +
        'mp4 m4v webm mov qt ts m2ts srt vtt glb usdz'
      )
        .split(' ')
        .sort(),
    );
    expect(ambiguousExtensions).toEqual(['ts']);
  });

  it('tells a type X lists from one it does not', () => {
    for (const type of mediaTypes) expect(isMediaType(type)).toBe(true);
    for (const mime of ['image/heic', 'video/x-m4v', 'application/x-subrip', '']) {
      expect(isMediaType(mime)).toBe(false);
    }
  });

  it('sorts types into kinds', () => {
    expect(kindOf('image/gif')).toBe('image');
    expect(kindOf('video/mp2t')).toBe('video');
    expect(kindOf('text/srt')).toBe('subtitles');
    expect(kindOf('model/vnd.usdz+zip')).toBe('model');
  });
});

describe('the category', () => {
  it.each([
    ['image/png', 'post', false, 'tweet_image', 'it is a picture for a post'],
    ['image/png', 'dm', false, 'dm_image', 'it is a picture for a direct message'],
    ['image/pjpeg', 'ads', false, 'tweet_image', 'it is a picture for ads'],
    ['image/gif', 'post', true, 'tweet_gif', 'it is an animated GIF for a post'],
    ['image/gif', 'dm', true, 'dm_gif', 'it is an animated GIF for a direct message'],
    ['image/gif', 'ads', true, 'tweet_gif', 'it is an animated GIF for ads'],
    ['image/gif', 'post', false, 'tweet_image', 'it is a GIF with a single frame for a post'],
    ['image/gif', 'dm', false, 'dm_image', 'it is a GIF with a single frame for a direct message'],
    ['video/mp4', 'post', false, 'tweet_video', 'it is a video for a post'],
    ['video/quicktime', 'dm', false, 'dm_video', 'it is a video for a direct message'],
    ['video/webm', 'ads', false, 'amplify_video', 'it is a video for ads'],
    ['text/srt', 'dm', false, 'subtitles', 'it holds subtitles, whatever they are for'],
    ['model/gltf-binary', 'post', false, undefined, 'X documents no category for 3D models'],
  ] as const)('of %s for %s (moves: %s) is %s', (type, use, moves, category, reason) => {
    expect(categoryFor(type, use, moves)).toEqual({ category, reason });
  });

  it('is always one of those offered for the type, and models are offered none', () => {
    for (const type of mediaTypes) {
      const offered = categoriesFor(type);
      for (const use of mediaUses) {
        for (const moves of [true, false]) {
          const { category } = categoryFor(type, use, moves);
          if (category === undefined) expect(offered).toEqual([]);
          else expect(offered).toContain(category);
        }
      }
    }
  });
});
