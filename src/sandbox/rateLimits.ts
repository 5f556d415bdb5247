/** X's rate limits, counted and enforced; its pages give the numbers (per user, per app). */
import type { Call } from './calls.ts';

const userWindowSecs = 15 * 60;
const appWindowSecs = 24 * 60 * 60;

/** Calls in 15 minutes for a user, and in 24 hours for an app; undefined where X gives no number. */
const limits: Record<Call, readonly [user: number, app?: number] | undefined> = {
  initialize: [1875, 180_000],
  append: [1875, 180_000],
  finalize: [1875, 180_000],
  status: [1000, 100_000],
  metadata: [500, 50_000],
  subtitles: [100, 10_000],
  me: [75],
  token: undefined,
  revoke: undefined,
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

interface Windows {
  readonly user: Window;
  readonly app: Window | undefined;
}

export class RateLimits {
  readonly #clock: () => number;
  readonly #windows = new Map<Call, Windows>();

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Counts one call; false when a window has none left. */
  take(call: Call): boolean {
    const windows = this.#of(call);
    if (windows === undefined) return true;
    const { user, app } = windows;
    if (user.remaining === 0 || app?.remaining === 0) return false;
    user.use();
    app?.use();
    return true;
  }

  headers(call: Call): Record<string, string> {
    const windows = this.#of(call);
    if (windows === undefined) return {};
    const { user, app } = windows;
    return { ...headersOf('x-rate-limit', user), ...headersOf('x-app-limit-24hour', app) };
  }

  #of(call: Call): Windows | undefined {
    const known = this.#windows.get(call);
    if (known !== undefined || limits[call] === undefined) return known;
    const [user, app] = limits[call];
    const windows = {
      user: new Window(user, userWindowSecs, this.#clock),
      app: app === undefined ? undefined : new Window(app, appWindowSecs, this.#clock),
    };
    this.#windows.set(call, windows);
    return windows;
  }
}

function headersOf(name: string, window: Window | undefined): Record<string, string> {
  if (window === undefined) return {};
  return {
    [`${name}-limit`]: String(window.limit),
    [`${name}-remaining`]: String(window.remaining),
    [`${name}-reset`]: String(window.reset),
  };
}
