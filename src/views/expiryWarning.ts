import * as vscode from 'vscode';
import { quoted } from '../api/text.ts';
import { speakLeft } from '../uploads/expiry.ts';
import type { Library } from '../uploads/library.ts';
import type { UploadRecord } from '../uploads/record.ts';
import { deadlineOf, isWorking } from '../uploads/states.ts';
import { Ticker, type NextChange } from '../uploads/ticker.ts';
import { tell } from './notifications.ts';

export interface ExpiryWarningOptions {
  readonly library: Library;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Minutes before the deadline; 0 for no warning. */
  readonly minutes: () => number;
}

interface Due {
  readonly id: string;
  readonly record: UploadRecord;
  /** Milliseconds. */
  readonly left: number;
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
    const due: Due[] = [];
    for (const record of this.#options.library.each()) {
      const deadline = deadlineOf(record);
      if (deadline === undefined || deadline <= now) continue;
      // An id that never had that long to live needs no warning: the user has just seen it made.
      // On its way a record changes all the time.
      const since = 'sending' in record ? record.createdAt : record.updatedAt;
      if (deadline - since <= ahead) continue;
      const at = deadline - ahead;
      const key = `${record.id}@${deadline}`;
      if (at > now) next = next === undefined ? at : Math.min(next, at);
      else if (!this.#handled.has(key)) {
        this.#handled.add(key);
        due.push({ id: record.id, record, left: deadline - now });
      }
    }
    if (due.length > 0) void this.#warn(due);
    return next;
  }

  /** One warning for all that came due together, of which no other window has warned. */
  async #warn(due: readonly Due[]): Promise<void> {
    const claims = await Promise.all(
      due.map(async (one) => ((await this.#options.library.claim(one.id)) ? [one] : [])),
    );
    const [first, ...others] = claims.flat().sort((a, b) => a.left - b.left);
    if (first === undefined) return;
    const more = others.length === 0 ? '' : ` ${others.length} more expire soon.`;
    await tell(
      'warning',
      `The media_id of ${quoted(first.record.file.name)} expires in ${speakLeft(first.left)}${adviceFor(first.record)}${more}`,
      { title: 'Show Uploads', command: 'xMedia.uploads.focus' },
    );
  }

  dispose(): void {
    for (const disposable of this.#listening) disposable.dispose();
  }
}

/** What can be done before it expires, which depends on how far it is. */
function adviceFor(record: UploadRecord): string {
  if (isWorking(record)) return ', and the file is still on its way to X.';
  return record.state === 'paused'
    ? ', and the upload is unfinished: continue it, or initialize again afterwards.'
    : ': use it before, or initialize again afterwards.';
}
