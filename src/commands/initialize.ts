import type * as vscode from 'vscode';
import type { Choices } from '../uploads/record.ts';
import type { Job } from '../uploads/job.ts';
import { withCancel } from '../views/progress.ts';
import { tellAndGoOn } from './afterInitialize.ts';
import type { App, Command } from './app.ts';
import { chosenFiles } from './files.ts';
import { prepareJob } from './job.ts';

/** Files that are initialized without a progress that can be cancelled: they go out at once. */
const silentlyMax = 8;

/** *Initialize X upload*: no dialog where nothing is unclear. */
export const initialize: Command = async (app, args) => {
  const files = await chosenFiles(app, args);
  if (files.length === 0) return;
  const job = await prepareJob(app);
  if (job !== undefined) await initializeFiles(app, files, {}, job);
};

/** Initializes each file, shows the first one's row, and tells once how it went. */
export async function initializeFiles(
  app: App,
  files: readonly vscode.Uri[],
  choices: Choices,
  job: Job,
): Promise<void> {
  const { uploads } = await app.work();
  let revealed = false;
  const showing = app.library.onDidChange(({ id, structure }) => {
    if (revealed || !structure || !app.activity.has(id)) return;
    revealed = true;
    app.tree.reveal(id).then(undefined, (error: unknown) => {
      // The view can be closed or moved away meanwhile; the row is there all the same.
      app.log.debug(`The row could not be shown: ${String(error)}`);
    });
  });
  try {
    const all = (signal: AbortSignal, done: () => void) =>
      Promise.all(
        files.map(async (file) => {
          const outcome = await uploads.initialize(file.fsPath, choices, job, signal);
          done();
          return outcome;
        }),
      );
    const outcomes =
      files.length > silentlyMax
        ? await withCancel(`Initializing ${files.length} files`, files.length, app.signal, all)
        : await all(app.signal, () => undefined);
    void tellAndGoOn(app, outcomes);
  } finally {
    showing.dispose();
  }
}
