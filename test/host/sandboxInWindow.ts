/** The sandbox of the window under test: what X received, by its own account. */
import { get } from 'node:http';
import { json } from 'node:stream/consumers';
import * as vscode from 'vscode';
import type { RecordedRequest } from '../../src/sandbox/server.ts';
import type { UploadRecord } from '../../src/uploads/record.ts';
import { extension, productLog, savedUploads, until } from './product.ts';

/** Not by `fetch`: the suites watch what becomes of the process-wide one. */
async function requests(url: string): Promise<readonly RecordedRequest[]> {
  const answer = await new Promise((resolve, reject) => {
    get(`${url}/_sandbox/requests`, (response) => {
      json(response).then(resolve, reject);
    }).on('error', reject);
  });
  return (answer as { requests: RecordedRequest[] }).requests;
}

/** Everything the sandbox of this window received; nothing while it was never started. */
export async function received(): Promise<readonly RecordedRequest[]> {
  const found = /The sandbox listens at (\S+)/.exec(productLog());
  return found?.[1] === undefined ? [] : requests(found[1]);
}

/** Starts the sandbox, so that its address stands in the log. */
export async function sandboxStarted(): Promise<void> {
  await extension().activate();
  await vscode.commands.executeCommand('xMedia.initialize', vscode.Uri.file('/no such file.png'));
  await until('the sandbox’s address', () => productLog().includes('The sandbox listens at'));
}

export interface Effect {
  /** What X received. */
  readonly requests: readonly RecordedRequest[];
  /** What was saved, oldest first. */
  readonly uploads: readonly UploadRecord[];
}

/** Runs a command to its end, and tells what that added. */
export async function effectOf(command: string, ...args: readonly unknown[]): Promise<Effect> {
  const before = await received();
  const known = new Set((await savedUploads()).map(({ id }) => id));
  await vscode.commands.executeCommand(command, ...args);
  const uploads = (await savedUploads()).filter(({ id }) => !known.has(id));
  return {
    requests: (await received()).slice(before.length),
    uploads: uploads.sort((a, b) => a.createdAt - b.createdAt),
  };
}
