import type * as vscode from 'vscode';
import type { UploadRecord } from '../uploads/record.ts';
import type { App } from './app.ts';
import type { Attendant } from './attendant.ts';

/** Whether a window went away while it carried this to X. */
export function isLeftBehind(record: UploadRecord | undefined): boolean {
  return record?.state === 'paused' && record.problem?.kind === 'closed';
}

/** Waits for the first upload that is carried on or was left behind; what attends to it is read then. */
export class Attending implements vscode.Disposable {
  readonly #app: App;
  readonly #listening: { dispose(): unknown }[];
  #attendant: Promise<Attendant> | undefined;

  constructor(app: App) {
    this.#app = app;
    const { activity, library } = app;
    this.#listening = [
      activity.onDidProgress(() => {
        this.#attend();
      }),
      library.onDidChange(({ id, structure }) => {
        const record = library.get(id);
        if (isLeftBehind(record)) this.#attend();
        // A row that another window removed is not worked on here.
        if (structure && record === undefined) activity.stop(id, 'cancel');
      }),
    ];
  }

  /** Once the library is loaded. */
  start(): void {
    if ([...this.#app.library.each()].some(isLeftBehind)) this.#attend();
  }

  #attend(): void {
    this.#attendant ??= import('./uploads.ts').then(({ attendTo }) => attendTo(this.#app));
    this.#attendant.catch((error: unknown) => {
      this.#app.log.error(`Uploads cannot be attended to: ${String(error)}`);
    });
  }

  /** Before the window goes. */
  async settled(): Promise<void> {
    await (await this.#attendant)?.settled();
  }

  dispose(): void {
    for (const disposable of this.#listening) disposable.dispose();
    void this.#attendant?.then((attendant) => {
      attendant.dispose();
    });
  }
}
