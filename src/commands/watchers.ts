import * as vscode from 'vscode';
import { settings } from '../environment/settings.ts';
import { ExpiryStatus } from '../views/statusBar.ts';
import { ExpiryWarning } from '../views/expiryWarning.ts';
import { ExplorerMarks } from '../views/explorerMarks.ts';
import type { App } from './app.ts';

/**
 * What watches over deadlines once the uploads there are were read: the status bar, the warning, and
 * the Explorer’s marks where they are wanted. A bundle of its own, read after the start.
 */
export class Watchers implements vscode.Disposable {
  readonly #app: App;
  readonly #disposables: { dispose(): unknown }[];
  #marks: ExplorerMarks | undefined;

  constructor(app: App) {
    this.#app = app;
    const { library, ports } = app;
    const { now } = ports;
    const status = new ExpiryStatus(library, now);
    const warning = new ExpiryWarning({ library, now, minutes: settings.expiryWarningMinutes });
    this.#disposables = [
      status,
      warning,
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('xMedia.decorateExplorer')) this.#mark();
      }),
    ];
    status.start();
    warning.start();
    this.#mark();
  }

  #mark(): void {
    const isOn = settings.decorateExplorer();
    if (isOn === (this.#marks !== undefined)) return;
    this.#marks?.dispose();
    const { library, ports } = this.#app;
    this.#marks = isOn ? new ExplorerMarks(library, ports.now) : undefined;
  }

  dispose(): void {
    this.#marks?.dispose();
    for (const disposable of this.#disposables) disposable.dispose();
  }
}
