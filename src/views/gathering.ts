/** What comes within a short time, told as one: ten uploads that end together say so once. */
export class Gathering<T> implements Disposable {
  readonly #milliseconds: number;
  readonly #tell: (items: readonly T[]) => void;
  #items: T[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(milliseconds: number, tell: (items: readonly T[]) => void) {
    this.#milliseconds = milliseconds;
    this.#tell = tell;
  }

  add(item: T): void {
    this.#items.push(item);
    this.#timer ??= setTimeout(() => {
      this.flush();
    }, this.#milliseconds);
  }

  /** Tells at once what came so far. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const items = this.#items;
    this.#items = [];
    if (items.length > 0) this.#tell(items);
  }

  [Symbol.dispose](): void {
    this.flush();
  }
}
