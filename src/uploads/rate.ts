/** Milliseconds that the speed is of. */
const windowMs = 10_000;
/** Milliseconds of data before there is a speed to tell. */
const earliestMs = 1_000;
/** Milliseconds that are counted together, so that small pieces cost no memory. */
const slotMs = 250;

/** How fast an upload went in the last ten seconds. */
export class Rate {
  readonly #now: () => number;
  #slots: { readonly startMs: number; bytes: number }[] = [];
  #beganMs: number;

  /** `now` in milliseconds, of a clock that nobody sets: `performance.now`, say. */
  constructor(now: () => number) {
    this.#now = now;
    this.#beganMs = now();
  }

  /** Bytes that have arrived just now. */
  add(bytes: number): void {
    const now = this.#now();
    const last = this.#slots.at(-1);
    if (last !== undefined && now - last.startMs < slotMs) last.bytes += bytes;
    else this.#slots.push({ startMs: now, bytes });
    this.#forget(now);
  }

  /** Begins anew, after a pause that says nothing about the speed. */
  reset(): void {
    this.#slots = [];
    this.#beganMs = this.#now();
  }

  /** Bytes a second; undefined in the first second. */
  perSecond(): number | undefined {
    const now = this.#now();
    const elapsedMs = Math.min(now - this.#beganMs, windowMs);
    if (elapsedMs < earliestMs) return undefined;
    this.#forget(now);
    const bytes = this.#slots.reduce((sum, slot) => sum + slot.bytes, 0);
    return (bytes * 1000) / elapsedMs;
  }

  /** Seconds that so many bytes take at this speed; undefined while that is not known. */
  secondsLeft(bytes: number): number | undefined {
    const perSecond = this.perSecond();
    return perSecond === undefined || perSecond <= 0 ? undefined : bytes / perSecond;
  }

  #forget(now: number): void {
    const kept = this.#slots.findIndex(({ startMs }) => now - startMs < windowMs);
    this.#slots.splice(0, kept === -1 ? this.#slots.length : kept);
  }
}
