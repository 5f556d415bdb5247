import { describe, expect, it } from 'vitest';
import { segmentIndexMax, totalBytesMax, type MediaType } from '../../../src/api/contract.ts';
import { check, type Subject } from '../../../src/files/check.ts';
import { rules, rulesFor } from '../../../src/files/rules.ts';
import { GB, MB, gif, picture, video } from './subjects.ts';

const rulesBrokenBy = (subject: Subject) => check(subject).map(({ rule }) => rule);

const srt = (cues: number): Subject => ({
  ...picture(),
  type: 'text/srt',
  category: 'subtitles',
  facts: { cues },
});
const glb = (glbVersion: number): Subject => ({
  ...picture(),
  type: 'model/gltf-binary',
  category: undefined,
  facts: { glbVersion },
});
const post = (durationSecs: number, more: Partial<Subject> = {}) =>
  video({ ...more, category: more.category ?? 'amplify_video', facts: { durationSecs } });
const dm = (durationSecs: number, more: Partial<Subject> = {}) =>
  post(durationSecs, { ...more, category: 'dm_video' });
const sized = (size: number, category: Subject['category'], tier: Subject['tier'] = 'standard') =>
  video({ size, category, tier });
const framed = (width: number, height: number) => video({ facts: { width, height } });
const premium = { tier: 'premium' } as const;

/** What is on the limit, and what is just over it. */
const limits: readonly (readonly [
  rule: string,
  on: readonly Subject[],
  over: readonly Subject[],
])[] = [
  ['file-empty', [picture({ size: 1 })], [picture({ size: 0 }), video({ size: 0 })]],
  [
    'file-size',
    [sized(totalBytesMax, 'tweet_video', 'premium')],
    [sized(totalBytesMax + 1, 'tweet_video', 'premium'), picture({ size: totalBytesMax + 1 })],
  ],
  [
    'segments',
    [video({ segments: segmentIndexMax + 1 })],
    [video({ segments: segmentIndexMax + 2 })],
  ],
  [
    'media-type',
    [picture({ type: 'image/bmp' })],
    [picture({ type: 'image/heic' as MediaType, category: undefined })],
  ],
  [
    'media-bytes',
    [
      picture({ bytes: 'image/jpeg' }),
      picture({ type: 'image/pjpeg', bytes: 'image/jpeg' }),
      picture({ bytes: undefined }),
    ],
    [picture({ bytes: 'image/gif' }), video({ bytes: 'video/webm' })],
  ],
  [
    'image-size',
    [picture({ size: 5 * MB }), picture({ size: 5 * MB, category: 'dm_image', ...premium })],
    [
      picture({ size: 5 * MB + 1 }),
      picture({ size: 5 * MB + 1, category: 'dm_image', ...premium }),
    ],
  ],
  [
    'image-moves',
    [gif({ category: 'tweet_image', facts: { isAnimated: false, frames: 1 } })],
    [
      gif({ category: 'tweet_image' }),
      gif({ category: 'dm_image' }),
      picture({ type: 'image/webp', facts: { isAnimated: true } }),
    ],
  ],
  [
    'gif-still',
    [gif(), gif({ category: 'dm_gif' }), { ...gif(), facts: { frames: 1, isMoreFrames: true } }],
    [
      gif({ facts: { isAnimated: false, frames: 1 } }),
      { ...gif({ category: 'dm_gif' }), facts: { frames: 1 } },
    ],
  ],
  [
    'gif-size',
    [gif({ size: 15 * MB }), gif({ size: 15 * MB, category: 'dm_gif' })],
    [gif({ size: 15 * MB + 1 }), gif({ size: 15 * MB + 1, category: 'dm_gif', ...premium })],
  ],
  [
    'gif-frame',
    [gif({ facts: { width: 1280, height: 1080 } }), gif({ facts: { width: 1080, height: 1280 } })],
    [gif({ facts: { width: 1281, height: 10 } }), gif({ facts: { width: 1081, height: 1081 } })],
  ],
  ['gif-frames', [gif({ facts: { frames: 350 } })], [gif({ facts: { frames: 351 } })]],
  [
    'gif-pixels',
    [gif({ facts: { width: 1000, height: 1000, frames: 300 } })],
    [gif({ facts: { width: 1000, height: 1001, frames: 300 } })],
  ],
  [
    'post-video-duration',
    [post(0.5), post(1200), post(1200.04), post(1200, { category: 'tweet_video' })],
    [post(0.499), post(1200.1), post(1201, { category: 'tweet_video' })],
  ],
  [
    'post-video-duration-premium',
    [post(0.5, premium), post(7500, premium)],
    [post(0.4, premium), post(7501, premium)],
  ],
  ['post-video-size', [sized(8 * GB, 'amplify_video')], [sized(8 * GB + 1, 'amplify_video')]],
  ['dm-video-duration', [dm(0.5), dm(140)], [dm(0.4), dm(140.1)]],
  ['dm-video-duration-premium', [dm(600, premium)], [dm(600.1, premium), dm(0, premium)]],
  ['dm-video-size', [sized(512 * MB, 'dm_video')], [sized(512 * MB + 1, 'dm_video')]],
  [
    'dm-video-size-premium',
    [sized(GB, 'dm_video', 'premium')],
    [sized(GB + 1, 'dm_video', 'premium')],
  ],
  [
    'video-frame-rate',
    [59.94, 60, 60.2].map((frameRate) => video({ facts: { frameRate } })),
    [60.5, 75, 120].map((frameRate) => video({ facts: { frameRate } })),
  ],
  [
    'video-frame',
    [framed(32, 32), framed(1280, 1024), framed(1024, 1280)],
    [framed(31, 32), framed(1281, 1024), framed(1025, 1025), framed(1024, 1281)],
  ],
  ['video-aspect', [framed(960, 320), framed(320, 960)], [framed(964, 320), framed(320, 964)]],
  [
    'video-codec',
    [video()],
    ['HEVC', 'VP9', 'AV1', 'MPEG-2'].map((videoCodec) => video({ facts: { videoCodec } })),
  ],
  [
    'video-profile',
    ['High', 'Main', 'Constrained Baseline', 'Baseline'].map((videoProfile) =>
      video({ facts: { videoProfile } }),
    ),
    ['High 10', 'High 10 Intra', 'High 4:2:2', 'High 4:4:4 Predictive', 'CAVLC 4:4:4'].map(
      (videoProfile) => video({ facts: { videoProfile } }),
    ),
  ],
  [
    'video-chroma',
    [video()],
    ['4:2:2', '4:4:4', '4:0:0'].map((chroma) => video({ facts: { chroma } })),
  ],
  ['video-bit-depth', [video()], [video({ facts: { bitDepth: 10 } })]],
  ['video-interlaced', [video()], [video({ facts: { isInterlaced: true } })]],
  [
    'video-sound',
    [video(), video({ facts: { audioCodec: 'AAC' } })],
    ['HE-AAC', 'Opus', 'MP3', 'PCM'].map((audioCodec) => video({ facts: { audioCodec } })),
  ],
  ['subtitles-cues', [srt(1)], [srt(0)]],
  ['model-version', [glb(2)], [glb(1), glb(3)]],
  [
    'damaged',
    [video({ facts: { flaws: [] } })],
    [video({ facts: { flaws: ['It ends too early.'] } }), picture({ facts: { flaws: ['So.'] } })],
  ],
  [
    'post-video-duration-older',
    [
      post(140, { category: 'tweet_video' }),
      post(141),
      post(141, { ...premium, category: 'tweet_video' }),
    ],
    [post(140.1, { category: 'tweet_video' }), post(1200, { category: 'tweet_video' })],
  ],
  [
    'post-video-size-older',
    [sized(512 * MB, 'tweet_video'), sized(GB, 'tweet_video', 'premium')],
    [sized(512 * MB + 1, 'tweet_video'), sized(8 * GB, 'tweet_video')],
  ],
  [
    'category',
    [video(), gif({ category: 'dm_gif' }), glb(2), srt(3)],
    [
      video({ category: 'tweet_image' }),
      video({ category: 'tweet_gif' }),
      picture({ category: 'tweet_video' }),
      picture({ category: 'dm_gif' }),
      gif({ category: 'tweet_video' }),
      { ...srt(3), category: 'tweet_video' },
      picture({ category: 'subtitles' }),
      { ...glb(2), category: 'tweet_image' },
    ],
  ],
];

