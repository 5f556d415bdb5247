/** Windows of one editor: each with its own accounts, on one machine's disk. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type * as vscode from 'vscode';
import { accountFrom, type AccountOf } from '../../../src/accounts/account.ts';
import { Accounts } from '../../../src/accounts/accounts.ts';
import { Credentials } from '../../../src/accounts/credentials.ts';
import { Handover } from '../../../src/accounts/handover.ts';
import { Refresher } from '../../../src/accounts/refresher.ts';
import { Redactor, redacting } from '../../../src/api/redact.ts';
import { systemPorts, type Ports } from '../../../src/api/ports.ts';
import { defaultTimeLimits, HttpTransport } from '../../../src/api/transport.ts';
import { createUndiciClient } from '../../../src/api/undiciClient.ts';
import { SandboxHost } from '../../../src/environment/sandboxHost.ts';
import { Emitter } from '../../../src/uploads/events.ts';
import { writeWhole } from '../../../src/uploads/writeWhole.ts';
import { keptLog } from '../api/support.ts';

type Secrets = Map<string, string>;

/**
 * SecretStorage as VS Code has it. On the desktop, every window sees what another stores, and is
 * told. In a browser, a window reads all of it when it loads, never again, and writes all of it.
 */
export class Storage {
  readonly kept: Secrets = new Map();
  readonly #shared: boolean;
  readonly #changed = new Emitter<vscode.SecretStorageChangeEvent>();
  /** The next stores reject with it. */
  broken: Error | undefined;
  /** Each store takes as long as it does. */
  slow: (key: string) => Promise<void> = () => Promise.resolve();
  stores = 0;

  constructor(kind: 'desktop' | 'browser') {
    this.#shared = kind === 'desktop';
  }

  /** As a window gets it that loads now. */
  window(): vscode.SecretStorage {
    const seen: Secrets = this.#shared ? this.kept : new Map(this.kept);
    const own = this.#shared ? this.#changed : new Emitter<vscode.SecretStorageChangeEvent>();
    const save = (key: string) => {
      if (this.broken) throw this.broken;
      this.stores += 1;
      if (!this.#shared) {
        this.kept.clear();
        for (const [name, value] of seen) this.kept.set(name, value);
      }
      own.fire({ key });
    };
    return {
      onDidChange: own.event,
      get: (key) => Promise.resolve(seen.get(key)),
      store: async (key, value) => {
        await this.slow(key);
        if (!this.broken) seen.set(key, value);
        save(key);
      },
      delete: async (key) => {
        await Promise.resolve();
        seen.delete(key);
        save(key);
      },
    };
  }
}

export interface Window extends AsyncDisposable {
  readonly accounts: Accounts;
  readonly refresher: Refresher;
  readonly credentials: Credentials;
  readonly transport: HttpTransport;
  readonly ports: Ports;
  readonly redactor: Redactor;
  readonly lines: string[];
  /** Labels of the accounts for which the user would have been asked to sign in again. */
  readonly refusals: string[];
}

export interface WindowOptions {
  readonly dir: string;
  readonly secrets: vscode.SecretStorage;
  readonly ports: Ports;
}

export function openWindow({ dir, secrets, ports }: WindowOptions): Window {
  const { log: plain, lines } = keptLog();
  const redactor = new Redactor();
  const log = redacting(plain, redactor);
  const transport = new HttpTransport({
    loadClient: () => Promise.resolve(createUndiciClient(defaultTimeLimits)),
    ...{ log, redactor, ports },
  });
  const handover = new Handover(dir, log, ports);
  const accounts = new Accounts({ secrets, handover, redactor, log });
  const refresher = new Refresher({
    ...{ accounts, handover, transport, redactor, ports, log },
    userAgent: 'test/1',
  });
  const refusals: string[] = [];
  refresher.onDidRefuse(({ label }) => refusals.push(label));
  const sandbox = new SandboxHost(log);
  return {
    ...{ accounts, refresher, transport, ports, redactor, lines, refusals },
    credentials: new Credentials({ accounts, refresher, sandbox, ports }),
    [Symbol.asyncDispose]: async () => {
      refresher.dispose();
      accounts.dispose();
      await transport.close();
      await sandbox.dispose();
    },
  };
}

/**
 * SecretStorage of a process that may be killed: a file each, as the keyring outlives a window. It
 * takes its time to store.
 */
export function secretsIn(dir: string): vscode.SecretStorage {
  const fileOf = (key: string) => path.join(dir, encodeURIComponent(key));
  return {
    onDidChange: new Emitter<vscode.SecretStorageChangeEvent>().event,
    get: (key) => readFile(fileOf(key), 'utf8').catch(() => undefined),
    store: async (key, value) => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      await writeWhole(fileOf(key), value);
    },
    delete: (key) => rm(fileOf(key), { force: true }),
  };
}

export class Machine implements AsyncDisposable {
  readonly dir: string;
  readonly storage: Storage;
  /** How often a wait of the windows goes into the time it takes. */
  speed = 100;
  #now = 0;

  private constructor(dir: string, storage: Storage) {
    this.dir = dir;
    this.storage = storage;
  }

  static async start(kind: 'desktop' | 'browser'): Promise<Machine> {
    return new Machine(await mkdtemp(path.join(tmpdir(), 'xmedia-accounts-')), new Storage(kind));
  }

  /** Milliseconds by which the windows' clock is ahead of the real one. */
  advance(ms: number): void {
    this.#now += ms;
  }

  now(): number {
    return Date.now() + this.#now;
  }

  window({ dir = this.dir }: { readonly dir?: string } = {}): Window {
    const ports: Ports = {
      ...systemPorts,
      now: () => this.now(),
      wait: (ms, signal) => systemPorts.wait(ms / this.speed, signal),
    };
    return openWindow({ dir, secrets: this.storage.window(), ports });
  }

  /** Everything on disk and in SecretStorage, as one text. */
  async disk(): Promise<string> {
    const names = await readdir(this.dir);
    const texts = names.map((name) => readFile(path.join(this.dir, name), 'utf8'));
    return (await Promise.all(texts)).join('\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.dir, { recursive: true, force: true });
  }
}

/** An account as a sign-in would have brought it. */
export function signedIn(
  origin: string,
  tokens: Partial<AccountOf<'oauth2'>>,
): AccountOf<'oauth2'> {
  return accountFrom({
    kind: 'oauth2',
    ...{ origin, label: '@sandbox', clientId: 'test-client', scopes: [] },
    ...{ accessToken: 'access-token-of-the-test', ...tokens },
  }) as AccountOf<'oauth2'>;
}
