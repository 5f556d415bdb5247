/** Ends something that lives; VS Code's Disposable has the same shape. */
export interface Disposable {
  dispose(): void;
}

/** Subscribes, until the answer is disposed. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** Events without the editor: the lower rooms tell, the upper ones listen. */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>();

  readonly event: Event<T> = (listener) => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        // One listener's failure is not the others', nor the teller's; the host logs it.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
