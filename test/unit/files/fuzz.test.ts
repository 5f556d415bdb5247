import { describe, expect, it } from 'vitest';
import { mediaTypes } from '../../../src/api/contract.ts';
import { fuzz } from './fuzz.ts';

describe('damaged files of every type', () => {
  it('are inspected within the limits, 2,000 times, and never make it fail', async () => {
    const limits = { ms: 2000, bytes: 512 * 2 ** 20 };
    const { rounds, taken } = await fuzz(2000, 5, limits);
    expect(rounds).toBe(2000);
    // It is media that is damaged, and not noise that is turned away at the door.
    expect(Object.keys(taken).sort()).toEqual([...mediaTypes].sort());
    expect(Object.values(taken).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(1000);
  }, 30_000);
});
