import { isNode, type FactNode, type Node } from './nodes.ts';

/** What a command means: the row it was called on, or the selected ones. */
export class Meant {
  readonly #selection: () => readonly Node[];

  constructor(selection: () => readonly Node[]) {
    this.#selection = selection;
  }

  /** The uploads, by a row or by one of its children. */
  uploads(args: readonly unknown[]): string[] {
    const ids = this.#nodes(args).map((node) =>
      node.kind === 'upload' ? node.id : node.upload.id,
    );
    return [...new Set(ids)];
  }

  /** The same, but of the rows alone: what is done to a row is not meant by one of its children. */
  rows(args: readonly unknown[]): string[] {
    return this.#nodes(args).flatMap((node) => (node.kind === 'upload' ? [node.id] : []));
  }

  children(args: readonly unknown[]): FactNode[] {
    return this.#nodes(args).flatMap((node) => (node.kind === 'fact' ? [node] : []));
  }

  #nodes(args: readonly unknown[]): readonly Node[] {
    const [clicked, several] = args;
    const nodes: unknown[] = Array.isArray(several) ? several : isNode(clicked) ? [clicked] : [];
    return nodes.length > 0 ? nodes.filter(isNode) : this.#selection();
  }
}
