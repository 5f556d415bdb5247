import { suite } from '../suites/counts.ts';
import { host } from '../suites/host.ts';
import { runTask } from '../task.ts';

// `npm run test:host -- <part of a test's title>`
const grep = process.argv[2];
await runTask(async () => {
  const { failed } = await suite('host', () => host(grep === undefined ? {} : { grep }));
  return Math.min(1, failed);
});
