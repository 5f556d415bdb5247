/**
 * `npm run bench [-- --json]`: what the product costs, beside what it may cost. Fails nothing.
 * `npm run bench upload [-- --json]`: uploads alone, beside other clients.
 * `npm run bench inspect [-- --json]`: what it costs to know a file before X does.
 */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { budgets, type Measured } from '../../bench/budgets.ts';
import { measureInHost } from '../../bench/inHost.ts';
import { measureInspections } from '../../bench/inspect/measure.ts';
import { inspectBudgets } from '../../bench/inspect/rows.ts';
import { measureInWindow } from '../../bench/inWindow.ts';
import { asJson, asTable, type Values } from '../../bench/report.ts';
import { measureTree } from '../../bench/tree.ts';
import { measureUploads, measureUploadsQuickly } from '../../bench/upload/measure.ts';
import { uploadBudgets } from '../../bench/upload/rows.ts';
import { root } from '../bundles.ts';
import { HumanError } from '../humanError.ts';
import { makePackage, vsix } from '../suites/package.ts';
import { runTask } from '../task.ts';

async function sizes(): Promise<Measured> {
  await makePackage();
  const main = await stat(path.join(root, 'dist/extension.cjs'));
  return { 'main bundle': main.size / 1024, '.vsix': (await stat(vsix)).size / 1024 };
}

type Measurement = () => Promise<Values>;

const measurements = new Map<string, readonly Measurement[]>([
  ['', [sizes, measureTree, measureInHost, measureInWindow, measureUploadsQuickly]],
  ['upload', [measureUploads]],
  ['inspect', [measureInspections]],
]);

await runTask(async () => {
  const args = process.argv.slice(2);
  const words = args.filter((arg) => arg !== '--json');
  const chosen = measurements.get(words.join(' '));
  if (chosen === undefined) {
    throw new HumanError(
      `“${words.join(' ')}” is nothing that can be measured: npm run bench [upload | inspect] [-- --json]`,
    );
  }
  const json = args.includes('--json');
  const print = console.log;
  // Nothing but the object on standard output, whatever a step says of itself.
  if (json) console.log = console.error;
  // One after another: what runs beside a measurement is measured as well.
  const measured: Record<string, number | null | undefined> = {};
  for (const measure of chosen) Object.assign(measured, await measure());
  const all = { ...budgets, ...uploadBudgets, ...inspectBudgets };
  print(json ? asJson(measured, all) : asTable(measured, all));
  return 0;
});
