import { suite } from '../suites/counts.ts';
import { e2e } from '../suites/e2e.ts';
import { runTask } from '../task.ts';

// `npm run test:e2e -- <spec file or Playwright option>`
const args = process.argv.slice(2);
await runTask(async () => Math.min(1, (await suite('e2e', () => e2e({ args }))).failed));
