/** `node test/harness/tasks/soak.ts [steps]`: a million requests to X unless said otherwise. */
import { soakUploads } from '../../soak/uploads.ts';
import { HumanError } from '../humanError.ts';
import { runTask } from '../task.ts';

await runTask(async (stopped) => {
  const steps = Number(process.argv[2] ?? 1_000_000);
  if (!Number.isInteger(steps) || steps < 1) {
    throw new HumanError('A number of steps is expected: node test/harness/tasks/soak.ts [steps]');
  }
  const begun = Date.now();
  const soaked = await soakUploads(steps, stopped, ({ steps, lives }) => {
    const secs = Math.round((Date.now() - begun) / 1000);
    console.log(`${steps} steps in ${lives} lives of an upload, ${secs} s`);
  });
  console.log(`${soaked.steps} steps in ${soaked.lives} lives: each ended with the file at X.`);
  return 0;
});
