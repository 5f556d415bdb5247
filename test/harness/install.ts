/**
 * The two heavy parts of the tests, VS Code and a browser, installed from npm packages on first
 * use into `.vscode-test/`, outside the extension's own dependencies. Each install is a folder
 * named after what it is made from, and made under another name first: a folder that is there is whole.
 */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { root } from './bundles.ts';
import { HumanError } from './humanError.ts';
import { ProcessGroup } from './processGroup.ts';

const minutes = 60_000;

/** Runs npm in a folder; the text of its complaint becomes the error. */
async function npm(folder: string, ...args: string[]): Promise<void> {
  // npm's own entry point when npm started us: no shell, the same npm, on every platform.
  const entry = process.env.npm_execpath?.endsWith('npm-cli.js')
    ? process.env.npm_execpath
    : undefined;
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder];
  await finished(
    entry
      ? new ProcessGroup(process.execPath, [entry, ...args, ...flags], { cwd: folder })
      : new ProcessGroup('npm', [...args, ...flags], {
          cwd: folder,
          shell: process.platform === 'win32',
        }),
  );
}

async function finished(group: ProcessGroup): Promise<void> {
  const code = await group.endedWithin(10 * minutes);
  if (code === 0) return;
  const lines = group.output.split('\n').filter((line) => /\w/.test(line));
  const errors = lines.filter((line) => /^npm error (?! *at )/.test(line));
  throw new Error((errors.length > 0 ? errors.slice(0, 6) : lines.slice(-6)).join('\n'));
}

interface Part {
  readonly folder: string;
  readonly what: string;
  readonly complete: (folder: string) => Promise<void>;
}

const vscode: Part = {
  folder: 'vscode',
  what: 'VS Code (the npm package code-server)',
  // The package leaves its VS Code's dependencies to an install script that builds natively, with
  // a shrinkwrap that was written without peer dependencies.
  complete: async (folder) => {
    const inner = path.join(folder, 'node_modules/code-server/lib/vscode');
    await npm(inner, 'ci', '--omit=dev', '--legacy-peer-deps');
    const logger = path.join(inner, 'node_modules/@vscode/spdlog/index.js');
    await copyFile(path.join(root, 'test/harness/vscode/spdlog.cjs'), logger);
  },
};

const floor: Part = {
  folder: 'vscode-floor',
  what: 'VS Code 1.103 (the npm packages code-server and node)',
  complete: async (folder) => {
    await vscode.complete(folder);
    // The one install script that is wanted: it fetches the Node of this platform.
    const cwd = path.join(folder, 'node_modules/node');
    await finished(new ProcessGroup(process.execPath, ['installArchSpecificPackage.js'], { cwd }));
  },
};

const browser: Part = {
  folder: 'browser',
  what: 'the test browser (the npm package @sparticuz/chromium)',
  // The package unpacks itself into the temporary folder, without looking at its version.
  complete: async (folder) => {
    const unpacked = path.join(folder, 'unpacked');
    await mkdir(unpacked);
    const script = `import chromium from '@sparticuz/chromium'; await chromium.executablePath();`;
    await finished(
      new ProcessGroup(process.execPath, ['--input-type=module', '--eval', script], {
        cwd: folder,
        env: { ...process.env, TMPDIR: unpacked },
      }),
    );
  },
};

async function install(part: Part): Promise<string> {
  const source = path.join(root, 'test/harness', part.folder);
  const hash = createHash('sha256');
  for (const file of (await readdir(source)).sort()) {
    hash.update(await readFile(path.join(source, file)));
  }
  const version = hash.digest('hex').slice(0, 12);
  const cache = path.join(root, '.vscode-test', part.folder);
  const target = path.join(cache, `${version}-${process.platform}-${process.arch}`);
  if (existsSync(target)) return target;

  console.error(`Installing ${part.what} …`);
  const making = path.join(cache, `making-${randomUUID()}`);
  try {
    await cp(source, making, { recursive: true });
    await npm(making, 'ci');
    await part.complete(making);
    await rename(making, target).catch((error: unknown) => {
      if (!existsSync(target)) throw error; // Otherwise another process was first: use its own.
    });
  } catch (error) {
    throw new HumanError(
      `Could not install ${part.what}.\n${error instanceof Error ? error.message : String(error)}\n` +
        'Check that the npm registry is reachable (npm ping) and that the disk has 1 GB free, then try again.',
    );
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  await removeOld(cache, target);
  return target;
}

/** Installs of former lock files, and what a killed install left more than an hour ago. */
async function removeOld(cache: string, current: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const folder = path.join(cache, name);
    if (folder === current) continue;
    const age = Date.now() - (await stat(folder)).mtimeMs;
    if (!name.startsWith('making-') || age > 60 * minutes) {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

const installs = new Map<Part, Promise<string>>();

function once(part: Part): Promise<string> {
  const started = installs.get(part) ?? install(part);
  installs.set(part, started);
  return started;
}

/** The folder of the package code-server, with its VS Code in `lib/vscode`. */
export async function installVscode(): Promise<string> {
  return path.join(await once(vscode), 'node_modules/code-server');
}

/** The oldest VS Code we support, and the Node that it came with. */
export async function installFloor(): Promise<{ vscode: string; node: string }> {
  const modules = path.join(await once(floor), 'node_modules');
  const node = path.join(modules, 'node/bin/node' + (process.platform === 'win32' ? '.exe' : ''));
  return { vscode: path.join(modules, 'code-server'), node };
}

/** The folder the browser is unpacked in; undefined where the package has none for this system. */
export async function installBrowser(): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  return path.join(await once(browser), 'unpacked');
}
