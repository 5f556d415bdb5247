interface Waiter {
  readonly proceed: (buffer: Buffer) => void;
}

/** Memory that a read may still write to, though nobody waits for that read any more. */
const written = new WeakMap<ArrayBufferLike, number>();

/** Notes that `work` writes to a buffer until it settles: a pool lends such a buffer to nobody else. */
export function writesTo(buffer: Buffer, work: Promise<unknown>): void {
  const memory = buffer.buffer;
  const count = (change: 1 | -1) => written.set(memory, (written.get(memory) ?? 0) + change);
  count(1);
  const settled = () => void count(-1);
  work.then(settled, settled);
}

function isWrittenTo(buffer: Buffer): boolean {
  return (written.get(buffer.buffer) ?? 0) > 0;
}

/**
 * A fixed number of buffers, made when they are first needed and used again: what an upload holds
 * in memory, whatever the size of its file. Who waits longest is next. A buffer that comes back
 * while an abandoned read still writes to it is given up, and another is made in its stead.
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

  /** Buffers that the pool holds or has lent by now. */
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
      const free = this.#take();
      if (free !== undefined) {
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
    this.#takeBack(buffer);
    if (!isWrittenTo(buffer)) this.#free.push(buffer);
    this.#serve();
  }

  #takeBack(buffer: Buffer): void {
    if (!this.#lent.delete(buffer)) throw new Error('This buffer is not lent by this pool');
  }

  #serve(): void {
    const [next] = this.#waiting;
    const buffer = next && this.#take();
    if (next === undefined || buffer === undefined) return;
    this.#waiting.delete(next);
    next.proceed(buffer);
  }

  #take(): Buffer | undefined {
    const buffer = this.#free.pop() ?? this.#make();
    if (buffer !== undefined) this.#lent.add(buffer);
    return buffer;
  }

  #make(): Buffer | undefined {
    // Slow is right here: from Node's shared pool, a buffer would hold on to more than itself.
    return this.made < this.#count ? Buffer.allocUnsafeSlow(this.#bytesEach) : undefined;
  }
}
