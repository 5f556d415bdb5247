/** Tests without an editor, by Vitest. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../bundles.ts';
import { readText } from '../files.ts';
import { runNode } from '../processGroup.ts';
import { type Counts, withExit } from './counts.ts';

export async function unit(args: readonly string[] = []): Promise<Counts> {
  const report = path.join(root, '.test-results/unit.json');
  await rm(report, { force: true });
  const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await runNode([vitest, 'run', ...reporters, ...args], 300_000, { cwd: root });
  const text = readText(report);
  if (text === undefined) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests } = JSON.parse(text) as {
    numPassedTests: number;
    numFailedTests: number;
  };
  return withExit({ passed: numPassedTests, failed: numFailedTests }, code);
}