describe('each limit', () => {
  it.each(limits)('of %s is kept on it, and broken over it', (rule, on, over) => {
    for (const subject of on) expect(rulesBrokenBy(subject)).not.toContain(rule);
    for (const subject of over) expect(rulesBrokenBy(subject)).toEqual([rule]);
  });

  it('has a row above, but for the 16 GB of Premium, which X forbids to pass to anybody', () => {
    const tried = [...limits.map(([rule]) => rule), 'post-video-size-premium'];
    expect([...tried].sort()).toEqual(rules.map(({ id }) => id).sort());
  });
});

describe('the rules', () => {
  it('forbid only what the description of X does', () => {
    const forbidding = rules.filter(({ verdict }) => verdict === 'forbidden');
    expect(forbidding.map(({ id }) => id)).toEqual([
      'file-empty',
      'file-size',
      'segments',
      'media-type',
    ]);
    for (const { source } of forbidding) expect(source).toContain("X's OpenAPI description 2.167");
  });

  it('say in one sentence where they stand', () => {
    for (const { source } of rules) {
      expect(source).toMatch(/^X's [^\n]+\.$/);
      expect(source).toMatch(/2\.167 \(August 2026\)|say nothing of/);
    }
  });

  it('have one length and one size for each category and account', () => {
    for (const category of ['tweet_video', 'amplify_video', 'dm_video'] as const) {
      for (const tier of ['standard', 'premium'] as const) {
        const own = rulesFor(category, tier).filter((rule) => rule.categories && !rule.isOlder);
        expect(own.filter((rule) => rule.of === 'durationSecs')).toHaveLength(1);
        expect(own.filter((rule) => rule.of === 'size')).toHaveLength(1);
      }
    }
  });
});
