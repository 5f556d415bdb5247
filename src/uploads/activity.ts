import { Emitter } from './events.ts';

/** How far a running upload is. */
export interface Progress {
  /** Bytes of the file that left this machine, or were acknowledged before. */
  readonly sentBytes: number;
  readonly totalBytes: number;
  /** Undefined until there is enough to tell. */
  readonly bytesPerSecond?: number | undefined;
  readonly secondsLeft?: number | undefined;
}

/** The failure that an upload waits out. */
export interface WaitedFor {
  readonly kind: string;
  /** One sentence: what happened. */
  readonly explanation: string;
  /** Epoch milliseconds, where X says when it answers again. */
  readonly retryAt?: number | undefined;
}

/** Why something that runs is stopped: the user's wish, or the end of the window. */
export type StopReason = 'pause' | 'cancel' | 'close';

/** What an AbortSignal of a running upload carries as its reason. */
export class Stopped extends Error {
  readonly how: StopReason;
  constructor(how: StopReason) {
    super(`Stopped: ${how}`);
    // What waits under the signal knows it for an abort.
    this.name = 'AbortError';
    this.how = how;
  }
}

/** By its name: the engine is a bundle of its own, and so has a class of its own. */
export function isStopped(reason: unknown): reason is Stopped {
  return reason instanceof Error && reason.name === 'AbortError' && 'how' in reason;
}

/** The uploads that this window works on: each with its way to be stopped, and what it tells. */
export class Activity {
  readonly #controllers = new Map<string, AbortController>();
  readonly #notices = new Map<string, string>();
  readonly #waitedFor = new Map<string, WaitedFor>();
  readonly #progress = new Map<string, Progress>();
  readonly #noticed = new Emitter<string>();
  readonly #progressed = new Emitter<string>();

  /** The id of an upload whose {@link notice} changed, or that began or ended. */
  readonly onDidNotice = this.#noticed.event;
  /** The id of an upload whose {@link progress} changed; some times a second. */
  readonly onDidProgress = this.#progressed.event;

  get size(): number {
    return this.#controllers.size;
  }

  has(id: string): boolean {
    return this.#controllers.has(id);
  }

  ids(): string[] {
    return [...this.#controllers.keys()];
  }

  /** Why a running upload waits, while it does: a sentence. */
  notice(id: string): string | undefined {
    return this.#notices.get(id);
  }

  /** Undefined takes the notice away. */
  note(id: string, sentence: string | undefined): void {
    if (this.#notices.get(id) === sentence) return;
    if (sentence === undefined) this.#notices.delete(id);
    else this.#notices.set(id, sentence);
    this.#noticed.fire(id);
  }

  /** Says that an upload waits, and why; undefined once it goes on. */
  waits(id: string, reason: WaitedFor | undefined): void {
    if (reason === undefined) this.#waitedFor.delete(id);
    else this.#waitedFor.set(id, reason);
    this.note(id, reason && `It will be tried again: ${reason.explanation}`);
  }

  waitedFor(id: string): WaitedFor | undefined {
    return this.#waitedFor.get(id);
  }

  progress(id: string): Progress | undefined {
    return this.#progress.get(id);
  }

  report(id: string, progress: Progress): void {
    this.#progress.set(id, progress);
    this.#progressed.fire(id);
  }

  /**
   * Does `work`, and knows of it meanwhile.
   *
   * @param work is given a signal that aborts with `outer`, and by {@link stop} with a
   *   {@link Stopped}
   */
  async run<T>(
    id: string,
    outer: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const own = new AbortController();
    this.#controllers.set(id, own);
    this.#noticed.fire(id);
    try {
      return await work(AbortSignal.any([outer, own.signal]));
    } finally {
      this.#controllers.delete(id);
      this.#progress.delete(id);
      this.#notices.delete(id);
      this.#waitedFor.delete(id);
      this.#noticed.fire(id);
    }
  }

  stop(id: string, how: StopReason): void {
    this.#controllers.get(id)?.abort(new Stopped(how));
  }

  dispose(): void {
    for (const id of this.ids()) this.stop(id, 'close');
    this.#noticed.dispose();
    this.#progressed.dispose();
  }
}
