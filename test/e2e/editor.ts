/** The VS Code a worker's tests share: one profile, one workspace folder, restartable. */
import { cp, glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { CodeServer } from '../harness/codeServer.ts';
import { readText, tempDir } from '../harness/files.ts';
import { parseSettings, type Settings, testSettings, writeSettings } from '../harness/settings.ts';

const root = path.resolve(import.meta.dirname, '../..');

export class Editor {
  readonly workspace: string;
  readonly profile: string;
  #server: CodeServer | undefined;

  private constructor(folder: string) {
    this.workspace = path.join(folder, 'media');
    this.profile = path.join(folder, 'profile');
  }

  static async start(settings: Settings): Promise<Editor> {
    const editor = new Editor(tempDir('e2e'));
    await cp(path.join(root, 'test/fixtures/media'), editor.workspace, { recursive: true });
    await writeSettings(editor.settingsFile, { ...testSettings, ...settings });
    await editor.serve({ vsix: path.join(root, 'dist/x-media-upload.vsix') });
    return editor;
  }

  get url(): string {
    if (!this.#server) throw new Error('The editor is stopped');
    return this.#server.url;
  }

  get settings(): Settings {
    const present = parseSettings(readText(this.settingsFile) ?? '{}');
    if (!present) throw new Error('settings.json is not plain JSON');
    return present;
  }

  /** Writes user settings, which a window reads when it loads. `undefined` removes one. */
  async setSettings(patch: Settings): Promise<void> {
    await writeSettings(this.settingsFile, { ...this.settings, ...patch });
  }

  /** Ends the server and starts it again on the same profile and port: the browser keeps secrets by origin. */
  async restart(): Promise<void> {
    const port = this.#server?.port ?? 0;
    await this.stop();
    await this.serve({ port });
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
    this.#server = undefined;
  }

  /** What the extension wrote into its output channels, oldest window first. */
  async log(): Promise<string> {
    const pattern = 'logs/**/xmedia-tools.x-media-upload/*.log';
    const files: string[] = [];
    for await (const file of glob(pattern, { cwd: this.profile })) files.push(file);
    const texts = files.sort().map((file) => readFile(path.join(this.profile, file), 'utf8'));
    return (await Promise.all(texts)).join('');
  }

  private get settingsFile(): string {
    return CodeServer.settingsFile(this.profile);
  }

  private async serve(extra: { vsix?: string; port?: number }): Promise<void> {
    const { profile, workspace } = this;
    // Each test leaves a window behind, whose host would work on beside all later tests.
    const options = { profile, workspace, graceSeconds: 1, light: true, ...extra };
    this.#server = await CodeServer.start(options);
  }
}
