/**
 * Runs a suite inside a real extension host: VS Code's own server, opened by a headless browser,
 * with the extension under development and the suite as its test runner. Only this server, and
 * not code-server's entry, has the driver through which the window reports the suite's end.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { contextOptions, launchBrowser } from './browser.ts';
import { installFloor, installVscode } from './install.ts';
import { ProcessGroup } from './processGroup.ts';
import { answering, freePort, serverEnvironment } from './server.ts';
import { testSettings, type Settings, writeSettings } from './settings.ts';
import { tempDir } from './files.ts';

/** Starts the lines that are the suite's own, among all that a window logs. */
const suiteMark = '[suite] ';

export interface HostRun {
  /** Before each line, where two run at once. */
  readonly title?: string;
  /** Folder of the extension under test. */
  readonly extension: string;
  /** A CommonJS module that exports `run()`. */
  readonly suite: string;
  readonly workspace: string;
  readonly settings?: Settings;
  readonly environment?: Record<string, string>;
  /** Where everything the window logged goes, for a run that broke. */
  readonly log: string;
  readonly milliseconds: number;
  /** On the oldest VS Code of engines.vscode instead of the newest. */
  readonly floor?: boolean;
}

async function startServer(run: HostRun, profile: string, port: number): Promise<ProcessGroup> {
  const { vscode, node } = run.floor
    ? await installFloor()
    : { vscode: await installVscode(), node: process.execPath };
  await mkdir(path.join(profile, 'extensions'), { recursive: true });
  const settings = { ...testSettings, ...run.settings };
  await writeSettings(path.join(profile, 'data/User/settings.json'), settings);
  const server = new ProcessGroup(
    node,
    [
      path.join(vscode, 'lib/vscode/out/server-main.js'),
      ...['--host', '127.0.0.1', '--port', String(port)],
      ...['--without-connection-token', '--accept-server-license-terms'],
      ...['--server-data-dir', profile, '--extensions-dir', path.join(profile, 'extensions')],
      ...['--telemetry-level', 'off', '--disable-workspace-trust', '--enable-smoke-test-driver'],
    ],
    {
      // VS Code never removes its sockets: a folder of their own goes with the process.
      env: serverEnvironment({
        XDG_RUNTIME_DIR: profile,
        TMPDIR: profile,
        XMEDIA_HOST_PROFILE: profile,
        ...run.environment,
      }),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  await answering(`http://127.0.0.1:${port}/version`, server);
  return server;
}

function address(run: HostRun, port: number): string {
  const remote = (file: string): string =>
    `vscode-remote://127.0.0.1:${port}${encodeURI(slashed(file))}`;
  const payload = JSON.stringify([
    ['extensionDevelopmentPath', remote(run.extension)],
    ['extensionTestsPath', remote(run.suite)],
    ['skipWelcome', 'true'],
  ]);
  const folder = encodeURI(slashed(run.workspace));
  return `http://127.0.0.1:${port}/?folder=${folder}&payload=${encodeURIComponent(payload)}`;
}

/** `C:\x` → `/C:/x`, the path of a URI. */
function slashed(file: string): string {
  return file.replaceAll('\\', '/').replace(/^(?=[A-Za-z]:)/, '/');
}

/** The code the suite ends with; rejects when the window breaks before that. */
async function suiteEnd(page: Page, url: string, run: HostRun, log: string[]): Promise<number> {
  const { milliseconds } = run;
  const ended = Promise.withResolvers<number>();
  const timer = setTimeout(() => {
    ended.reject(new Error(`The extension host's suite did not end in ${milliseconds / 1000} s`));
  }, milliseconds);
  await page.exposeFunction('codeAutomationExit', (code: number) => {
    ended.resolve(code);
  });
  await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
    const text = args.map(String).join(' ');
    if (text.startsWith(suiteMark))
      console.log(`${run.title ?? ''}${text.slice(suiteMark.length)}`);
    log.push(`${type}: ${text}`);
  });
  page.once('crash', () => {
    ended.reject(new Error('The browser page crashed'));
  });
  page.once('close', () => {
    ended.reject(new Error('The browser page was closed'));
  });
  page.on('pageerror', (error) => log.push(`page error: ${error.message}`));
  try {
    await page.goto(url, { timeout: 30_000 });
    return await ended.promise;
  } finally {
    clearTimeout(timer);
  }
}

export async function runInHost(run: HostRun): Promise<number> {
  const port = await freePort();
  const server = await startServer(run, tempDir('host'), port);
  const log: string[] = [];
  try {
    // Our own signal handlers end the run in order; the browser's would exit at once.
    const handlers = { handleSIGHUP: false, handleSIGINT: false, handleSIGTERM: false };
    const browser = await launchBrowser(handlers);
    try {
      const page = await browser.newPage(contextOptions);
      return await suiteEnd(page, address(run, port), run, log);
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
    await mkdir(path.dirname(run.log), { recursive: true });
    await writeFile(run.log, `${log.join('\n')}\n\n${server.output}`);
  }
}
