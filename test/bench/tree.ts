/** Bundles the view with the stand-in in the editor's place, and measures it in this process. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from '../harness/bundles.ts';
import { tempDir } from '../harness/files.ts';
import type { Measured } from './budgets.ts';
import { writeManyUploads } from './manyUploads.ts';
import type * as treeSuite from './treeSuite.ts';

export async function measureTree(): Promise<Measured> {
  const outfile = path.join(tempDir('tree'), 'suite.mjs');
  await build({
    entryPoints: [path.join(root, 'test/bench/treeSuite.ts')],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node22.17',
    alias: { vscode: path.join(root, 'test/bench/standIn.ts') },
    logLevel: 'warning',
  });
  const suite = (await import(pathToFileURL(outfile).href)) as typeof treeSuite;
  const folder = path.join(tempDir('uploads'), 'uploads');
  await writeManyUploads(folder);
  return suite.measureTree(folder);
}
