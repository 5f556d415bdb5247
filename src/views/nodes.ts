import type { NextChange } from '../uploads/ticker.ts';

/** A row. The tree knows elements by identity, so each upload keeps its node. */
export interface UploadNode {
  readonly kind: 'upload';
  readonly id: string;
  readonly facts: Map<string, FactNode>;
  /** When the row's text, as last drawn, changes: another value means another text. */
  nextAt: NextChange;
  /** What was drawn last, and when (epoch milliseconds). */
  drawn: Drawn | undefined;
}

export interface Drawn {
  readonly at: number;
  readonly text: string | undefined;
  /** The `viewItem`: its state, and what can be done. */
  readonly words: string | undefined;
}

/** A child of a row. */
export interface FactNode {
  readonly kind: 'fact';
  readonly key: string;
  readonly upload: UploadNode;
  nextAt: NextChange;
  /** The value that was drawn last. */
  text: string | undefined;
}

export type Node = UploadNode | FactNode;

/** The nodes of the rows there are. */
export class Nodes {
  readonly #uploads = new Map<string, UploadNode>();

  upload(id: string): UploadNode {
    let node = this.#uploads.get(id);
    if (node === undefined) {
      node = { kind: 'upload', id, facts: new Map(), nextAt: undefined, drawn: undefined };
      this.#uploads.set(id, node);
    }
    return node;
  }

  fact(upload: UploadNode, key: string): FactNode {
    let node = upload.facts.get(key);
    if (node === undefined) {
      node = { kind: 'fact', key, upload, nextAt: undefined, text: undefined };
      upload.facts.set(key, node);
    }
    return node;
  }

  forget(id: string): void {
    this.#uploads.delete(id);
  }

  all(): Iterable<UploadNode> {
    return this.#uploads.values();
  }
}

export function isNode(value: unknown): value is Node {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  return (
    (value.kind === 'upload' && 'facts' in value) || (value.kind === 'fact' && 'upload' in value)
  );
}
