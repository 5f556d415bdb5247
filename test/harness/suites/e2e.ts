/** The packaged product in a real window, driven by Playwright. */
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../bundles.ts';
import { readText, tempDir } from '../files.ts';
import { installBrowser, installVscode } from '../install.ts';
import { runNode, withLedger } from '../processGroup.ts';
import { type Counts, withExit } from './counts.ts';
import { makePackage } from './package.ts';

interface E2eOptions {
  /** False when `dist/x-media-upload.vsix` is fresh already. */
  readonly build?: boolean;
  /** Passed to Playwright: names of spec files, `--grep` and so on. */
  readonly args?: readonly string[];
}

export async function e2e(options: E2eOptions = {}): Promise<Counts> {
  if (options.build ?? true) await makePackage();
  await Promise.all([installVscode(), installBrowser()]);
  const report = path.join(root, '.test-results/e2e.json');
  await rm(report, { force: true });
  await mkdir(path.dirname(report), { recursive: true });
  const playwright = path.join(root, 'node_modules/@playwright/test/cli.js');
  const config = path.join(root, 'test/e2e/playwright.config.ts');
  const code = await runNode(
    [playwright, 'test', '--config', config, ...(options.args ?? [])],
    900_000,
    // A worker that Playwright has to kill can neither end its server nor remove its folders.
    { cwd: root, env: { ...withLedger(tempDir('groups')), XMEDIA_TEMP: tempDir('run') } },
  );
  const text = readText(report);
  if (text === undefined) return { passed: 0, failed: 1 };
  const { stats } = JSON.parse(text) as {
    stats: { expected: number; unexpected: number; flaky: number };
  };
  return withExit({ passed: stats.expected, failed: stats.unexpected + stats.flaky }, code);
}
