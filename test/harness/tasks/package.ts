import { makePackage } from '../suites/package.ts';
import { runTask } from '../task.ts';

await runTask(async () => (await makePackage()).failed);
