interface Waiter {
  readonly uploadId: string;
  readonly proceed: () => void;
}

/**
 * One budget of requests at once over all uploads. The next turn is that of the upload with the
 * fewest requests under way, then of the one that waited longest; within an upload, first come is
 * first served.
 */
export class Connections {
  readonly #limit: () => number;
  /** Oldest first. */
  readonly #waiting = new Set<Waiter>();
  readonly #used = new Map<string, number>();
  #inUse = 0;

  /** `limit` is a setting, read anew at each turn; below 1 it counts as 1. */
  constructor(limit: () => number) {
    this.#limit = limit;
  }

  /**
   * Resolves when it is this upload's turn; the answer is called once the request is over, and does
   * nothing when called again. Rejects with the signal's reason.
   */
  acquire(uploadId: string, signal: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const leave = () => {
        this.#waiting.delete(waiter);
        reject(signal.reason as Error);
      };
      const waiter = {
        uploadId,
        proceed: () => {
          signal.removeEventListener('abort', leave);
          resolve(this.#take(uploadId));
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.add(waiter);
      this.#serve();
    });
  }

  #take(uploadId: string): () => void {
    this.#count(uploadId, 1);
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.#count(uploadId, -1);
      this.#serve();
    };
  }

  #count(uploadId: string, change: 1 | -1): void {
    this.#inUse += change;
    const used = this.#usedBy(uploadId) + change;
    if (used === 0) this.#used.delete(uploadId);
    else this.#used.set(uploadId, used);
  }

  #usedBy(uploadId: string): number {
    return this.#used.get(uploadId) ?? 0;
  }

  #serve(): void {
    // A setting that is no number must not end all uploads.
    const limit = Math.max(1, Math.floor(this.#limit()) || 1);
    while (this.#inUse < limit) {
      const next = this.#next();
      if (next === undefined) return;
      this.#waiting.delete(next);
      next.proceed();
    }
  }

  #next(): Waiter | undefined {
    let best: Waiter | undefined;
    for (const waiter of this.#waiting) {
      if (best === undefined || this.#usedBy(waiter.uploadId) < this.#usedBy(best.uploadId)) {
        best = waiter;
      }
    }
    return best;
  }
}
