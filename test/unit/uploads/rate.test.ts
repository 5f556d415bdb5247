/** Speed and time left. */
import { describe, expect, it } from 'vitest';
import { Rate } from '../../../src/uploads/rate.ts';

function clocked() {
  let now = 5_000;
  const rate = new Rate(() => now);
  /** So many bytes each `everyMs`, for so long. */
  const run = (ms: number, bytes: number, everyMs = 100) => {
    for (let done = 0; done < ms; done += everyMs) {
      now += everyMs;
      rate.add(bytes);
    }
  };
  return { rate, run, wait: (ms: number) => (now += ms) };
}

describe('Rate', () => {
  it('says nothing in the first second', () => {
    const { rate, run } = clocked();
    expect(rate.perSecond()).toBeUndefined();
    run(900, 1000);
    expect([rate.perSecond(), rate.secondsLeft(1)]).toEqual([undefined, undefined]);
    run(100, 1000);
    expect(rate.perSecond()).toBe(10_000);
    expect(rate.secondsLeft(25_000)).toBe(2.5);
  });

  it.each([20, 100, 250, 2500])('is of the last ten seconds, told every %i ms', (everyMs) => {
    const { rate, run } = clocked();
    run(60_000, 1_000_000, everyMs);
    run(10_000, everyMs * 7, everyMs);
    expect(Number(rate.perSecond()) / 7000).toBeCloseTo(1, 1);
  });

  it('tells no time left once nothing arrives', () => {
    const { rate, run, wait } = clocked();
    run(5000, 1000);
    wait(10_000);
    expect(rate.perSecond()).toBe(0);
    expect(rate.secondsLeft(1000)).toBeUndefined();
  });

  it('counts no pause', () => {
    const { rate, run, wait } = clocked();
    run(5000, 1000);
    wait(60_000);
    rate.reset();
    expect(rate.perSecond()).toBeUndefined();
    run(2000, 500);
    expect(rate.perSecond()).toBe(5000);
  });
});
