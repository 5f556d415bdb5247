/** How a file is cut: contract §2. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { totalBytesMax } from '../../../src/api/contract.ts';
import {
  planSegments,
  segmentAt,
  smallerPlan,
  type SegmentPlan,
} from '../../../src/uploads/segments.ts';

const kib = 1024;
const mib = 1024 * kib;

/** Every segment follows the one before, and the last ends with the file. */
function expectWholeFile(plan: SegmentPlan): void {
  expect(plan.count).toBeGreaterThanOrEqual(1);
  expect(plan.count).toBeLessThanOrEqual(1000);
  let end = 0;
  for (let index = 0; index < plan.count; index += 1) {
    const { start, length } = segmentAt(plan, index);
    expect(start).toBe(end);
    expect(length).toBeGreaterThan(0);
    expect(length).toBeLessThanOrEqual(plan.segmentBytes);
    end = start + length;
  }
  expect(end).toBe(plan.totalBytes);
}

const totals = fc.oneof(
  fc.integer({ min: 1, max: totalBytesMax }),
  fc.integer({ min: 1, max: 3000 }),
  fc.integer({ min: 999, max: 1001 }).map((count) => count * 4 * mib),
);
const wanted = fc.oneof(fc.integer({ min: 1, max: 64 * mib }), fc.constant(4 * mib));

describe('planSegments', () => {
  it('covers any file exactly once, in order, with at most 1000 segments', () => {
    fc.assert(
      fc.property(totals, wanted, (total, bytes) => {
        expectWholeFile(planSegments(total, bytes));
      }),
    );
  });

  it('takes the wanted size wherever 1000 of it are enough', () => {
    fc.assert(
      fc.property(totals, wanted, (total, bytes) => {
        const { segmentBytes } = planSegments(total, bytes);
        expect(segmentBytes).toBe(total <= bytes * 1000 ? bytes : Math.ceil(total / 1000));
      }),
    );
  });

  it.each([
    ['one byte', 1, 4 * mib, 1],
    ['a whole segment', 4 * mib, 4 * mib, 1],
    ['a byte more', 4 * mib + 1, 4 * mib, 2],
    ['1000 segments', 4000 * mib, 4 * mib, 1000],
    ['a byte more than 1000 segments', 4000 * mib + 1, 4 * mib, 1000],
    ['16 GiB', totalBytesMax, 4 * mib, 1000],
  ])('%s', (_, total, bytes, count) => {
    expect(planSegments(total, bytes).count).toBe(count);
  });

  it.each([-1, 3, 0.5, Number.NaN])('has no segment %s of 3', (index) => {
    expect(() => segmentAt(planSegments(9, 3), index)).toThrow(RangeError);
  });
});

describe('smallerPlan', () => {
  it.each<[string, number, number, number | undefined]>([
    ['halves', 40 * mib, 4 * mib, 2 * mib],
    ['rounds up to whole KiB', 40 * mib, 4 * mib + 2, 2 * mib + kib],
    ['stays at 64 KiB', 40 * mib, 100 * kib, 64 * kib],
    ['ends at 64 KiB', 40 * mib, 64 * kib, undefined],
    ['ends where over 1000 would be needed', 4000 * mib, 4 * mib, undefined],
    ['halves the file that fits one segment', 3 * mib, 4 * mib, 1.5 * mib],
    ['leaves a small file whole', 60 * kib, 4 * mib, undefined],
  ])('%s', (_, total, bytes, smaller) => {
    expect(smallerPlan(planSegments(total, bytes))?.segmentBytes).toBe(smaller);
  });

  it('ends, and each plan on the way covers the file with less in each request', () => {
    fc.assert(
      fc.property(totals, wanted, (total, bytes) => {
        let plan = planSegments(total, bytes);
        for (let next; (next = smallerPlan(plan)) !== undefined; plan = next) {
          expectWholeFile(next);
          expect(segmentAt(next, 0).length).toBeLessThan(segmentAt(plan, 0).length);
        }
      }),
      { numRuns: 50 },
    );
  });
});
