import type { MediaCategory, MediaType } from '../api/contract.ts';
import type { MediaFacts } from './facts.ts';
import type { Finding } from './finding.ts';
import { wordsOf } from './findingWords.ts';
import { measures, type Measured } from './measures.ts';
import { remedyFor } from './remedies.ts';
import type { Limit, Rule } from './rule.ts';
import { rulesFor } from './rules.ts';
import type { AccountTier } from './tier.ts';

/** What is held against X's limits: a file, and what it shall be at X. */
export interface Subject {
  /** The base name, as it is on disk. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly type: MediaType;
  readonly category: MediaCategory | undefined;
  readonly facts: MediaFacts;
  /** What its bytes are, where they tell: X is told {@link type}. */
  readonly bytes?: MediaType | undefined;
  readonly tier: AccountTier;
  /** Segments of the plan to send it, where there is one. */
  readonly segments?: number;
}

interface Broken {
  readonly rule: Rule;
  readonly value: Measured;
}

/**
 * The rules that a file does not keep: what X's description forbids first, otherwise in the order of
 * the rules. Nothing is found of what is not known.
 */
export function check(subject: Subject): Finding[] {
  return broken(subject)
    .sort((a, b) => rank(a.rule) - rank(b.rule))
    .map(({ rule, value }) => ({
      rule: rule.id,
      verdict: rule.verdict,
      ...wordsOf(rule, value, subject),
      source: rule.source,
      ...remedyFor(rule, subject),
    }));
}

function rank({ verdict }: Rule): number {
  return verdict === 'forbidden' ? 0 : 1;
}

function broken(subject: Subject): Broken[] {
  // The limits of a category say nothing of a file that does not belong in it, and neither does
  // what was read of media as another type than X is told.
  const isOther = measures.bytes(subject) === false;
  const category = isOther || measures.pairing(subject) === false ? undefined : subject.category;
  const found = rulesFor(category, subject.tier, subject.type).flatMap((rule) => {
    const value = measures[rule.of](subject);
    if (value === undefined) return [];
    if (rule.limit.kind === 'none') return sentences(value).map((each) => ({ rule, value: each }));
    return keeps(rule.limit, value) ? [] : [{ rule, value }];
  });
  const ids = new Set(found.map(({ rule }) => rule.id));
  return found.filter(({ rule }) => !rule.unless?.some((other) => ids.has(other)));
}

function sentences(value: Measured): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

/** Whether a measure is within a limit; what is on it is. A value of another kind breaks none. */
function keeps(limit: Exclude<Limit, { kind: 'none' }>, value: Measured): boolean {
  switch (limit.kind) {
    case 'range': {
      if (typeof value !== 'number') return true;
      const { min = -Infinity, max = Infinity, slack = 0 } = limit;
      // Only what is too much can be rounding: nothing adds to a file that is too short.
      return !(value < min || value > max + slack);
    }
    case 'frame':
      return !isPair(value) || fitsFrame(limit, value);
    case 'oneOf':
      return typeof value !== 'string' || limit.values.includes(value);
    case 'noneOf':
      return typeof value !== 'string' || !limit.starts.some((start) => value.startsWith(start));
    case 'is':
      return value === limit.value;
  }
}

function isPair(value: Measured): value is readonly [number, number] {
  return Array.isArray(value) && typeof value[0] === 'number' && typeof value[1] === 'number';
}

function fitsFrame(
  { min = [0, 0], max }: Extract<Limit, { kind: 'frame' }>,
  [width, height]: readonly [number, number],
): boolean {
  const long = Math.max(width, height);
  const short = Math.min(width, height);
  return long <= max[0] && short <= max[1] && long >= min[0] && short >= min[1];
}
