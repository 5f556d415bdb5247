import * as vscode from 'vscode';
import { quoted } from '../api/text.ts';
import { speakLeft } from '../uploads/expiry.ts';
import type { Library } from '../uploads/library.ts';
import { deadlineOf } from '../uploads/states.ts';
import { Ticker, type NextChange } from '../uploads/ticker.ts';

export interface ExpiryWarningOptions {
  readonly library: Library;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Minutes before the deadline; 0 for no warning. */
  readonly minutes: () => number;
}

/** One warning before an upload expires, from one window. */
export class ExpiryWarning implements vscode.Disposable {
  readonly #options: ExpiryWarningOptions;
  readonly #handled = new Set<string>();
  readonly #ticker: Ticker;
  readonly #listening: { dispose(): unknown }[];

  constructor(options: ExpiryWarningOptions) {
    this.#options = options;
    this.#ticker = new Ticker(() => this.#tick(), options.now);
    this.#listening = [
      this.#ticker,
      options.library.onDidChange(this.#ticker.run),
      vscode.window.onDidChangeWindowState(this.#ticker.run),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('xMedia.expiryWarningMinutes')) this.#ticker.run();
      }),
    ];
  }

  start(): void {
    this.#ticker.run();
  }

  #tick(): NextChange {
    const ahead = this.#options.minutes() * 60_000;
    if (ahead === 0) return undefined;
    const now = this.#options.now();
    let next: NextChange;
    for (const record of this.#options.library.all()) {
      const deadline = deadlineOf(record);
      if (deadline === undefined || deadline <= now) continue;
      // An id that never had that long to live needs no warning: the user has just seen it made.
      if (deadline - record.updatedAt <= ahead) continue;
      const due = deadline - ahead;
      const key = `${record.id}@${deadline}`;
      if (due > now) next = next === undefined ? due : Math.min(next, due);
      else if (!this.#handled.has(key)) {
        this.#handled.add(key);
        void this.#warn(record.id, record.file.name, deadline - now);
      }
    }
    return next;
  }

  async #warn(id: string, name: string, left: number): Promise<void> {
    if (!(await this.#options.library.claim(id))) return;
    const show = 'Show Uploads';
    const message = `The media_id of ${quoted(name)} expires in ${speakLeft(left)}: use it before, or initialize again afterwards.`;
    const chosen = await vscode.window.showWarningMessage(message, show);
    if (chosen === show) await vscode.commands.executeCommand('xMedia.uploads.focus');
  }

  dispose(): void {
    for (const disposable of this.#listening) disposable.dispose();
  }
}
