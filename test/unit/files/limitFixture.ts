/** How the fixtures at X's limits are described. */
import type { MediaFacts } from '../../../src/files/facts.ts';

/** The limits of X's that fixtures stand at: a few words each, not the ids of the rules. */
export const limitNames = [
  'video frame rate',
  'video size',
  'video aspect',
  'video duration',
  'video codec',
  'video profile',
  'video chroma',
  'video scan',
  'audio codec',
  'GIF frames',
  'GIF size',
  'GIF pixels',
] as const;
export type LimitName = (typeof limitNames)[number];

export interface Limit {
  readonly name: LimitName;
  /** `at` is the last that keeps it, `within` well inside; `below` and `above` do not keep it. */
  readonly stands: 'at' | 'within' | 'below' | 'above' | 'outside';
  /** Whose, where the limit is not the same for all: `140 s` is for DMs and older pages. */
  readonly of?: string;
}

export interface LimitFixture {
  /** Under test/fixtures. */
  readonly file: string;
  /** What the encoder was told, hence what must be found. */
  readonly facts: MediaFacts;
  readonly limits: readonly Limit[];
}

const stand =
  (stands: Limit['stands']) =>
  (name: LimitName, of?: string): Limit =>
    of === undefined ? { name, stands } : { name, stands, of };
export const at = stand('at');
export const within = stand('within');
export const below = stand('below');
export const above = stand('above');
export const outside = stand('outside');

export function fixture(
  name: string,
  facts: MediaFacts,
  ...limits: readonly Limit[]
): LimitFixture {
  return { file: `limits/${name}`, facts, limits };
}

/** H.264 High in MP4 at 64×64, unless said otherwise. */
export function video(name: string, facts: MediaFacts, ...limits: readonly Limit[]): LimitFixture {
  const usual = {
    container: 'MP4',
    videoCodec: 'H.264',
    videoProfile: 'High',
    chroma: '4:2:0',
    bitDepth: 8,
    width: 64,
    height: 64,
  } as const;
  return fixture(name, { ...usual, ...facts }, ...limits);
}

export const quick = { frameRate: 5, durationSecs: 1 } as const;
