import path from 'node:path';
import { settings } from '../environment/settings.ts';
import { inert, quoted } from '../api/text.ts';
import type { MediaFile } from '../files/inspect.ts';
import { isFileProblem } from '../files/problem.ts';
import { tell } from '../views/notifications.ts';
import type { Command } from './app.ts';
import { chosenFiles } from './files.ts';
import { initializeFiles } from './initialize.ts';
import { prepareJob } from './job.ts';

/** *Initialize X upload with Options…*: every parameter X knows, what we worked out standing first. */
export const initializeWithOptions: Command = async (app, args) => {
  const files = await chosenFiles(app, args);
  const [first] = files;
  if (first === undefined) return;
  // A setting that cannot be worked with is said before the questions, not after them.
  await app.environments.current();
  const tier = settings.accountTier();
  let file: MediaFile | undefined;
  if (files.length === 1) {
    try {
      const mediaUse = settings.mediaUse(first);
      file = await app.inspect(first.fsPath, { mediaUse, tier, signal: app.signal });
    } catch (error) {
      // Asking four questions about a file that X cannot take would waste the user's time.
      if (!isFileProblem(error)) throw error;
      await tell('error', inert(error.message, 600));
      return;
    }
  }
  const subject =
    files.length === 1 ? quoted(path.basename(first.fsPath)) : `${files.length} files`;
  const { pickChoices } = await import('../views/optionsPicker.ts');
  const choices = await pickChoices(file && { file, tier }, subject);
  if (choices === undefined) return;
  const job = await prepareJob(app);
  if (job !== undefined) await initializeFiles(app, files, choices, job);
};
