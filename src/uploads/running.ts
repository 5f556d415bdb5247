import pLimit from 'p-limit';
import { Emitter } from './events.ts';

/** Requests to X at one time, however many files are selected. */
export const requestsAtOnce = 8;

/** The uploads under way: a few at a time, each with its way to be stopped and why it waits. */
export class Running {
  readonly #limit = pLimit(requestsAtOnce);
  readonly #controllers = new Map<string, AbortController>();
  readonly #notices = new Map<string, string>();
  readonly #noticed = new Emitter<string>();

  /** The id of an upload whose {@link notice} changed. */
  readonly onDidNotice = this.#noticed.event;

  has(id: string): boolean {
    return this.#controllers.has(id);
  }

  /** Why a running upload waits, while it does: a sentence. */
  notice(id: string): string | undefined {
    return this.#notices.get(id);
  }

  note(id: string, sentence: string): void {
    this.#notices.set(id, sentence);
    this.#noticed.fire(id);
  }

  /**
   * Does `work` when it is its turn.
   *
   * @param work is given a signal that aborts with `outer`, and by {@link stop}
   */
  async inTurn<T>(
    id: string,
    outer: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const own = new AbortController();
    const signal = AbortSignal.any([outer, own.signal]);
    this.#controllers.set(id, own);
    try {
      return await this.#limit(() => work(signal));
    } finally {
      this.#controllers.delete(id);
      if (this.#notices.delete(id)) this.#noticed.fire(id);
    }
  }

  stop(id: string): void {
    this.#controllers.get(id)?.abort();
  }

  dispose(): void {
    for (const controller of this.#controllers.values()) controller.abort();
    this.#noticed.dispose();
  }
}
