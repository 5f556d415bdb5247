import path from 'node:path';
import * as vscode from 'vscode';
import { Accounts } from './accounts/accounts.ts';
import { Credentials } from './accounts/credentials.ts';
import { Handover } from './accounts/handover.ts';
import { AccountsMenu } from './accounts/provider.ts';
import { RefreshOnUse } from './accounts/refreshOnUse.ts';
import { Environments } from './environment/environments.ts';
import { Network } from './environment/networkSettings.ts';
import { SandboxHost } from './environment/sandboxHost.ts';
import { settings } from './environment/settings.ts';
import { systemPorts } from './api/ports.ts';
import { redacting, Redactor } from './api/redact.ts';
import { defaultTimeLimits, HttpTransport } from './api/transport.ts';
import type { App } from './commands/app.ts';
import { registerCommands } from './commands/register.ts';
import { accountsMenuActions } from './commands/accountsMenu.ts';
import { Attending } from './commands/attending.ts';
import { prompterToSignInAgain } from './commands/signInAgain.ts';
import { Situation } from './commands/situation.ts';
import { Library } from './uploads/library.ts';
import { UploadStore } from './uploads/store.ts';
import { Activity } from './uploads/activity.ts';
import type { Work } from './uploads/work.ts';
import { reportStorage } from './views/storageReports.ts';
import { UploadsTree } from './views/uploadsTree.ts';

/** What must not be cut off when the window closes; VS Code waits some seconds for it. */
let settled: (() => Promise<void>) | undefined;

export async function deactivate(): Promise<void> {
  await settled?.();
}

export function activate(context: vscode.ExtensionContext): void {
  const channel = vscode.window.createOutputChannel('X Media Upload', { log: true });
  const redactor = new Redactor();
  const log = redacting(channel, redactor);
  const ports = systemPorts;
  const stopped = new AbortController();

  const network = new Network();
  const transport = new HttpTransport({
    loadClient: async () =>
      (await import('./api/undiciClient.ts')).createUndiciClient(
        defaultTimeLimits,
        network.settings,
      ),
    log,
    redactor,
    ports,
  });
  const inspect: App['inspect'] = async (file, options) =>
    (await import('./files/inspect.ts')).inspectFile(file, options);
  const dir = path.join(context.globalStorageUri.fsPath, 'uploads');
  const store = new UploadStore(dir, log);
  const acknowledgedBytes = async (id: string, mediaId: string) =>
    (await import('./uploads/work.ts')).acknowledgedBytes(dir, id, mediaId);
  const library = new Library({ store, ports, log, acknowledgedBytes });
  const activity = new Activity();
  const { segmentBytes, parallelSegments: parallel } = settings;
  let work: Promise<Work> | undefined;
  const loadWork = async () => {
    const { createWork } = await import('./uploads/work.ts');
    return createWork({ library, activity, inspect, dir, ports, log, segmentBytes, parallel });
  };
  const sandbox = new SandboxHost(log);
  const environments = new Environments(sandbox);
  const userAgent = `x-media-upload/${String((context.extension.packageJSON as { version?: unknown }).version)}`;
  const handover = new Handover(path.join(context.globalStorageUri.fsPath, 'accounts'), log);
  const accounts = new Accounts({ secrets: context.secrets, handover, redactor, log });
  const refresher = new RefreshOnUse(
    {
      ...{ accounts, handover, transport, redactor },
      ports,
      userAgent,
      log,
    },
    prompterToSignInAgain(),
  );
  const credentials = new Credentials({ accounts, refresher, sandbox, ports });
  const tree = new UploadsTree({ library, activity, now: ports.now });

  const app: App = {
    accounts,
    credentials,
    environments,
    sandbox,
    library,
    activity,
    work: () => (work ??= loadWork()),
    tree,
    transport,
    redactor,
    ports,
    userAgent,
    log,
    channel,
    inspect,
    mediaApi: async (version, origin, credential) => {
      const { mediaApi } = await import('./api/dialects.ts');
      return mediaApi(version, { origin, credential, transport, ports, userAgent });
    },
    whoAmI: async (baseUrl, credential, signal) => {
      const { whoAmI } = await import('./api/dialects.ts');
      return whoAmI(transport, baseUrl, credential, userAgent, signal);
    },
    signal: stopped.signal,
  };
  const situation = new Situation(app);
  const attending = new Attending(app);
  settled = async () => {
    await Promise.all([refresher.settled(), attending.settled()]);
  };

  context.subscriptions.push(
    channel,
    network,
    { dispose: () => void transport.close() },
    { dispose: () => void sandbox.dispose() },
    library,
    activity,
    accounts,
    refresher,
    new AccountsMenu(accounts, accountsMenuActions(app)),
    tree,
    situation,
    attending,
    reportStorage(library, store),
    registerCommands(app),
    {
      dispose: () => {
        stopped.abort();
      },
    },
  );

  // What needs the disk or the secret storage comes after activation, and delays nobody's start.
  setImmediate(() => {
    Promise.all([situation.refresh(), library.load(), accounts.watch()])
      .then(async () => {
        attending.start();
        const { Watchers } = await import('./commands/watchers.ts');
        if (!stopped.signal.aborted) context.subscriptions.push(new Watchers(app));
        await situation.refresh();
      })
      .catch((error: unknown) => {
        log.error(`Starting failed: ${String(error)}`);
      });
  });
}
