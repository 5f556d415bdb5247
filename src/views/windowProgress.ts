import * as vscode from 'vscode';
import { quoted } from '../api/text.ts';
import type { Activity } from '../uploads/activity.ts';
import type { Library } from '../uploads/library.ts';
import type { RecordIn, Stage } from '../uploads/record.ts';
import { isWorking } from '../uploads/states.ts';
import { formatSecondsLeft, formatSpeed } from './amounts.ts';
import { percentOf } from './workText.ts';

/** Milliseconds that something runs before it is shown: a small file flashes nothing. */
const quietMs = 1000;
/** Milliseconds between two messages. */
const restMs = 500;

/** One progress in the window for all uploads that it carries, only while any runs. */
export class WindowProgress implements vscode.Disposable {
  readonly #library: Library;
  readonly #activity: Activity;
  readonly #listening: { dispose(): unknown }[];
  #waiting: NodeJS.Timeout | undefined;
  #shown: { readonly end: () => void } | undefined;

  constructor(library: Library, activity: Activity) {
    this.#library = library;
    this.#activity = activity;
    const look = () => {
      this.#look();
    };
    this.#listening = [activity.onDidNotice(look), activity.onDidProgress(look)];
    look();
  }

  #running(): RecordIn<Stage>[] {
    return this.#activity.ids().flatMap((id) => {
      const record = this.#library.get(id);
      return record !== undefined && isWorking(record) && record.state !== 'initializing'
        ? [record]
        : [];
    });
  }

  #look(): void {
    if (this.#running().length === 0) {
      clearTimeout(this.#waiting);
      this.#waiting = undefined;
      this.#shown?.end();
      this.#shown = undefined;
      return;
    }
    this.#waiting ??= setTimeout(() => {
      this.#show();
    }, quietMs);
  }

  #show(): void {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: 'Uploading',
      cancellable: true,
    };
    void vscode.window.withProgress(options, (progress, token) => {
      let done = 0;
      const say = () => {
        const running = this.#running();
        if (running.length === 0) return;
        const { percent, message } = this.#summary(running);
        // VS Code takes steps forward only.
        progress.report({ message, increment: Math.max(0, percent - done) });
        done = Math.max(done, percent);
      };
      const timer = setInterval(say, restMs);
      const end = () => {
        clearInterval(timer);
        resolve(undefined);
      };
      this.#shown = { end };
      token.onCancellationRequested(() => {
        for (const { id } of this.#running()) this.#activity.stop(id, 'cancel');
      });
      say();
      return promise;
    });
  }

  #summary(running: readonly RecordIn<Stage>[]): { percent: number; message: string } {
    let total = 0;
    let sent = 0;
    let speed = 0;
    let left = 0;
    for (const record of running) {
      const progress = this.#activity.progress(record.id);
      const { total_bytes } = record.request;
      total += total_bytes;
      sent += (percentOf(record, progress) / 100) * total_bytes;
      if (record.state !== 'uploading') continue;
      speed += progress?.bytesPerSecond ?? 0;
      left = Math.max(left, progress?.secondsLeft ?? 0);
    }
    const percent = total === 0 ? 0 : Math.floor((100 * sent) / total);
    const [first, ...others] = running;
    const what =
      first === undefined || others.length > 0
        ? `${running.length} files`
        : quoted(first.file.name);
    const parts = [
      what,
      running.every(({ state }) => state !== 'uploading') ? 'X is processing' : `${percent} %`,
      ...(speed > 0 ? [formatSpeed(speed)] : []),
      ...(left > 0 ? [formatSecondsLeft(left)] : []),
    ];
    return { percent, message: parts.join(' · ') };
  }

  dispose(): void {
    clearTimeout(this.#waiting);
    this.#shown?.end();
    for (const disposable of this.#listening) disposable.dispose();
  }
}
