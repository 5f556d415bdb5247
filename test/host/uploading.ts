/** An X of the suite's own, an account there, and files of a size that takes a while. */
import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/server.ts';
import type { RecordIn, UploadRecord } from '../../src/uploads/record.ts';
import { copyAs, extension, savedUploads, set, until } from './product.ts';
import { User } from './window.ts';

const token = 'host-suite-token-of-uploads-0123456789';
/** Bytes of a segment, as the suite sets it. */
export const segmentBytes = 2 ** 18;

/** A row as menus pass it. */
export function row(id: string) {
  return { kind: 'upload', id, facts: new Map() };
}

export class Uploading implements AsyncDisposable {
  readonly user: User;
  readonly x: Sandbox;

  private constructor(user: User, x: Sandbox) {
    this.user = user;
    this.x = x;
  }

  /** Signed in to a sandbox of its own, that begins with these settings. */
  static async begin(options: SandboxOptions = {}): Promise<Uploading> {
    await extension().activate();
    const user = new User();
    const x = await startSandbox({ token, processingSecs: 0, ...options });
    await set('customBaseUrl', x.url);
    await set('environment', 'custom');
    const segmentSizeMiB = segmentBytes / 2 ** 20;
    // Of no matter to the suites that upload nothing: it stays.
    if (vscode.workspace.getConfiguration('xMedia').get('segmentSizeMiB') !== segmentSizeMiB) {
      await set('segmentSizeMiB', segmentSizeMiB);
    }
    user.choices.push('Paste an access token');
    user.answers.push(token);
    await vscode.commands.executeCommand('xMedia.signIn');
    assert.deepEqual(user.said.splice(0), []);
    return new Uploading(user, x);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await vscode.commands.executeCommand('xMedia.pause').then(undefined, () => undefined);
    await vscode.commands.executeCommand('xMedia.signOut');
    this.user.leave();
    await this.x.close();
    await set('environment', 'sandbox');
    await set('customBaseUrl', undefined);
    const next = vscode.workspace.getConfiguration('xMedia').get('afterInitialize');
    if (next !== 'nothing') await set('afterInitialize', 'nothing');
  }

  /** Initializes a file, and gives its row. */
  async initialized(file: vscode.Uri): Promise<RecordIn<'initialized'>> {
    const known = new Set((await savedUploads()).map(({ id }) => id));
    await vscode.commands.executeCommand('xMedia.initialize', file);
    const record = (await savedUploads()).find(({ id }) => !known.has(id));
    assert.equal(record?.state, 'initialized');
    return record;
  }

  /** A row of a file that is at X whole. */
  async ready(file: vscode.Uri): Promise<RecordIn<'ready'>> {
    const { id } = await this.initialized(file);
    await vscode.commands.executeCommand('xMedia.upload', row(id));
    return saved(id, 'ready');
  }

  /** What X was asked since, as `POST append` and the like, without the questions who it is. */
  calls(): string[] {
    return this.x
      .requests()
      .filter(({ call }) => call !== 'me')
      .map(({ call }) => call ?? 'unknown');
  }
}

/** A video of so many segments. */
export async function video(segments: number, name = 'long clip.mp4'): Promise<vscode.Uri> {
  const file = await copyAs(name, 'clip.mp4');
  const { size } = await vscode.workspace.fs.stat(file);
  await appendFile(file.fsPath, Buffer.alloc(segments * segmentBytes - size));
  return file;
}

/** The record on disk, once it is in this state. */
export function saved<S extends UploadRecord['state']>(id: string, state: S): Promise<RecordIn<S>> {
  return until(`${id} ${state}`, async () => {
    const record = (await savedUploads()).find((one) => one.id === id);
    return record?.state === state ? (record as RecordIn<S>) : undefined;
  });
}
