import * as v from 'valibot';
import { mediaCategories } from '../api/contract.ts';

export { accountTiers, type AccountTier } from './tier.ts';

/**
 * What X will make of a file, or may: one rule that the file does not keep. Kept in the record of an
 * upload, hence a schema.
 */
export const findingSchema = v.object({
  /** The rule's id, such as `video-frame-rate`. */
  rule: v.string(),
  /** `forbidden`: X's description rules it out. `doubtful`: it depends on the account, or X's pages disagree. */
  verdict: v.picklist(['forbidden', 'doubtful']),
  /** A few words that fit on a row: `75 fps, X takes 60`. */
  short: v.string(),
  /** `75 fps`. */
  found: v.string(),
  /** `at most 60 fps`. */
  allowed: v.string(),
  /** Where the limit stands and since when, and what disagrees: one sentence. */
  source: v.string(),
  /** One sentence: what to do. */
  remedy: v.string(),
  /** A line for a shell that mends it, ready to copy. */
  command: v.optional(v.string()),
  /** Another category in which the file keeps the rule. */
  category: v.optional(v.picklist(mediaCategories)),
});
export type Finding = v.InferOutput<typeof findingSchema>;
