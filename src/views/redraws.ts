import * as vscode from 'vscode';
import type { Node } from './nodes.ts';

/**
 * Milliseconds in which changes are gathered into one event. VS Code draws at the first event and
 * answers the next one 200 ms later, so that a row whose id comes within this time has it at once,
 * instead of saying for a fifth of a second that it has none.
 */
const gatherMs = 30;

/** Which rows are to be drawn again, told to the view in few events. */
export class Redraws implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<Node[] | undefined>();
  readonly #nodes = new Set<Node>();
  #structure = false;
  #timer: NodeJS.Timeout | undefined;
  #told = Promise.withResolvers<undefined>();

  readonly event = this.#changed.event;

  /** One row changed. */
  row(node: Node): void {
    this.#nodes.add(node);
    this.#gather();
  }

  /** Rows came or went. */
  structure(): void {
    this.#structure = true;
    this.#gather();
  }

  /** Texts that changed with the time, which nothing more is to be gathered for. */
  now(nodes: Node[]): void {
    this.#changed.fire(nodes);
  }

  /** Resolves when the view knows of every change so far. */
  async told(): Promise<void> {
    if (this.#timer !== undefined) await this.#told.promise;
  }

  #gather(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const nodes = [...this.#nodes];
      this.#changed.fire(this.#structure ? undefined : nodes);
      this.#nodes.clear();
      this.#structure = false;
      this.#told.resolve(undefined);
      this.#told = Promise.withResolvers();
    }, gatherMs);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#changed.dispose();
    this.#told.resolve(undefined);
  }
}
