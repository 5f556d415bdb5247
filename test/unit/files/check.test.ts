import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { categoriesFor } from '../../../src/files/category.ts';
import { check, type Subject } from '../../../src/files/check.ts';
import { findingSchema } from '../../../src/files/finding.ts';
import { forbiddenBySize } from '../../../src/files/problem.ts';
import { isSteering } from '../../../src/files/words.ts';
import { GB, MB, anySubject, gif, picture, video } from './subjects.ts';

const shorts = (subject: Subject) => check(subject).map(({ short }) => short);

describe('a finding in the words of a row', () => {
  it.each<[string, Subject]>([
    ['75 fps, X takes 60', video({ facts: { frameRate: 75 } })],
    ['60.26 fps, X takes 60', video({ facts: { frameRate: 60.26 } })],
    ['1920×1080, X takes 1280×1024', video({ facts: { width: 1920, height: 1080 } })],
    ['16×16, X takes 32×32 or more', video({ facts: { width: 16, height: 16 } })],
    ['3.5:1, X takes 1:3 to 3:1', video({ facts: { width: 700, height: 200 } })],
    ['1:3.01, X takes 1:3 to 3:1', video({ facts: { width: 332, height: 1000 } })],
    [
      '25:00.0, X takes 20 min',
      video({ category: 'amplify_video', facts: { durationSecs: 1500 } }),
    ],
    ['2:05:30.5, X takes 125 min', video({ tier: 'premium', facts: { durationSecs: 7530.5 } })],
    ['161.3 s, X takes 140 s', video({ category: 'dm_video', facts: { durationSecs: 161.3 } })],
    ['0.46 s, X takes 0.5 s or more', video({ facts: { durationSecs: 0.46 } })],
    ['180 s, older pages say 140 s', video({ facts: { durationSecs: 180 } })],
    ['600.0 MiB, older pages say 512 MB', video({ size: 600 * MB })],
    ['600.0 MiB, X takes 512 MB', video({ category: 'dm_video', size: 600 * MB })],
    ['17.0 GiB, X takes 16 GB', video({ category: undefined, size: 17 * GB })],
    ['HEVC, X takes H.264', video({ facts: { videoCodec: 'HEVC', videoProfile: 'Main 10' } })],
    ['High 4:2:2, X takes High', video({ facts: { videoProfile: 'High 4:2:2' } })],
    ['4:4:4, X takes 4:2:0', video({ facts: { chroma: '4:4:4' } })],
    ['10 bit, X takes 8', video({ facts: { bitDepth: 10 } })],
    ['interlaced, X takes progressive', video({ facts: { isInterlaced: true } })],
    ['Opus sound, X takes AAC-LC', video({ facts: { audioCodec: 'Opus' } })],
    ['7.0 MiB, X takes 5 MB', picture({ size: 7 * MB })],
    ["1 byte over X's 5 MB", picture({ size: 5 * MB + 1 })],
    ['empty, X takes no empty file', picture({ size: 0 })],
    ['400 frames, X takes 350', gif({ facts: { frames: 400 } })],
    ['over 399 frames, X takes 350', gif({ facts: { frames: 400, isMoreFrames: true } })],
    ['412 million pixels, X takes 300', gif({ facts: { width: 1030, height: 1000, frames: 400 } })],
    ['one frame, for tweet_image', gif({ facts: { isAnimated: false } })],
    ['one frame, for dm_image', gif({ category: 'dm_gif', facts: { isAnimated: false } })],
    ['moves, may show as a still', gif({ category: 'tweet_image' })],
    ['a video in tweet_image', video({ category: 'tweet_image' })],
    ['a GIF in tweet_video', gif({ category: 'tweet_video' })],
    [
      'no cue, so nothing to show',
      { ...picture(), type: 'text/vtt', category: 'subtitles', facts: { cues: 0 } },
    ],
    [
      'glTF 1, X takes glTF 2',
      { ...picture(), type: 'model/gltf-binary', category: undefined, facts: { glbVersion: 1 } },
    ],
    ['damaged', video({ facts: { flaws: ['Its index points behind its end.'] } })],
  ])('is %s', (short, subject) => {
    expect(shorts(subject)).toContain(short);
    expect(short.length).toBeLessThanOrEqual(33);
  });

  it('says what was found, what is allowed, where that stands, and what to do', () => {
    expect(check(video({ facts: { frameRate: 75 } }))).toEqual([
      {
        rule: 'video-frame-rate',
        verdict: 'doubtful',
        short: '75 fps, X takes 60',
        found: '75 fps',
        allowed: 'at most 60 fps',
        source:
          "X's pages on media, gathered with its description 2.167 (August 2026), ask for at most 60 frames per second in any video.",
        remedy: 'Encode it at 60 frames per second.',
        command:
          "ffmpeg -i 'clip.mp4' -vf fps=60 -c:v libx264 -profile:v high -pix_fmt yuv420p -c:a copy 'clip-60fps.mp4'",
      },
    ]);
  });

  it('names a category in which the rule is kept, and says what that takes', () => {
    const [older] = check(video({ facts: { durationSecs: 180 } }));
    expect(older).toMatchObject({ rule: 'post-video-duration-older', category: 'amplify_video' });
    expect(older?.remedy).toContain('access to ads or Media Studio');
    expect(check(gif({ category: 'dm_image' }))[0]).toMatchObject({ category: 'dm_gif' });
    expect(check(video({ category: 'dm_gif' }))[0]).toMatchObject({ category: 'dm_video' });
    expect(check({ ...picture(), type: 'model/gltf-binary' })[0]).not.toHaveProperty('category');
  });
});

