import { categoriesFor, movesByFacts } from './category.ts';
import type { Subject } from './check.ts';
import { isSameMedia } from './mediaTypes.ts';

export type Measured = number | string | boolean | readonly [number, number] | readonly string[];

/** Two sides, where both are known and neither is nothing. */
function sides({ facts }: Subject): readonly [number, number] | undefined {
  const { width, height } = facts;
  return width && height ? [width, height] : undefined;
}

/** Whether the category is one of those for the type; for 3D models X documents none. */
function pairing({ type, category }: Subject): boolean | undefined {
  return category === undefined ? undefined : categoriesFor(type).includes(category);
}

/** What rules are about. Undefined where it does not apply to a file, or is not known of it. */
export const measures = {
  size: ({ size }) => size,
  segments: ({ segments }) => segments,
  type: ({ type }) => type,
  pairing,
  /** Whether they are of the type that X is told. */
  bytes: ({ type, bytes }) => (bytes === undefined ? undefined : isSameMedia(type, bytes)),
  moves: ({ facts }) => movesByFacts(facts),
  frame: sides,
  frames: ({ facts }) => facts.frames,
  framePixels: (subject) => {
    const [width, height] = sides(subject) ?? [];
    const { frames } = subject.facts;
    return width && height && frames ? width * height * frames : undefined;
  },
  aspect: (subject) => {
    const [width, height] = sides(subject) ?? [];
    return width && height ? width / height : undefined;
  },
  durationSecs: ({ facts }) => facts.durationSecs,
  frameRate: ({ facts }) => facts.frameRate,
  videoCodec: ({ facts }) => facts.videoCodec,
  // Other codecs have profiles of these names, too.
  videoProfile: ({ facts }) => (facts.videoCodec === 'H.264' ? facts.videoProfile : undefined),
  chroma: ({ facts }) => facts.chroma,
  bitDepth: ({ facts }) => facts.bitDepth,
  isInterlaced: ({ facts }) => facts.isInterlaced,
  audioCodec: ({ facts }) => facts.audioCodec,
  cues: ({ facts }) => facts.cues,
  glbVersion: ({ facts }) => facts.glbVersion,
  flaws: ({ facts }) => facts.flaws,
} as const satisfies Record<string, (subject: Subject) => Measured | undefined>;

export type Measure = keyof typeof measures;
