import fc from 'fast-check';
import { mediaCategories, mediaTypes } from '../../../src/api/contract.ts';
import type { Subject } from '../../../src/files/check.ts';
import type { MediaFacts } from '../../../src/files/facts.ts';
import { accountTiers } from '../../../src/files/tier.ts';

export const MB = 2 ** 20;
export const GB = 2 ** 30;

type Given = Partial<Omit<Subject, 'facts'>> & { readonly facts?: MediaFacts };

/** A video that keeps every rule, but for what is given. */
export function video(given: Given = {}): Subject {
  return {
    name: 'clip.mp4',
    size: MB,
    type: 'video/mp4',
    category: 'tweet_video',
    tier: 'standard',
    ...given,
    facts: {
      width: 1280,
      height: 720,
      durationSecs: 10,
      frameRate: 30,
      container: 'MP4',
      videoCodec: 'H.264',
      videoProfile: 'High',
      chroma: '4:2:0',
      bitDepth: 8,
      isInterlaced: false,
      audioCodec: 'AAC-LC',
      ...given.facts,
    },
  };
}

/** A GIF that moves, and keeps every rule. */
export function gif(given: Given = {}): Subject {
  return {
    name: 'loop.gif',
    size: MB,
    type: 'image/gif',
    category: 'tweet_gif',
    tier: 'standard',
    ...given,
    facts: {
      width: 100,
      height: 100,
      frames: 20,
      isAnimated: true,
      durationSecs: 2,
      ...given.facts,
    },
  };
}

export function picture(given: Given = {}): Subject {
  return {
    name: 'photo.jpg',
    size: MB,
    type: 'image/jpeg',
    category: 'tweet_image',
    tier: 'standard',
    ...given,
    facts: { width: 4000, height: 3000, ...given.facts },
  };
}

/** Names that mean something to a shell, to ffmpeg, to Markdown or to a terminal. */
export const hostileNames = [
  '$(touch pwned).mp4',
  '`touch pwned`.mp4',
  '; touch pwned;.mp4',
  "it's.mp4",
  "a'; touch pwned; '.mp4",
  'say "hi".mp4',
  `both ' and ".mp4`,
  `both ' and $(touch pwned).mp4`,
  '\u2019; touch pwned; \u2019.mp4',
  '\u201c$(touch pwned)\u201d\u2018.mp4',
  '-i.mp4',
  '--.mp4',
  'concat:a|b.mp4',
  'line\nfeed; touch pwned\n.mp4',
  '\u0003\u0015touch pwned\r.mp4',
  '\u001b[201~touch pwned.mp4',
  'gpj\u202e4pm.mp4',
  'back\\slash\\.mp4',
  '100 %d %s%%.mp4',
  '!history!.mp4',
  '*?[a-z]{x,y}~#&|<>.mp4',
  'two  spaces .mp4',
  'naïve 日本 👩‍👩‍👧.mp4',
  '.hidden',
  'no extension',
  '.',
] as const;

const amount = fc.oneof(
  fc.nat(),
  fc.double({ min: 0, noNaN: true }),
  fc.constantFrom(0, 1, 1e-9, 1e300, Infinity, NaN),
);
const someText = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...hostileNames));

export const anyFacts: fc.Arbitrary<MediaFacts> = fc.record(
  {
    width: amount,
    height: amount,
    rotation: fc.constantFrom(90, 180, 270),
    durationSecs: amount,
    frameRate: amount,
    container: someText,
    videoCodec: fc.oneof(someText, fc.constantFrom('H.264', 'HEVC')),
    videoProfile: fc.oneof(someText, fc.constantFrom('High', 'High 10')),
    chroma: fc.oneof(someText, fc.constantFrom('4:2:0', '4:4:4')),
    isInterlaced: fc.boolean(),
    audioCodec: fc.oneof(someText, fc.constantFrom('AAC-LC', 'Opus')),
    audioChannels: amount,
    audioRate: amount,
    bitDepth: amount,
    colour: someText,
    isProgressive: fc.boolean(),
    isAnimated: fc.boolean(),
    frames: amount,
    isMoreFrames: fc.boolean(),
    cues: amount,
    lastCueSecs: amount,
    encoding: someText,
    glbVersion: amount,
    glbLength: amount,
    flaws: fc.array(someText, { maxLength: 3 }),
  },
  { requiredKeys: [] },
);

export const anySubject: fc.Arbitrary<Subject> = fc.record({
  name: someText,
  size: fc.oneof(fc.nat(), fc.constantFrom(0, 6 * MB, 600 * MB, 9 * GB, 17 * GB)),
  type: fc.constantFrom(...mediaTypes),
  category: fc.constantFrom(undefined, ...mediaCategories),
  tier: fc.constantFrom(...accountTiers),
  facts: anyFacts,
});
