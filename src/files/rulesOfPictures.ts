import { MB } from './limitNumbers.ts';
import type { Rule } from './rule.ts';
import { binary, pages } from './ruleSources.ts';

const images = ['tweet_image', 'dm_image'] as const;
const gifs = ['tweet_gif', 'dm_gif'] as const;
const atMost = (max: number) => ({ kind: 'range', max }) as const;

/** X's limits of pictures, and of GIFs that move. */
export const rulesOfPictures: readonly Rule[] = [
  {
    id: 'image-size',
    of: 'size',
    limit: atMost(5 * MB),
    verdict: 'doubtful',
    categories: images,
    source: pages(`say 5 MB for pictures; ${binary}`),
    unless: ['file-size'],
    mending: 'bytes',
  },
  {
    id: 'image-moves',
    of: 'moves',
    limit: { kind: 'is', value: false },
    verdict: 'doubtful',
    categories: images,
    source: pages(
      'have tweet_gif and dm_gif for GIFs that move, and no category for other pictures that do',
    ),
    mending: 'moves',
  },
  {
    id: 'gif-still',
    of: 'moves',
    limit: { kind: 'is', value: true },
    verdict: 'doubtful',
    categories: gifs,
    source: pages('have a GIF of a single frame belong in tweet_image or dm_image'),
  },
  {
    id: 'gif-size',
    of: 'size',
    limit: atMost(15 * MB),
    verdict: 'doubtful',
    categories: gifs,
    source: pages(`say 15 MB for GIFs; ${binary}`),
    unless: ['file-size'],
    mending: 'bytes',
  },
  {
    id: 'gif-frame',
    of: 'frame',
    limit: { kind: 'frame', max: [1280, 1080] },
    verdict: 'doubtful',
    categories: gifs,
    source: pages('say at most 1280×1080 for GIFs, and a GIF on end is taken to fit as well'),
    mending: 'frame',
  },
  {
    id: 'gif-frames',
    of: 'frames',
    limit: atMost(350),
    verdict: 'doubtful',
    categories: gifs,
    source: pages('say at most 350 frames for GIFs'),
    mending: 'frames',
  },
  {
    id: 'gif-pixels',
    of: 'framePixels',
    limit: atMost(300_000_000),
    verdict: 'doubtful',
    categories: gifs,
    source: pages('say at most 300 million pixels in all frames of a GIF'),
    mending: 'pixels',
  },
];
