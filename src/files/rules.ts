import {
  mediaTypes,
  segmentIndexMax,
  totalBytesMax,
  type MediaCategory,
  type MediaType,
} from '../api/contract.ts';
import type { Rule } from './rule.ts';
import { olderRulesOfLengths, rulesOfLengths } from './rulesOfLengths.ts';
import { rulesOfPictures } from './rulesOfPictures.ts';
import { rulesOfVideos } from './rulesOfVideos.ts';
import { described, pages } from './ruleSources.ts';
import type { AccountTier } from './tier.ts';

const atMost = (max: number) => ({ kind: 'range', max }) as const;

/** What X's description rules out, and what goes into which category. */
const rulesOfAnyFile: readonly Rule[] = [
  {
    id: 'file-empty',
    of: 'size',
    limit: { kind: 'range', min: 1 },
    verdict: 'forbidden',
    source: described('has every segment carry media, and an empty file has none to carry'),
  },
  {
    id: 'file-size',
    of: 'size',
    limit: atMost(totalBytesMax),
    verdict: 'forbidden',
    source: described('allows total_bytes up to 17179869184'),
    mending: 'bytes',
  },
  {
    id: 'segments',
    of: 'segments',
    limit: atMost(segmentIndexMax + 1),
    verdict: 'forbidden',
    source: described('numbers segments from 0 to 999'),
  },
  {
    id: 'media-type',
    of: 'type',
    limit: { kind: 'oneOf', values: mediaTypes },
    verdict: 'forbidden',
    source: described('lists fifteen values of media_type'),
  },
  {
    id: 'media-bytes',
    of: 'bytes',
    limit: { kind: 'is', value: true },
    verdict: 'doubtful',
    source:
      "X's answer to bytes that are not what media_type says is 400, “media type unrecognized”, as gathered with its description 2.167 (August 2026).",
  },
  {
    id: 'category',
    of: 'pairing',
    limit: { kind: 'is', value: true },
    verdict: 'doubtful',
    source: pages(
      'pair pictures, GIFs that move, videos and subtitles with categories of their own, and name none for 3D models',
    ),
  },
];

const rulesOfTheRest: readonly Rule[] = [
  {
    id: 'subtitles-cues',
    of: 'cues',
    limit: { kind: 'range', min: 1 },
    verdict: 'doubtful',
    types: ['text/srt', 'text/vtt'],
    source: "X's pages and its description say nothing of subtitles without a cue.",
  },
  {
    id: 'model-version',
    of: 'glbVersion',
    limit: { kind: 'range', min: 2, max: 2 },
    verdict: 'doubtful',
    types: ['model/gltf-binary'],
    source: described('lists model/gltf-binary, which is registered for glTF 2.0'),
  },
  {
    id: 'damaged',
    of: 'flaws',
    limit: { kind: 'none' },
    verdict: 'doubtful',
    source: "X's pages and its description say nothing of damaged files: its processing decides.",
  },
];

/** Each limit of X that a file's own bytes can be held against, the most telling first. */
export const rules: readonly Rule[] = [
  ...rulesOfAnyFile,
  ...rulesOfPictures,
  ...rulesOfLengths,
  ...rulesOfVideos,
  ...rulesOfTheRest,
  ...olderRulesOfLengths,
];

/** The rules for a file of this type, in this category, of this account: those that count. */
export function rulesFor(
  category: MediaCategory | undefined,
  tier: AccountTier,
  type?: MediaType,
): readonly Rule[] {
  return rules.filter(
    (rule) =>
      (rule.tier ?? tier) === tier &&
      (type === undefined || (rule.types?.includes(type) ?? true)) &&
      (rule.categories === undefined ||
        (category !== undefined && rule.categories.includes(category))),
  );
}
