import type * as vscode from 'vscode';
import { nextExactChange, nextRowChange } from '../uploads/expiry.ts';
import type { UploadRecord } from '../uploads/record.ts';
import { deadlineOf, isWorking } from '../uploads/states.ts';
import type { NextChange } from '../uploads/ticker.ts';
import { hourMs } from './workText.ts';

/**
 * Milliseconds between two redraws of a row for its progress alone: each creates its buttons anew,
 * and a click that straddles one is lost.
 */
export const rowRestMs = 2000;
/** Milliseconds between two redraws of a child, which has no buttons. */
const childRestMs = 1000;

/** Rows that say how far they are: redrawn now and then, by one timer, while any moves. */
export class LiveRows implements vscode.Disposable {
  readonly #moved = new Set<string>();
  readonly #redraw: (id: string) => boolean;
  #timer: NodeJS.Timeout | undefined;

  /** @param redraw draws what may be drawn now; true when that is all that changed */
  constructor(redraw: (id: string) => boolean) {
    this.#redraw = redraw;
  }

  moved(id: string): void {
    this.#moved.add(id);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#tick();
    }, childRestMs);
  }

  #tick(): void {
    const moved = [...this.#moved];
    this.#moved.clear();
    for (const id of moved) {
      if (!this.#redraw(id)) this.moved(id);
    }
  }

  /** A hidden view has no timer. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#moved.clear();
  }

  dispose(): void {
    this.stop();
  }
}

/** When the countdown in a row's text next reads otherwise. */
export function rowChange(record: UploadRecord, now: number): NextChange {
  const deadline = deadlineOf(record);
  if (deadline === undefined) return undefined;
  // On its way it says how long only in the last hour.
  if (isWorking(record) && deadline - now >= hourMs) return deadline - hourMs + 1;
  return nextRowChange(deadline, now);
}

/** The same for its child *Expires*. */
export function exactChange(record: UploadRecord, now: number): NextChange {
  const deadline = deadlineOf(record);
  return deadline === undefined ? undefined : nextExactChange(deadline, now);
}
