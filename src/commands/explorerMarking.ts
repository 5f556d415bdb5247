import * as vscode from 'vscode';
import { settings } from '../environment/settings.ts';
import type { ExplorerMarks } from '../views/explorerMarks.ts';
import type { App } from './app.ts';

/** Follows the setting that has the Explorer mark files: what marks them is read when it is on. */
export class ExplorerMarking implements vscode.Disposable {
  readonly #app: App;
  readonly #listening: vscode.Disposable;
  #marks: Promise<ExplorerMarks> | undefined;

  constructor(app: App) {
    this.#app = app;
    this.#listening = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('xMedia.decorateExplorer')) this.follow();
    });
  }

  /** Once what is there is known, and with each change. */
  follow(): void {
    const isOn = settings.decorateExplorer();
    if (isOn === (this.#marks !== undefined)) return;
    if (!isOn) {
      this.#unmark();
      return;
    }
    const { library, ports } = this.#app;
    this.#marks = import('../views/explorerMarks.ts').then(
      ({ ExplorerMarks }) => new ExplorerMarks(library, ports.now),
    );
    this.#marks.catch((error: unknown) => {
      this.#app.log.error(`Files in the Explorer cannot be marked: ${String(error)}`);
    });
  }

  #unmark(): void {
    const marks = this.#marks;
    this.#marks = undefined;
    marks?.then(
      (shown) => {
        shown.dispose();
      },
      // That they could not be shown is in the log.
      () => undefined,
    );
  }

  dispose(): void {
    this.#listening.dispose();
    this.#unmark();
  }
}
