import type * as vscode from 'vscode';
import type { Accounts } from '../accounts/accounts.ts';
import type { Credentials } from '../accounts/credentials.ts';
import type { Environments } from '../environment/environments.ts';
import type { ApiVersion } from '../environment/settings.ts';
import type { SandboxHost } from '../environment/sandboxHost.ts';
import type { MediaApi, Credential } from '../api/mediaApi.ts';
import type { Me } from '../api/me.ts';
import type { Logger, Ports } from '../api/ports.ts';
import type { Redactor } from '../api/redact.ts';
import type { Transport } from '../api/transport.ts';
import type { InspectOptions, MediaFile } from '../files/inspect.ts';
import type { Library } from '../uploads/library.ts';
import type { Activity } from '../uploads/activity.ts';
import type { Work } from '../uploads/work.ts';
import type { UploadsTree } from '../views/uploadsTree.ts';

/** The parts that commands work with, built once by `extension.ts`. */
export interface App {
  readonly accounts: Accounts;
  readonly credentials: Credentials;
  readonly environments: Environments;
  readonly sandbox: SandboxHost;
  readonly library: Library;
  /** What this window works on now. */
  readonly activity: Activity;
  /** What works on uploads, read on first use. */
  readonly work: () => Promise<Work>;
  readonly tree: UploadsTree;
  readonly transport: Transport;
  readonly redactor: Redactor;
  readonly ports: Ports;
  /** Names the extension and its version to X. */
  readonly userAgent: string;
  readonly log: Logger;
  readonly channel: vscode.LogOutputChannel;
  readonly inspect: (file: string, options: InspectOptions) => Promise<MediaFile>;
  /** For an environment's origin. */
  readonly mediaApi: (
    version: ApiVersion,
    origin: string,
    credential: Credential,
  ) => Promise<MediaApi>;
  /** Who an account is, where X tells. Never rejects. */
  readonly whoAmI: (
    baseUrl: URL,
    credential: Credential,
    signal: AbortSignal,
  ) => Promise<Me | undefined>;
  /** Aborts when the extension is deactivated. */
  readonly signal: AbortSignal;
}

/** One thing the user can do. The arguments are whatever the menu, a key or a script passed. */
export type Command = (app: App, args: readonly unknown[]) => Promise<void> | void;
