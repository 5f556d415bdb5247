/** The extension under test, as the host sees it, and the traces it leaves outside the host's API. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { copyFile, mkdtemp, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { UploadRecord } from '../../src/uploads/record.ts';

interface Manifest {
  readonly engines: { readonly vscode: string };
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

export function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('xmedia-tools.x-media-upload');
  assert.ok(found, 'the extension is not installed');
  return found;
}

export function manifest(): Manifest {
  return extension().packageJSON as Manifest;
}

export function bundleText(name: string): string {
  return readFileSync(path.join(extension().extensionPath, 'dist', `${name}.cjs`), 'utf8');
}

/** The names of the product's bundles that were read so far: `extension`, `api-undiciClient`, … */
export function loadedBundles(): string[] {
  const dist = path.join(extension().extensionPath, 'dist') + path.sep;
  return Object.keys(require.cache)
    .filter((file) => file.startsWith(dist))
    .map((file) => path.basename(file, '.cjs'))
    .sort();
}

function profile(): string {
  const folder = process.env.XMEDIA_HOST_PROFILE;
  assert.ok(folder, 'the harness names no profile');
  return folder;
}

/** Where the product keeps its uploads. */
export function uploadsFolder(): string {
  return path.join(profile(), 'data/User/globalStorage/xmedia-tools.x-media-upload/uploads');
}

export function recordFile(id: string): string {
  return path.join(uploadsFolder(), `${id}.json`);
}

/** The uploads on disk, as they were written. */
export async function savedUploads(): Promise<UploadRecord[]> {
  const names = await readdir(uploadsFolder()).catch(() => []);
  const files = names.filter((name) => name.endsWith('.json'));
  const texts = files.map((name) => readFile(path.join(uploadsFolder(), name), 'utf8'));
  return (await Promise.all(texts)).map((text) => JSON.parse(text) as UploadRecord);
}

/** What the product wrote into its output channel. */
export function productLog(): string {
  const pattern = 'data/logs/**/xmedia-tools.x-media-upload/*.log';
  return globSync(pattern, { cwd: profile() })
    .map((file) => readFileSync(path.join(profile(), file), 'utf8'))
    .join('');
}

export function workspaceFolder(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'no folder is open');
  return folder.uri;
}

/** A file of the open folder. */
export function media(name: string): vscode.Uri {
  return vscode.Uri.joinPath(workspaceFolder(), name);
}

/** A copy of a fixture under a name of its own, outside the open folder. */
export async function copyAs(name: string, fixture = 'photo.png'): Promise<vscode.Uri> {
  const file = vscode.Uri.file(path.join(await mkdtemp(path.join(profile(), 'copy-')), name));
  await copyFile(media(fixture).fsPath, file.fsPath);
  return file;
}

/** Asks again until the answer is no longer undefined or false. */
export async function until<T>(
  what: string,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  milliseconds = 10_000,
): Promise<T> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    assert.ok(Date.now() < deadline, `${what}: not within ${milliseconds / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** One of the product's settings, for the user. */
export async function set(
  name: string,
  value: unknown,
  target = vscode.ConfigurationTarget.Global,
): Promise<void> {
  await vscode.workspace.getConfiguration('xMedia').update(name, value, target);
}
