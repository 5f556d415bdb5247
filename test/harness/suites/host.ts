/** Suites inside the real extension host: `test/host/*.test.ts`, run by Mocha. */
import { cp, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { authority } from '../../unit/api/privateAuthority.ts';
import { buildProduct, root } from '../bundles.ts';
import { readText, tempDir } from '../files.ts';
import { runInHost } from '../hostServer.ts';
import { type Counts, withExit } from './counts.ts';

const source = path.join(root, 'test/host');
const out = path.join(root, '.vscode-test/host');

/** Once for all VS Codes. Beneath the repository, so that the suites find Mocha in its node_modules. */
export async function bundleSuites(): Promise<void> {
  await rm(out, { recursive: true, force: true });
  const tests = (await readdir(source)).filter((name) => name.endsWith('.test.ts'));
  await build({
    entryPoints: [
      { in: path.join(source, 'index.ts'), out: 'suite' },
      ...tests.map((name) => ({ in: path.join(source, name), out: name.replace(/\.ts$/, '') })),
    ],
    outdir: out,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22.17',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    // proxy-chain tells its errors by the names of their classes.
    keepNames: true,
    logLevel: 'warning',
  });
}

interface HostOptions {
  /** False when `dist/` and the suites are fresh already. */
  readonly build?: boolean;
  readonly grep?: string;
  /** On the oldest VS Code of engines.vscode instead of the newest. */
  readonly floor?: boolean;
}

export async function host(options: HostOptions = {}): Promise<Counts> {
  if (options.build ?? true) {
    await buildProduct();
    await bundleSuites();
  }
  const workspace = path.join(tempDir('media'), 'media');
  await cp(path.join(root, 'test/fixtures/media'), workspace, { recursive: true });
  const result = path.join(tempDir('result'), 'result.json');
  // As a company's administrator makes its authority known to Node.
  const authorityFile = path.join(tempDir('authority'), 'authority.pem');
  await writeFile(authorityFile, authority);
  const log = path.join(root, `.test-results/host${options.floor ? '-floor' : ''}.log`);
  const code = await runInHost({
    title: options.floor ? '1.103 ' : '',
    extension: root,
    suite: path.join(out, 'suite.cjs'),
    workspace,
    environment: {
      XMEDIA_HOST_RESULT: result,
      NODE_EXTRA_CA_CERTS: authorityFile,
      XMEDIA_HOST_FLOOR: options.floor ? '1' : '0',
      ...(options.grep ? { XMEDIA_HOST_GREP: options.grep } : {}),
    },
    log,
    milliseconds: 300_000,
    floor: options.floor ?? false,
  });
  const text = readText(result);
  if (text === undefined) throw new Error(`The suite ended before its first test: see ${log}`);
  return withExit(JSON.parse(text) as Counts, code);
}
