import { open } from 'node:fs/promises';
import path from 'node:path';
import pLimit from 'p-limit';
import * as vscode from 'vscode';
import { ambiguousExtensions, extensions } from '../files/mediaTypes.ts';

/** Files listed at most: more than anybody scrolls, found without walking a disk for minutes. */
const listedMax = 2000;
/** Files looked into at once. */
const looksAtOnce = 32;
/** The first byte of every MPEG transport stream packet. */
const transportStreamSync = 0x47;

const extensionOf = (uri: vscode.Uri) => path.extname(uri.fsPath).slice(1).toLowerCase();
const isAmbiguous = (uri: vscode.Uri) => ambiguousExtensions.includes(extensionOf(uri));

/** Whether a file that is mostly something else (`.ts`) begins as an MPEG transport stream does. */
async function isTransportStream(uri: vscode.Uri): Promise<boolean> {
  try {
    const handle = await open(uri.fsPath);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(1), 0, 1, 0);
      return bytesRead === 1 && buffer[0] === transportStreamSync;
    } finally {
      await handle.close();
    }
  } catch {
    // Gone or unreadable: not something to offer.
    return false;
  }
}

/** The media file of the active tab, whether a text editor, a preview or anything else shows it. */
export async function activeMedia(): Promise<vscode.Uri | undefined> {
  const input: unknown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const uri =
    input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText
      ? input.uri
      : vscode.window.activeTextEditor?.document.uri;
  if (uri?.scheme !== 'file' || !extensions.includes(extensionOf(uri))) return undefined;
  return !isAmbiguous(uri) || (await isTransportStream(uri)) ? uri : undefined;
}

/** `.png` and `.PNG` alike: a glob has no flag for that. */
function globOf(names: readonly string[]): string {
  const either = (name: string) =>
    name.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
  return `**/*.{${names.map(either).join(',')}}`;
}

/** The media files of the workspace's folders, by path. */
export async function workspaceMedia(token: vscode.CancellationToken): Promise<vscode.Uri[]> {
  const sure = extensions.filter((name) => !ambiguousExtensions.includes(name));
  const without = '**/node_modules/**';
  const [media, perhaps] = await Promise.all([
    vscode.workspace.findFiles(globOf(sure), without, listedMax, token),
    vscode.workspace.findFiles(globOf(ambiguousExtensions), without, listedMax, token),
  ]);
  const limit = pLimit(looksAtOnce);
  const confirmed = await Promise.all(
    perhaps.map((uri) => limit(async () => ((await isTransportStream(uri)) ? [uri] : []))),
  );
  return [...media, ...confirmed.flat()].sort((a, b) => a.fsPath.localeCompare(b.fsPath));
}
