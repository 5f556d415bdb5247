import * as vscode from 'vscode';
import { SettingProblem } from '../environment/environments.ts';
import { nameOf, type Account } from '../accounts/account.ts';
import { hostOf } from '../api/origins.ts';
import { settings, type EnvironmentName } from '../environment/settings.ts';
import type { App } from './app.ts';

interface Keys {
  readonly 'xMedia.environment': string;
  readonly 'xMedia.account': 'none' | 'signedIn' | 'sandbox';
  /** Whether there is any account to switch to or to sign out of. */
  readonly 'xMedia.signedIn': boolean;
  readonly 'xMedia.hasUploads': boolean;
  /** Whether this window works on any upload. */
  readonly 'xMedia.working': boolean;
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
      app.activity.onDidNotice(() => {
        this.#key('xMedia.working', app.activity.size > 0);
      }),
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
    try {
      const origin = this.#origin(name);
      const acting = origin && (await this.#app.accounts.acting(origin));
      const some = (await this.#app.accounts.all()).length > 0;
      // Secret storage may have taken its time, and the environment have been switched meanwhile.
      if (generation !== this.#generation) return;
      this.#key('xMedia.signedIn', some);
      this.#key('xMedia.account', name === 'sandbox' ? name : acting ? 'signedIn' : 'none');
      this.#app.tree.description = acting ? acting.label : undefined;
      this.#say([whereOf(name, origin), acting && whoOf(acting)].filter(Boolean).join(' · '));
    } catch (error) {
      if (!(error instanceof SettingProblem)) throw error;
      this.#key('xMedia.account', 'none');
      this.#app.tree.description = undefined;
      this.#app.tree.message = error.message;
    }
  }

  /** Undefined for a sandbox that was not needed yet: it is not started for this. */
  #origin(name: EnvironmentName): string | undefined {
    if (name === 'sandbox') return this.#app.sandbox.origin;
    return this.#app.environments.remote(name).baseUrl.origin;
  }

  /** A message takes the place of the welcome, which says the same at more length. */
  #say(message: string): void {
    this.#app.tree.message = this.#app.library.size > 0 && message !== '' ? message : undefined;
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

function whereOf(name: EnvironmentName, origin: string | undefined): string | undefined {
  if (name === 'sandbox') return 'Sandbox: an X inside the extension';
  return name === 'custom' && origin !== undefined ? `Custom: ${hostOf(origin)}` : undefined;
}

function whoOf(account: Account): string {
  const legacy = settings.apiVersion() === 'v1.1' ? ' · v1.1' : '';
  return nameOf(account) + legacy;
}