describe('findings', () => {
  it('are none of a file that keeps every rule, nor of one of which nothing is known', () => {
    for (const subject of [video(), gif(), picture()]) {
      expect(check(subject)).toEqual([]);
      const moves = subject.type === 'image/gif' ? { isAnimated: true } : {};
      expect(check({ ...subject, facts: moves })).toEqual([]);
    }
  });

  it('begin with what X forbids', () => {
    const subject = video({
      size: 17 * GB,
      segments: 1001,
      facts: { frameRate: 75, flaws: ['So.'] },
    });
    expect(check(subject).map(({ rule }) => rule)).toEqual([
      'file-size',
      'segments',
      'video-frame-rate',
      'damaged',
    ]);
  });

  it('do not hold the limits of a category against what does not belong in it', () => {
    expect(shorts(video({ size: 100 * MB, category: 'tweet_image' }))).toEqual([
      'a video in tweet_image',
    ]);
  });

  it('have one for each flaw', () => {
    const flaws = ['It ends too early.', 'Its index lies.'];
    expect(check(picture({ facts: { flaws } })).map(({ found }) => found)).toEqual(flaws);
  });

  it('say once what one encoding mends', () => {
    const facts = { videoProfile: 'High 4:2:2', chroma: '4:2:2' };
    expect(shorts(video({ facts }))).toEqual(['4:2:2, X takes 4:2:0']);
  });

  it('are there for any facts, the same each time, as a record keeps them, and inert', () => {
    fc.assert(
      fc.property(anySubject, (subject) => {
        const findings = check(subject);
        expect(check(structuredClone(subject))).toEqual(findings);
        expect(v.parse(v.array(findingSchema), findings)).toEqual(findings);
        const ranks = findings.map(({ verdict }) => verdict);
        // By the alphabet backwards, as it happens.
        expect(ranks).toEqual([...ranks].sort().reverse());
        for (const text of findings.flatMap((finding) => Object.values(finding))) {
          expect(isSteering(text)).toBe(false);
          expect(text).not.toBe('');
        }
      }),
      { numRuns: 300 },
    );
  });

  it('name only categories for the type, in which their rule is kept', () => {
    fc.assert(
      fc.property(anySubject, (subject) => {
        for (const { rule, category } of check(subject)) {
          if (category === undefined) continue;
          expect(categoriesFor(subject.type)).toContain(category);
          expect(check({ ...subject, category }).map((other) => other.rule)).not.toContain(rule);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('what size alone forbids', () => {
  it.each([
    [
      0,
      'empty',
      '“a.mp4” is empty (0 bytes), and X takes no empty files: export or download it again.',
    ],
    [
      16 * GB + 1,
      'tooLarge',
      '“a.mp4” has 16.00 GiB (17179869185 bytes), and X takes at most 16.00 GiB (17179869184 bytes): shorten or compress it.',
    ],
  ])('is said of %s bytes', (size, kind, message) => {
    expect(forbiddenBySize('a.mp4', size)).toMatchObject({ kind, message });
  });

  it('is nothing from 1 byte to 16 GiB', () => {
    for (const size of [1, 16 * GB]) expect(forbiddenBySize('a.mp4', size)).toBeUndefined();
  });
});
