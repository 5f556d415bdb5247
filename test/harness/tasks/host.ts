import { suite } from '../suites/counts.ts';
import { host } from '../suites/host.ts';
import { runTask } from '../task.ts';

// `npm run test:host -- [--floor] <part of a test's title>`
const args = process.argv.slice(2);
const floor = args.includes('--floor');
const grep = args.find((arg) => arg !== '--floor');
await runTask(async () => {
  const name = floor ? 'host (VS Code 1.103)' : 'host';
  const { failed } = await suite(name, () => host({ floor, ...(grep ? { grep } : {}) }));
  return Math.min(1, failed);
});
