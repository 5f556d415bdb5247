import { open } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { inert } from '../api/text.ts';
import { ambiguousExtensions, extensions } from '../files/mediaTypes.ts';

type Item = vscode.QuickPickItem & { readonly uri?: vscode.Uri; readonly browse?: true };

/** Files listed at most: more than anybody scrolls, found without walking a disk for minutes. */
const listedMax = 2000;
const transportStreamSync = 0x47;
const browse: Item = {
  label: 'Browse…',
  iconPath: new vscode.ThemeIcon('folder-opened'),
  browse: true,
  alwaysShow: true,
};

const hasMediaName = (uri: vscode.Uri) =>
  extensions.includes(path.extname(uri.fsPath).slice(1).toLowerCase());

/** The file of the active tab, whether a text editor, a media preview or any other editor shows it. */
function activeFile(): vscode.Uri | undefined {
  const input: unknown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const uri =
    input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText
      ? input.uri
      : vscode.window.activeTextEditor?.document.uri;
  return uri !== undefined && hasMediaName(uri) ? uri : undefined;
}

/** `.png` and `.PNG` alike: a glob has no flag for that. */
function globOf(names: readonly string[]): string {
  const either = (name: string) =>
    name.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
  return `**/*.{${names.map(either).join(',')}}`;
}

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

async function workspaceMedia(token: vscode.CancellationToken): Promise<vscode.Uri[]> {
  const sure = extensions.filter((name) => !ambiguousExtensions.includes(name));
  const without = '**/node_modules/**';
  const [media, perhaps] = await Promise.all([
    vscode.workspace.findFiles(globOf(sure), without, listedMax, token),
    vscode.workspace.findFiles(globOf(ambiguousExtensions), without, listedMax, token),
  ]);
  const confirmed = await Promise.all(
    perhaps.map(async (uri) => ((await isTransportStream(uri)) ? [uri] : [])),
  );
  return [...media, ...confirmed.flat()];
}

function itemOf(uri: vscode.Uri, detail?: string): Item {
  const folder = path.dirname(vscode.workspace.asRelativePath(uri));
  return {
    label: inert(path.basename(uri.fsPath), 200),
    description: [detail, folder === '.' ? undefined : inert(folder, 200)]
      .filter(Boolean)
      .join(' · '),
    iconPath: new vscode.ThemeIcon('file-media'),
    uri,
  };
}

async function browseForFiles(): Promise<vscode.Uri[]> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectMany: true,
    openLabel: 'Initialize X upload',
    title: 'Initialize X upload',
    filters: { 'Media that X takes': [...extensions], 'All files': ['*'] },
  });
  return chosen ?? [];
}

/** Asks for a media file: the active tab's first, then the workspace's, then any other. */
export async function pickMediaFiles(log: (problem: string) => void): Promise<vscode.Uri[]> {
  const picked = await new Promise<Item | undefined>((resolve) => {
    const picker = vscode.window.createQuickPick<Item>();
    const searching = new vscode.CancellationTokenSource();
    const hasFolder = (vscode.workspace.workspaceFolders ?? []).length > 0;
    const active = activeFile();
    const first = active === undefined ? [] : [itemOf(active, 'in the active tab')];
    picker.title = 'Initialize X upload';
    picker.placeholder = hasFolder
      ? 'Choose a media file of the workspace, or browse for one'
      : 'No folder is open: browse for a media file';
    picker.matchOnDescription = true;
    picker.items = [...first, browse];
    picker.busy = hasFolder;
    picker.onDidAccept(() => {
      resolve(picker.selectedItems[0]);
      picker.hide();
    });
    picker.onDidHide(() => {
      resolve(undefined);
      searching.cancel();
      searching.dispose();
      picker.dispose();
    });
    picker.show();
    if (!hasFolder) return;
    workspaceMedia(searching.token)
      .then((found) => {
        if (searching.token.isCancellationRequested) return;
        const others = found.filter((uri) => uri.toString() !== active?.toString());
        others.sort((a, b) => a.fsPath.localeCompare(b.fsPath));
        picker.items = [...first, ...others.map((uri) => itemOf(uri)), browse];
        picker.busy = false;
      })
      .catch((error: unknown) => {
        log(`Searching the workspace for media failed: ${String(error)}`);
        if (!searching.token.isCancellationRequested) picker.busy = false;
      });
  });
  if (picked?.browse === true) return browseForFiles();
  return picked?.uri === undefined ? [] : [picked.uri];
}
