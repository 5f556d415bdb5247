/** Epoch milliseconds of the next visible change, or undefined when none is to come. */
export type NextChange = number | undefined;

/**
 * Milliseconds a timer may sleep at most. Timers stand still while the machine sleeps, so a text
 * that is to change in an hour is looked at again within half a minute of waking; a look at texts
 * that have not changed costs nothing.
 */
const longestSleepMs = 30_000;

/** One timer for any number of texts: `tick` redraws what changed and says when to come again. */
export class Ticker {
  readonly #tick: () => NextChange;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;

  constructor(tick: () => NextChange, now: () => number) {
    this.#tick = tick;
    this.#now = now;
  }

  /** Whether a timer is armed; a view that is hidden or has nothing to count has none. */
  get armed(): boolean {
    return this.#timer !== undefined;
  }

  /** Ticks now, and arms the timer for the next change. */
  readonly run = (): void => {
    this.stop();
    const next = this.#tick();
    if (next === undefined) return;
    const delay = Math.min(Math.max(next - this.#now(), 0), longestSleepMs);
    this.#timer = setTimeout(this.run, delay);
  };

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  dispose(): void {
    this.stop();
  }
}
