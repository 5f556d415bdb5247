import type { XApiError } from '../api/errors.ts';
import type { Ports } from '../api/ports.ts';

/** The time after a failure in which nothing is sent: what fails together waits together. */
export class HoldOff {
  readonly #ports: Ports;
  readonly #onWaiting: (error: XApiError | undefined) => void;
  /** Epoch milliseconds; undefined while nothing is waited for. */
  #until: number | undefined;
  #ms = 0;

  /** `onWaiting` hears why it waits, and undefined once it does not any more. */
  constructor(ports: Ports, onWaiting: (error: XApiError | undefined) => void) {
    this.#ports = ports;
    this.#onWaiting = onWaiting;
  }

  /** Waits for `ms` milliseconds more at least, but not beyond `deadline` (epoch milliseconds). */
  extend(error: XApiError, ms: number, deadline: number): void {
    const now = this.#ports.now();
    this.#until = Math.max(this.#until ?? 0, Math.min(now + ms, deadline));
    this.#ms = this.#until - now;
    this.#onWaiting(error);
  }

  /** Milliseconds that are left; with none, the wait is over. */
  left(): number {
    if (this.#until === undefined) return 0;
    // Of a clock that was set back a day, the day is not waited for.
    const left = Math.min(this.#until - this.#ports.now(), this.#ms);
    if (left <= 0) this.#end();
    return Math.max(0, left);
  }

  /** Waits for what is left; an abort ends it early. */
  async pass(signal: AbortSignal): Promise<void> {
    await this.#ports.wait(this.left(), signal).catch(() => undefined);
    this.#end();
  }

  #end(): void {
    if (this.#until === undefined) return;
    this.#until = undefined;
    this.#onWaiting(undefined);
  }
}
