import { unit } from '../suites/unit.ts';
import { runTask } from '../task.ts';

// `npm run test:unit -- <file or Vitest option>`
await runTask(async () => Math.min(1, (await unit(process.argv.slice(2))).failed));
