import type { TimeLimits } from './transport.ts';

/**
 * Bytes handed to a connection at once, the next when it has taken them: many where it is fast, for
 * less work, and few where it is slow, for a progress that moves.
 */
const fastBytes = 256 * 1024;
const slowBytes = 32 * 1024;
/** Milliseconds after which a chunk was a slow one. */
const slowMs = 500;

/**
 * A large body on its way: in chunks, so that its progress is seen and so that a connection that
 * stands still is told from a slow one. Its time is kept here, by what the connection takes: no
 * limit of a whole call suits both a slow network and a fast one.
 */
export class Sending implements Disposable {
  readonly #body: Uint8Array;
  readonly #limits: TimeLimits;
  readonly #onSent: ((bytes: number) => void) | undefined;
  readonly #stopped = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(body: Uint8Array, limits: TimeLimits, onSent?: (bytes: number) => void) {
    this.#body = body;
    this.#limits = limits;
    this.#onSent = onSent;
    // The connection may have to be made first, which has limits of its own.
    this.#within(limits.totalMs);
  }

  /** Aborts with a StalledError when the connection takes nothing in time, and with a TimeoutError
   * when no answer comes. */
  get signal(): AbortSignal {
    return this.#stopped.signal;
  }

  /** The body, once. */
  *chunks(): Generator<Uint8Array> {
    const { length } = this.#body;
    let usual = slowBytes;
    for (let from = 0; from < length;) {
      // What is left over goes with the last one: no small packet is waited for.
      const bytes = length - from < 1.5 * usual ? length - from : usual;
      const begun = performance.now();
      this.#within(this.#limits.stallMs, 'StalledError');
      yield this.#body.subarray(from, from + bytes);
      from += bytes;
      usual = performance.now() - begun > slowMs ? slowBytes : fastBytes;
      if (from === length) this.#within(this.#limits.totalMs);
      this.#onSent?.(bytes);
    }
  }

  #within(ms: number, name = 'TimeoutError'): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#stopped.abort(
        new DOMException('The body was not taken, or not answered, in time.', name),
      );
    }, ms);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
