/** The one timer behind every countdown. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { formatLeft, nextRowChange } from '../../../src/uploads/expiry.ts';
import { Ticker } from '../../../src/uploads/ticker.ts';

const minute = 60_000;
const hour = 60 * minute;
const start = Date.UTC(2026, 7, 1);

beforeEach(() => {
  vi.useFakeTimers({ now: start });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A view with one countdown: what it shows, and how often it was looked at. */
function countdown(deadline: number) {
  const view = { text: '', changes: 0, ticks: 0 };
  const ticker = new Ticker(() => {
    const now = Date.now();
    const text = now < deadline ? formatLeft(deadline - now) : 'expired';
    view.ticks += 1;
    if (text !== view.text) view.changes += 1;
    view.text = text;
    return nextRowChange(deadline, now);
  }, Date.now);
  return { ticker, view };
}

describe('Ticker', () => {
  it('shows each text from its first millisecond to its last', async () => {
    const deadline = start + 3 * minute;
    const { ticker, view } = countdown(deadline);
    ticker.run();
    expect(view.text).toBe('3m');
    while (Date.now() < deadline) {
      await vi.advanceTimersByTimeAsync(1);
      const left = deadline - Date.now();
      const right = left > 0 ? formatLeft(left) : 'expired';
      if (view.text !== right) expect(`${view.text} at ${left}`).toBe(right);
    }
    expect(view.text).toBe('expired');
    expect(ticker.armed).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('has one timer, however often it is run', () => {
    const { ticker } = countdown(start + hour);
    for (let n = 0; n < 10; n += 1) ticker.run();
    expect(vi.getTimerCount()).toBe(1);
  });

  it('has none when nothing counts, after stop and after dispose', () => {
    const idle = new Ticker(() => undefined, Date.now);
    idle.run();
    expect(idle.armed).toBe(false);
    const { ticker } = countdown(start + hour);
    ticker.run();
    expect(ticker.armed).toBe(true);
    ticker.stop();
    expect(ticker.armed).toBe(false);
    ticker.run();
    ticker.dispose();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('can be stopped by what it draws', () => {
    const ticker: Ticker = new Ticker(() => {
      ticker.stop();
      return undefined;
    }, Date.now);
    ticker.run();
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    ['an hour away', start + hour],
    ['further than a timer can count', start + 2 ** 40],
    ['in the past', start - hour],
    ['at no finite time', Number.POSITIVE_INFINITY],
  ])('never arms a timer out of range: a change %s', (_, change) => {
    const armed = vi.spyOn(globalThis, 'setTimeout');
    const ticker = new Ticker(() => change, Date.now);
    ticker.run();
    const delay = armed.mock.lastCall?.[1];
    expect(delay).toBeGreaterThanOrEqual(0);
    expect(delay).toBeLessThanOrEqual(30_000);
    ticker.stop();
  });

  it('shows the right time soon after the machine has slept for hours', async () => {
    const { ticker, view } = countdown(start + 10 * hour);
    ticker.run();
    expect(view.text).toBe('10h 0m');
    // Asleep: the clock goes on, timers do not.
    vi.setSystemTime(start + 7 * hour);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(view.text).toBe('2h 59m');
    vi.setSystemTime(start + 11 * hour);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(view.text).toBe('expired');
    ticker.stop();
  });

  it('shows the right time soon after the clock was set back', async () => {
    const { ticker, view } = countdown(start + minute);
    ticker.run();
    expect(view.text).toBe('1:00');
    vi.setSystemTime(start - 5 * hour);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(view.text).toBe('5h 0m');
    expect(ticker.armed).toBe(true);
    ticker.stop();
  });
});
