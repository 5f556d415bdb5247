/** `npm run bench [-- --json]`: what the product costs, beside what it may cost. Fails nothing. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Measured } from '../../bench/budgets.ts';
import { measureInHost } from '../../bench/inHost.ts';
import { measureInWindow } from '../../bench/inWindow.ts';
import { asJson, asTable } from '../../bench/report.ts';
import { measureTree } from '../../bench/tree.ts';
import { root } from '../bundles.ts';
import { makePackage, vsix } from '../suites/package.ts';
import { runTask } from '../task.ts';

async function sizes(): Promise<Measured> {
  await makePackage();
  const main = await stat(path.join(root, 'dist/extension.cjs'));
  return { 'main bundle': main.size / 1024, '.vsix': (await stat(vsix)).size / 1024 };
}

await runTask(async () => {
  const json = process.argv.includes('--json');
  const print = console.log;
  // Nothing but the object on standard output, whatever a step says of itself.
  if (json) console.log = console.error;
  // One after another: what runs beside a measurement is measured as well.
  const measured: Measured = {};
  for (const measure of [sizes, measureTree, measureInHost, measureInWindow]) {
    Object.assign(measured, await measure());
  }
  print(json ? asJson(measured) : asTable(measured));
  return 0;
});
