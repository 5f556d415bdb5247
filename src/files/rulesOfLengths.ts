import { GB, MB, olderPostLimits } from './limitNumbers.ts';
import type { Rule } from './rule.ts';
import { binary, pages } from './ruleSources.ts';

const posts = ['tweet_video', 'amplify_video'] as const;

/** The last piece of sound may outlast the pictures, by some 1024 samples. */
const durationSlack = 0.05;

const length = (min: number, max: number) =>
  ({ kind: 'range', min, max, slack: durationSlack }) as const;
const atMost = (max: number) => ({ kind: 'range', max }) as const;

/** How long a video may be, and how many bytes it may have: by category, and by account. */
export const rulesOfLengths: readonly Rule[] = [
  {
    id: 'post-video-duration',
    of: 'durationSecs',
    limit: length(0.5, 20 * 60),
    verdict: 'doubtful',
    categories: posts,
    tier: 'standard',
    source: pages('say 0.5 s to 20 min, older ones up to 140 s, and up to 125 min with Premium'),
    mending: 'length',
  },
  {
    id: 'post-video-duration-premium',
    of: 'durationSecs',
    limit: length(0.5, 125 * 60),
    verdict: 'doubtful',
    categories: posts,
    tier: 'premium',
    source: pages('say 0.5 s to 125 min with Premium'),
    mending: 'length',
  },
  {
    id: 'post-video-size',
    of: 'size',
    limit: atMost(8 * GB),
    verdict: 'doubtful',
    categories: posts,
    tier: 'standard',
    source: pages(`say 8 GB, older ones 512 MB, and 16 GB with Premium; ${binary}`),
    unless: ['file-size'],
    mending: 'bytes',
  },
  {
    id: 'post-video-size-premium',
    of: 'size',
    limit: atMost(16 * GB),
    verdict: 'doubtful',
    categories: posts,
    tier: 'premium',
    source: pages(`say 16 GB with Premium; ${binary}`),
    unless: ['file-size'],
    mending: 'bytes',
  },
  {
    id: 'dm-video-duration',
    of: 'durationSecs',
    limit: length(0.5, 140),
    verdict: 'doubtful',
    categories: ['dm_video'],
    tier: 'standard',
    source: pages('say 0.5 s to 140 s in direct messages, and up to 10 min with Premium'),
    mending: 'length',
  },
  {
    id: 'dm-video-duration-premium',
    of: 'durationSecs',
    limit: length(0.5, 10 * 60),
    verdict: 'doubtful',
    categories: ['dm_video'],
    tier: 'premium',
    source: pages('say 0.5 s to 10 min in direct messages with Premium'),
    mending: 'length',
  },
  {
    id: 'dm-video-size',
    of: 'size',
    limit: atMost(512 * MB),
    verdict: 'doubtful',
    categories: ['dm_video'],
    tier: 'standard',
    source: pages(`say 512 MB in direct messages, and 1 GB with Premium; ${binary}`),
    unless: ['file-size'],
    mending: 'bytes',
  },
  {
    id: 'dm-video-size-premium',
    of: 'size',
    limit: atMost(GB),
    verdict: 'doubtful',
    categories: ['dm_video'],
    tier: 'premium',
    source: pages(`say 1 GB in direct messages with Premium; ${binary}`),
    unless: ['file-size'],
    mending: 'bytes',
  },
];

/** The same by older pages of X, where the newer limits are kept. */
export const olderRulesOfLengths: readonly Rule[] = [
  {
    id: 'post-video-duration-older',
    of: 'durationSecs',
    limit: { kind: 'range', max: olderPostLimits.durationSecs, slack: durationSlack },
    verdict: 'doubtful',
    categories: ['tweet_video'],
    tier: 'standard',
    source: pages('say up to 20 min by now, but older ones up to 140 s'),
    unless: ['post-video-duration'],
    category: 'amplify_video',
    isOlder: true,
  },
  {
    id: 'post-video-size-older',
    of: 'size',
    limit: atMost(olderPostLimits.bytes),
    verdict: 'doubtful',
    categories: ['tweet_video'],
    tier: 'standard',
    source: pages(`say up to 8 GB by now, but older ones up to 512 MB; ${binary}`),
    unless: ['file-size', 'post-video-size'],
    category: 'amplify_video',
    isOlder: true,
  },
];
