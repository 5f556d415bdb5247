import { mayInitializeAgain } from '../uploads/states.ts';
import { tell } from '../views/notifications.ts';
import { tellAndGoOn } from './afterInitialize.ts';
import type { Command } from './app.ts';
import { prepareJob } from './job.ts';

/** *Initialize again*: for rows that failed or expired, in the same row with the same choices. */
export const initializeAgain: Command = async (app, args) => {
  await app.library.load();
  const records = app.tree.meant
    .uploads(args)
    .map((id) => app.library.get(id))
    .filter((record) => record !== undefined)
    .filter((record) => mayInitializeAgain(record, Date.now()));
  if (records.length === 0) {
    await tell('info', 'Select a row that failed or expired to initialize it again.');
    return;
  }
  const job = await prepareJob(app);
  if (job === undefined) return;
  const { mayTakeOver } = await import('./accounts.ts');
  if (!(await mayTakeOver(records, job.caller))) return;
  const { uploads } = await app.work();
  const outcomes = await Promise.all(
    records.map(({ id }) => uploads.initializeAgain(id, job, app.signal)),
  );
  const known = outcomes.filter((outcome) => outcome !== undefined);
  void tellAndGoOn(app, known);
};
