import * as vscode from 'vscode';
import { formatLeftExactly, nextExactChange, speakLeft } from '../uploads/expiry.ts';
import type { Library } from '../uploads/library.ts';
import type { UploadRecord } from '../uploads/record.ts';
import { deadlineOf } from '../uploads/states.ts';
import { Ticker, type NextChange } from '../uploads/ticker.ts';
import { labelOf } from './rowText.ts';

const hourMs = 60 * 60_000;

/** The nearest deadline under an hour, to the second; nothing where there is none. */
export class ExpiryStatus implements vscode.Disposable {
  readonly #library: Library;
  readonly #now: () => number;
  readonly #item: vscode.StatusBarItem;
  readonly #ticker: Ticker;
  readonly #disposables: { dispose(): unknown }[];

  constructor(library: Library, now: () => number) {
    this.#library = library;
    this.#now = now;
    this.#ticker = new Ticker(() => this.#tick(), now);
    this.#item = vscode.window.createStatusBarItem('xMedia.expiry', vscode.StatusBarAlignment.Left);
    this.#item.name = 'X Media: nearest expiry';
    this.#item.command = 'xMedia.uploads.focus';
    this.#disposables = [
      this.#item,
      this.#ticker,
      library.onDidChange(this.#ticker.run),
      vscode.window.onDidChangeWindowState(this.#ticker.run),
    ];
  }

  start(): void {
    this.#ticker.run();
  }

  #tick(): NextChange {
    const now = this.#now();
    let nearest: { readonly record: UploadRecord; readonly deadline: number } | undefined;
    for (const record of this.#library.each()) {
      const deadline = deadlineOf(record);
      if (deadline === undefined || deadline <= now) continue;
      if (nearest === undefined || deadline < nearest.deadline) nearest = { record, deadline };
    }
    if (nearest === undefined) {
      this.#item.hide();
      return undefined;
    }
    const left = nearest.deadline - now;
    if (left >= hourMs) {
      this.#item.hide();
      return nearest.deadline - hourMs + 1;
    }
    const name = labelOf(nearest.record);
    this.#item.text = `$(history) ${name} ${formatLeftExactly(left)}`;
    const { state } = nearest.record;
    const what =
      state === 'ready' || state === 'initialized' ? '' : ', and its upload is unfinished';
    const speech = `expires in ${speakLeft(left)}${what}`;
    this.#item.tooltip = `${name}: the media_id ${speech}`;
    this.#item.accessibilityInformation = { label: `${name} ${speech}` };
    this.#item.show();
    return nextExactChange(nearest.deadline, now);
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}
