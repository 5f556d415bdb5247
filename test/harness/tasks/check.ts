import { check } from '../suites/check.ts';
import { runTask } from '../task.ts';

await runTask(async () => (await check()).failed);
