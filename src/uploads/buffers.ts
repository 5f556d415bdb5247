interface Waiter {
  readonly proceed: (buffer: Buffer) => void;
}

/**
 * A fixed number of buffers, made when they are first needed and used again: what an upload holds
 * in memory, whatever the size of its file. Who waits longest is next.
 */
export class BufferPool {
  readonly #bytesEach: number;
  readonly #count: number;
  readonly #lent = new Set<Buffer>();
  readonly #free: Buffer[] = [];
  readonly #waiting = new Set<Waiter>();

  constructor(bytesEach: number, count: number) {
    this.#bytesEach = bytesEach;
    this.#count = count;
  }

  /** Buffers that exist by now. */
  get made(): number {
    return this.#lent.size + this.#free.length;
  }

  /** Its content is whatever was there. Rejects with the signal's reason. */
  acquire(signal: AbortSignal): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const free = this.#free.pop() ?? this.#make();
      if (free !== undefined) {
        this.#lent.add(free);
        resolve(free);
        return;
      }
      const leave = () => {
        this.#waiting.delete(waiter);
        reject(signal.reason as Error);
      };
      const waiter = {
        proceed: (buffer: Buffer) => {
          signal.removeEventListener('abort', leave);
          resolve(buffer);
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.add(waiter);
    });
  }

  /** Throws for a buffer that is not lent: used by two at once, it would send one's bytes as the other's. */
  release(buffer: Buffer): void {
    if (!this.#lent.has(buffer)) throw new Error('This buffer is not lent by this pool');
    const [next] = this.#waiting;
    if (next !== undefined) {
      this.#waiting.delete(next);
      next.proceed(buffer);
      return;
    }
    this.#lent.delete(buffer);
    this.#free.push(buffer);
  }

  #make(): Buffer | undefined {
    // Slow is right here: from Node's shared pool, a buffer would hold on to more than itself.
    return this.made < this.#count ? Buffer.allocUnsafeSlow(this.#bytesEach) : undefined;
  }
}
