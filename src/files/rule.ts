import type { MediaCategory, MediaType } from '../api/contract.ts';
import type { Finding } from './finding.ts';
import type { Measure } from './measures.ts';
import type { Mending } from './mending.ts';
import type { AccountTier } from './tier.ts';

/** What is allowed of a measure. Sizes in bytes, times in seconds, rates in frames per second. */
export type Limit =
  /** `slack`: how far off still counts as the limit, because what is measured is rounded. */
  | {
      readonly kind: 'range';
      readonly min?: number;
      readonly max?: number;
      readonly slack?: number;
    }
  /** Pixels, the longer side first: either may be the width. */
  | {
      readonly kind: 'frame';
      readonly min?: readonly [number, number];
      readonly max: readonly [number, number];
    }
  | { readonly kind: 'oneOf'; readonly values: readonly string[] }
  /** Refused where it begins so. */
  | { readonly kind: 'noneOf'; readonly starts: readonly string[]; readonly instead: string }
  | { readonly kind: 'is'; readonly value: boolean }
  /** Sentences, each of which is a finding. */
  | { readonly kind: 'none' };

export interface Rule {
  readonly id: string;
  readonly of: Measure;
  readonly limit: Limit;
  /** `forbidden` only for what X's description rules out. */
  readonly verdict: Finding['verdict'];
  /** The categories it counts for; absent: all, and none. */
  readonly categories?: readonly MediaCategory[];
  /** The types it counts for; absent: all. */
  readonly types?: readonly MediaType[];
  /** Whose limit it is; absent: everybody's. */
  readonly tier?: AccountTier;
  /** Where the limit stands, since when, and what disagrees: one sentence. */
  readonly source: string;
  /** Says nothing more where one of these rules is broken. */
  readonly unless?: readonly string[];
  /** What a command mends; absent where none can. */
  readonly mending?: Mending;
  /** Another category in which the rule is kept. */
  readonly category?: MediaCategory;
  /** The limit is of older pages, beside a newer and wider one: not a limit to show in a list. */
  readonly isOlder?: true;
}
