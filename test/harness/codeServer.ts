/** VS Code in the browser as people get it, for end-to-end tests and for `npm start`. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { relatedBuiltIns } from './builtIns.ts';
import { HumanError } from './humanError.ts';
import { installVscode } from './install.ts';
import { ProcessGroup } from './processGroup.ts';
import { answering, freePort, serverEnvironment } from './server.ts';
import { tempDir } from './files.ts';

export interface CodeServerOptions {
  /** Holds settings, extensions, state and secrets; used again it is the same user. */
  readonly profile: string;
  readonly workspace: string;
  /** Installed into the profile, replacing what is there. */
  readonly vsix?: string;
  readonly port?: number;
  /** Seconds for which a window that was closed keeps its extension host; 3 hours unless given. */
  readonly graceSeconds?: number;
  /** Without most of the extensions that VS Code brings along; with all unless true. */
  readonly light?: boolean;
}

export class CodeServer {
  readonly port: number;
  readonly url: string;
  readonly #group: ProcessGroup;

  private constructor(group: ProcessGroup, port: number, workspace: string) {
    this.#group = group;
    this.port = port;
    const folder = workspace
      .split(path.sep)
      .join('/')
      .replace(/^(?=[A-Za-z]:)/, '/');
    this.url = `http://127.0.0.1:${port}/?folder=${encodeURI(folder)}`;
  }

  static settingsFile(profile: string): string {
    return path.join(profile, 'User/settings.json');
  }

  static async start(options: CodeServerOptions): Promise<CodeServer> {
    const { profile, vsix, workspace, graceSeconds, light } = options;
    const port = await freePort(options.port);
    const codeServer = await installVscode();
    const entry = path.join(codeServer, 'out/node/entry.js');
    const builtIns = light && (await relatedBuiltIns(path.join(codeServer, 'lib/vscode')));
    await mkdir(profile, { recursive: true });
    const config = path.join(profile, 'config.yaml');
    await writeFile(config, 'auth: none\ncert: false\n');
    const base = [entry, '--config', config, '--user-data-dir', profile];
    base.push('--extensions-dir', path.join(profile, 'extensions'));
    // VS Code never removes its sockets.
    const sockets = tempDir('cs');
    const spawnOptions = {
      env: serverEnvironment({
        // code-server keeps a heartbeat and logs in the home directory's data folder otherwise.
        XDG_DATA_HOME: path.join(profile, 'xdg'),
        XDG_RUNTIME_DIR: sockets,
        TMPDIR: sockets,
      }),
      stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'],
    };

    if (vsix) {
      const args = [...base, '--install-extension', vsix, '--force'];
      const installing = new ProcessGroup(process.execPath, args, spawnOptions);
      const code = await installing.endedWithin(60_000);
      if (code !== 0) {
        throw new HumanError(`VS Code refused ${path.basename(vsix)}:\n${installing.output}`);
      }
    }

    const server = new ProcessGroup(
      process.execPath,
      [
        ...base,
        ...['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`],
        ...['--session-socket', path.join(sockets, 'session.sock')],
        ...['--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'],
        ...['--disable-getting-started-override', '--ignore-last-opened'],
        ...(graceSeconds === undefined ? [] : ['--reconnection-grace-time', String(graceSeconds)]),
        ...(builtIns ? ['--vscode-option', `builtin-extensions-dir=${builtIns}`] : []),
      ],
      spawnOptions,
    );
    await answering(`http://127.0.0.1:${port}/healthz`, server);
    return new CodeServer(server, port, workspace);
  }

  /** What the server printed lately. */
  get output(): string {
    return this.#group.output;
  }

  /** Resolves when the server has ended, whoever ended it. */
  get ended(): Promise<number> {
    return this.#group.exited;
  }

  async stop(): Promise<void> {
    await this.#group.stop();
  }
}
