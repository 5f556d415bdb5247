import * as vscode from 'vscode';
import { SettingProblem } from '../environment/environments.ts';
import { settings } from '../environment/settings.ts';
import type { App } from './app.ts';

interface Keys {
  readonly 'xMedia.environment': string;
  readonly 'xMedia.account': 'none' | 'signedIn' | 'sandbox';
  readonly 'xMedia.hasUploads': boolean;
}

/** Which X and whose account: keeps the view's message and the context keys of menus true. */
export class Situation implements vscode.Disposable {
  readonly #app: App;
  readonly #listening: { dispose(): unknown }[];
  #generation = 0;
  readonly #set = new Map<string, unknown>();

  constructor(app: App) {
    this.#app = app;
    const refresh = () => {
      this.refresh().catch((error: unknown) => {
        app.log.error(`The view’s state could not be refreshed: ${String(error)}`);
      });
    };
    this.#listening = [
      app.accounts.onDidChange(refresh),
      app.library.onDidChange(({ structure }) => {
        if (structure) refresh();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('xMedia')) refresh();
      }),
    ];
  }

  async refresh(): Promise<void> {
    const generation = (this.#generation += 1);
    const name = settings.environment();
    this.#key('xMedia.environment', name);
    this.#key('xMedia.hasUploads', this.#app.library.size > 0);
    if (name === 'sandbox') {
      this.#key('xMedia.account', 'sandbox');
      this.#say('Sandbox: an X inside the extension.');
      return;
    }
    try {
      const { baseUrl } = this.#app.environments.remote(name);
      const account = await this.#app.accounts.find(baseUrl.origin);
      // Secret storage may have taken its time, and the environment have been switched meanwhile.
      if (generation !== this.#generation) return;
      this.#key('xMedia.account', account === undefined ? 'none' : 'signedIn');
      this.#say(name === 'custom' ? `Custom: ${baseUrl.host}` : undefined);
    } catch (error) {
      if (!(error instanceof SettingProblem)) throw error;
      this.#key('xMedia.account', 'none');
      this.#app.tree.message = error.message;
    }
  }

  /** A message takes the place of the welcome, which says the same at more length. */
  #say(message: string | undefined): void {
    this.#app.tree.message = this.#app.library.size > 0 ? message : undefined;
  }

  #key<K extends keyof Keys>(key: K, value: Keys[K]): void {
    if (this.#set.get(key) === value) return;
    this.#set.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }

  dispose(): void {
    for (const disposable of this.#listening) disposable.dispose();
  }
}
