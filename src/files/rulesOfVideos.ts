import { pages, dated } from './ruleSources.ts';
import type { Rule } from './rule.ts';

/** X knows whole frames a second; what is measured is an average over a rounded duration. */
const rateSlack = 0.25;

const ofVideos = {
  verdict: 'doubtful',
  categories: ['tweet_video', 'amplify_video', 'dm_video'],
} as const;
const asked = (what: string) => pages(`ask for ${what} in any video`);

/** What X asks of the pictures and the sound of any video. */
export const rulesOfVideos: readonly Rule[] = [
  {
    id: 'video-frame-rate',
    of: 'frameRate',
    limit: { kind: 'range', max: 60, slack: rateSlack },
    ...ofVideos,
    source: asked('at most 60 frames per second'),
    mending: 'rate',
  },
  {
    id: 'video-frame',
    of: 'frame',
    limit: { kind: 'frame', min: [32, 32], max: [1280, 1024] },
    ...ofVideos,
    source: asked('32×32 to 1280×1024 (a video on end is taken to fit as 1024×1280)'),
    mending: 'frame',
  },
  {
    id: 'video-aspect',
    of: 'aspect',
    limit: { kind: 'range', min: 1 / 3, max: 3 },
    ...ofVideos,
    source: asked('an aspect ratio of 1:3 to 3:1'),
    mending: 'aspect',
  },
  {
    id: 'video-codec',
    of: 'videoCodec',
    limit: { kind: 'oneOf', values: ['H.264'] },
    ...ofVideos,
    source: `X's pages on media ask for H.264 in any video, while its description ${dated} lists video/webm, which never has it, as well.`,
    mending: 'codec',
  },
  {
    // The pages say High alone, but High decoders play Baseline and Main, and everybody sends them:
    // a finding would be noise. Of more bits or more colour than High they can play nothing.
    id: 'video-profile',
    of: 'videoProfile',
    limit: {
      kind: 'noneOf',
      starts: ['High 10', 'High 4:2:2', 'High 4:4:4', 'CAVLC 4:4:4'],
      instead: 'High',
    },
    ...ofVideos,
    source: asked('H.264 in High profile'),
    unless: ['video-chroma', 'video-bit-depth'],
    mending: 'codec',
  },
  {
    id: 'video-chroma',
    of: 'chroma',
    limit: { kind: 'oneOf', values: ['4:2:0'] },
    ...ofVideos,
    source: asked('YUV 4:2:0'),
    mending: 'codec',
  },
  {
    id: 'video-bit-depth',
    of: 'bitDepth',
    limit: { kind: 'range', max: 8 },
    ...ofVideos,
    source: asked('H.264 in High profile, which has 8 bits'),
    mending: 'codec',
  },
  {
    id: 'video-interlaced',
    of: 'isInterlaced',
    limit: { kind: 'is', value: false },
    ...ofVideos,
    source: asked('progressive pictures'),
    mending: 'interlaced',
  },
  {
    id: 'video-sound',
    of: 'audioCodec',
    limit: { kind: 'oneOf', values: ['AAC-LC', 'AAC'] },
    ...ofVideos,
    source: asked('AAC-LC sound'),
    mending: 'sound',
  },
];
