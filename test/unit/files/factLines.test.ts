import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factLines } from '../../../src/files/factLines.ts';
import type { MediaFacts } from '../../../src/files/facts.ts';
import { isSteering } from '../../../src/files/words.ts';
import { anyFacts, video } from './subjects.ts';

const lines = (facts: MediaFacts, size = 4_213_000) =>
  factLines(facts, size).map(({ label, value }) => `${label}: ${value}`);

describe('facts in words', () => {
  it.each<[string, MediaFacts, string[]]>([
    [
      'a video',
      {
        ...video().facts,
        durationSecs: 83.4,
        frameRate: 59.94,
        audioChannels: 2,
        audioRate: 44_100,
      },
      [
        'Picture: 1280 × 720 · 59.94 fps',
        'Duration: 1:23.4, 0.4 Mbit/s',
        'Video: H.264 High, 4:2:0, 8 bit, progressive',
        'Sound: AAC-LC, stereo, 44.1 kHz',
        'Container: MP4',
      ],
    ],
    [
      'a silent one on its side',
      {
        width: 720,
        height: 1280,
        rotation: 90,
        videoCodec: 'VP9',
        container: 'WebM',
        durationSecs: 3700,
      },
      [
        'Picture: 720 × 1280, turned by 90°',
        'Duration: 1:01:40.0, 0.01 Mbit/s',
        'Video: VP9',
        'Sound: none found',
        'Container: WebM',
      ],
    ],
    [
      'a GIF',
      { width: 100, height: 50, frames: 24, isAnimated: true, durationSecs: 3, colour: 'indexed' },
      ['Picture: 100 × 50', 'Frames: 24, moving, 3.0 s', 'Colour: indexed'],
    ],
    [
      'a GIF that was not read to its end',
      { frames: 1400, isMoreFrames: true, isAnimated: true, durationSecs: 140 },
      ['Frames: at least 1,400, moving, over 2:20.0'],
    ],
    [
      'a picture',
      { width: 4000, height: 3000, colour: 'CMYK', bitDepth: 16, isProgressive: true },
      ['Picture: 4000 × 3000', 'Colour: CMYK, 16 bit, progressive'],
    ],
    [
      'subtitles',
      { cues: 12, lastCueSecs: 59, encoding: 'UTF-16 LE' },
      ['Cues: 12, the last ends at 0:59.0', 'Encoding: UTF-16 LE'],
    ],
    ['a model', { glbVersion: 2, glbLength: 1024 }, ['glTF: 2, 1,024 bytes by its header']],
    ['what is not known', {}, []],
  ])('of %s', (_, facts, expected) => {
    expect(lines(facts)).toEqual(expected);
  });

  it('are few, on one line each, and inert, whatever the facts', () => {
    fc.assert(
      fc.property(anyFacts, fc.nat(), (facts, size) => {
        const found = factLines(facts, size);
        expect(found.length).toBeLessThanOrEqual(10);
        for (const { label, value } of found) {
          expect(label).toMatch(/^\w+$/);
          expect(value).not.toBe('');
          expect(isSteering(value)).toBe(false);
        }
      }),
    );
  });
});
