/** `npm start`: the product in a real VS Code in the browser, on the sandbox. */
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../bundles.ts';
import { CodeServer } from '../codeServer.ts';
import { openInBrowser } from '../desktop.ts';
import { HumanError } from '../humanError.ts';
import { installVscode } from '../install.ts';
import { freePort } from '../server.ts';
import { addSettings, calmSettings } from '../settings.ts';
import { makePackage, vsix } from '../suites/package.ts';
import { runTask } from '../task.ts';

const home = path.join(root, '.vscode-test/start');
const profile = path.join(home, 'profile');
const workspace = path.join(home, 'media');

/** The browser keeps a window's secrets by its address: the same one each time, where it is free. */
const usualPort = 41_880;

/** `--port N` or `--port=N`; the usual port, or else any free one, when it is not given. */
async function choosePort(args: readonly string[]): Promise<number> {
  if (args.length > 0) return freePort(wantedPort(args));
  return freePort(usualPort).catch(() => freePort());
}

function wantedPort(args: readonly string[]): number {
  const text = args.join(' ');
  const port = Number(/^--port[ =](\d+)$/.exec(text)?.[1] ?? NaN);
  if (port < 65536) return port;
  throw new HumanError(`npm start knows one option, -- --port N with N below 65536, not: ${text}`);
}

await runTask(
  async (stopped) => {
    const port = await choosePort(process.argv.slice(2));
    await Promise.all([installVscode(), makePackage()]);
    // What a person changed or added stays, so that a second start finds the first one's uploads.
    await cp(path.join(root, 'test/fixtures/media'), workspace, {
      recursive: true,
      force: false,
      preserveTimestamps: true,
    });
    await addSettings(CodeServer.settingsFile(profile), calmSettings);
    const server = await CodeServer.start({ profile, workspace, vsix, port });
    console.log(`\nX Media Upload is running at ${server.url}`);
    console.log('Right-click a media file in the explorer. Ctrl-C here ends it.');
    openInBrowser(server.url);
    const code = await server.ended;
    if (!stopped.aborted) {
      throw new HumanError(`VS Code's server ended by itself (${code}):\n${server.output}`);
    }
    return 0;
  },
  { codeWhenStopped: 0 },
);
