import type * as vscode from 'vscode';
import type { Accounts } from '../accounts/accounts.ts';
import type { Credentials } from '../accounts/credentials.ts';
import type { Environments } from '../environment/environments.ts';
import type { SandboxHost } from '../environment/sandboxHost.ts';
import type { MediaApi, Credential } from '../api/mediaApi.ts';
import type { Logger } from '../api/ports.ts';
import type { InspectOptions, MediaFile } from '../files/inspect.ts';
import type { Library } from '../uploads/library.ts';
import type { Uploads } from '../uploads/uploads.ts';
import type { UploadsTree } from '../views/uploadsTree.ts';

/** The parts that commands work with, built once by `extension.ts`. */
export interface App {
  readonly accounts: Accounts;
  readonly credentials: Credentials;
  readonly environments: Environments;
  readonly sandbox: SandboxHost;
  readonly library: Library;
  readonly uploads: Uploads;
  readonly tree: UploadsTree;
  readonly log: Logger;
  readonly channel: vscode.LogOutputChannel;
  readonly inspect: (file: string, options: InspectOptions) => Promise<MediaFile>;
  readonly mediaApi: (baseUrl: URL, credential: Credential) => MediaApi;
  /** Aborts when the extension is deactivated. */
  readonly signal: AbortSignal;
}

/** One thing the user can do. The arguments are whatever the menu, a key or a script passed. */
export type Command = (app: App, args: readonly unknown[]) => Promise<void> | void;
