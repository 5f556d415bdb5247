/** What only a real extension host can tell: activation, and the host's part of a right-click. */
import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { root } from '../harness/bundles.ts';
import { readText, tempDir } from '../harness/files.ts';
import { runInHost } from '../harness/hostServer.ts';
import { type Measured, median } from './budgets.ts';
import type { HostMeasures } from './hostSuite.ts';

const hosts = 5;
const initializes = 30;

interface Stage {
  readonly extension: string;
  readonly suite: string;
}

/**
 * The product as it is packaged, with the suite beside it, and without its activation event: it is
 * activated when the suite is ready to measure that.
 */
async function stage(): Promise<Stage> {
  const extension = tempDir('product');
  for (const part of ['dist', 'media']) {
    await cp(path.join(root, part), path.join(extension, part), { recursive: true });
  }
  const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as object;
  const inert = { ...manifest, activationEvents: [] };
  await writeFile(path.join(extension, 'package.json'), JSON.stringify(inert));
  const suite = path.join(extension, 'suite.cjs');
  await build({
    entryPoints: [path.join(root, 'test/bench/hostSuite.ts')],
    outfile: suite,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22.17',
    external: ['vscode'],
    logLevel: 'warning',
  });
  return { extension, suite };
}

async function once(stage: Stage, workspace: string, count: number): Promise<HostMeasures> {
  const result = path.join(tempDir('result'), 'bench.json');
  const log = path.join(root, '.test-results/bench-host.log');
  await runInHost({
    ...stage,
    workspace,
    environment: { XMEDIA_BENCH_RESULT: result, XMEDIA_BENCH_INITIALIZES: String(count) },
    log,
    milliseconds: 120_000,
  });
  const text = readText(result);
  if (text === undefined) throw new Error(`The extension host measured nothing: see ${log}`);
  return JSON.parse(text) as HostMeasures;
}

export async function measureInHost(): Promise<Measured> {
  const staged = await stage();
  const workspace = path.join(tempDir('media'), 'media');
  await cp(path.join(root, 'test/fixtures/media'), workspace, { recursive: true });
  const runs: HostMeasures[] = [];
  for (let n = 0; n < hosts; n += 1) {
    runs.push(await once(staged, workspace, n === 0 ? initializes : 0));
  }
  const initialize = runs.flatMap((run) => run.initialize);
  return {
    'activate()': median(runs.map(({ activate }) => activate)),
    'activate(): code loading': median(runs.map(({ loading }) => loading)),
    'right-click to media_id: ours': median(initialize.map(({ whole, wire }) => whole - wire)),
    'right-click to media_id: on the wire': median(initialize.map(({ wire }) => wire)),
  };
}
