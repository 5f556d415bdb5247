/** X's rate limits, counted and enforced; its pages give the numbers (per user, per app). */
import type { Call } from './calls.ts';

const userWindowSecs = 15 * 60;
const appWindowSecs = 24 * 60 * 60;

/** Calls in 15 minutes for a user, and in 24 hours for an app. */
const limits: Record<Call, readonly [user: number, app: number]> = {
  initialize: [1875, 180_000],
  append: [1875, 180_000],
  finalize: [1875, 180_000],
  status: [1000, 100_000],
  metadata: [500, 50_000],
  subtitles: [100, 10_000],
};

/** A window opens with its first call and starts anew when it has run out. */
class Window {
  readonly limit: number;
  readonly #secs: number;
  readonly #clock: () => number;
  #used = 0;
  #resetsAt: number | undefined;

  constructor(limit: number, secs: number, clock: () => number) {
    this.limit = limit;
    this.#secs = secs;
    this.#clock = clock;
  }

  get remaining(): number {
    this.#renew();
    return this.limit - this.#used;
  }

  /** Epoch seconds. */
  get reset(): number {
    return Math.ceil((this.#renew() ?? this.#clock() + this.#secs * 1000) / 1000);
  }

  use(): void {
    this.#resetsAt = this.#renew() ?? this.#clock() + this.#secs * 1000;
    this.#used += 1;
  }

  #renew(): number | undefined {
    if (this.#resetsAt !== undefined && this.#clock() >= this.#resetsAt) {
      this.#used = 0;
      this.#resetsAt = undefined;
    }
    return this.#resetsAt;
  }
}

export class RateLimits {
  readonly #clock: () => number;
  readonly #windows = new Map<Call, { readonly user: Window; readonly app: Window }>();

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Counts one call; false when a window has none left. */
  take(call: Call): boolean {
    const { user, app } = this.#of(call);
    if (user.remaining === 0 || app.remaining === 0) return false;
    user.use();
    app.use();
    return true;
  }

  headers(call: Call): Record<string, string> {
    const { user, app } = this.#of(call);
    return {
      'x-rate-limit-limit': String(user.limit),
      'x-rate-limit-remaining': String(user.remaining),
      'x-rate-limit-reset': String(user.reset),
      'x-app-limit-24hour-limit': String(app.limit),
      'x-app-limit-24hour-remaining': String(app.remaining),
      'x-app-limit-24hour-reset': String(app.reset),
    };
  }

  #of(call: Call): { readonly user: Window; readonly app: Window } {
    const known = this.#windows.get(call);
    if (known !== undefined) return known;
    const [user, app] = limits[call];
    const windows = {
      user: new Window(user, userWindowSecs, this.#clock),
      app: new Window(app, appWindowSecs, this.#clock),
    };
    this.#windows.set(call, windows);
    return windows;
  }
}
