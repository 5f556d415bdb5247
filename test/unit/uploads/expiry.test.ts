/** The countdown: its texts, and when they change. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatLeft,
  formatLeftExactly,
  nextExactChange,
  nextRowChange,
  speakLeft,
} from '../../../src/uploads/expiry.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

describe('texts', () => {
  it.each([
    [15 * day - second, '14d 23h', '14d 23:59:59', '14 days 23 hours'],
    [15 * day - 19 * second, '14d 23h', '14d 23:59:41', '14 days 23 hours'],
    [day, '1d 0h', '1d 00:00:00', '1 day 0 hours'],
    [day - 1, '23h 59m', '23:59:59', '23 hours 59 minutes'],
    [hour, '1h 0m', '01:00:00', '1 hour 0 minutes'],
    [hour - 1, '59m', '59:59', '59 minutes'],
    [2 * minute, '2m', '2:00', '2 minutes'],
    [2 * minute - 1, '1:59', '1:59', '1 minute 59 seconds'],
    [101 * second, '1:41', '1:41', '1 minute 41 seconds'],
    [61 * second, '1:01', '1:01', '1 minute 1 second'],
    [9 * second, '0:09', '0:09', '9 seconds'],
    [1, '0:00', '0:00', '0 seconds'],
  ])('%i ms: %s, %s, %s', (left, row, exact, spoken) => {
    expect(formatLeft(left)).toBe(row);
    expect(formatLeftExactly(left)).toBe(exact);
    expect(speakLeft(left)).toBe(spoken);
  });
});

const deadline = 1_800_000_000_000;
/** Milliseconds left, with the edges of every unit as likely as all the rest. */
const left = fc.oneof(
  fc.integer({ min: 1, max: 16 * day }),
  fc
    .tuple(
      fc.constantFrom(second, minute, hour, day),
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: -2, max: 2 }),
    )
    .map(([unit, count, off]) => Math.min(Math.max(1, unit * count + off), 16 * day)),
);

const shown = (format: (left: number) => string) => (at: number) =>
  at < deadline ? format(deadline - at) : 'expired';

describe.each([
  ['the row', shown(formatLeft), nextRowChange, hour],
  ['to the second', shown(formatLeftExactly), nextExactChange, second],
] as const)('%s', (_, textAt, nextChange, longest) => {
  it('changes exactly at the next change, and not before', () => {
    fc.assert(
      fc.property(left, fc.double({ min: 0, max: 1, noNaN: true }), (remaining, part) => {
        const now = deadline - remaining;
        const change = nextChange(deadline, now) ?? Number.NaN;
        expect(change).toBeGreaterThan(now);
        expect(change - now).toBeLessThanOrEqual(longest);
        expect(change).toBeLessThanOrEqual(deadline);
        expect(textAt(change - 1)).toBe(textAt(now));
        expect(textAt(now + Math.floor((change - 1 - now) * part))).toBe(textAt(now));
        expect(textAt(change)).not.toBe(textAt(now));
      }),
      { numRuns: 3000 },
    );
  });

  it('visits every text of the last three minutes, from change to change', () => {
    let at: number | undefined = deadline - 3 * minute;
    const texts: string[] = [];
    while (at !== undefined) {
      texts.push(textAt(at));
      at = nextChange(deadline, at);
    }
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts.slice(-3)).toEqual(['0:01', '0:00', 'expired']);
    expect(texts).toContain('1:59');
  });

  it('has no further change once expired, however long ago', () => {
    for (const ago of [0, 1, 400 * day]) {
      expect(nextChange(deadline, deadline + ago)).toBeUndefined();
    }
  });

  it('after a clock was set back counts from the new time', () => {
    const back = deadline - 20 * day;
    const change = nextChange(deadline, back) ?? 0;
    expect(textAt(change - 1)).toBe(textAt(back));
    expect(textAt(change)).not.toBe(textAt(back));
  });
});
