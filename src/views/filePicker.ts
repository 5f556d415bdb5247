import path from 'node:path';
import * as vscode from 'vscode';
import { inert } from '../api/text.ts';
import { extensions } from '../files/mediaTypes.ts';
import { activeMedia, workspaceMedia } from './workspaceMedia.ts';

type Item = vscode.QuickPickItem & { readonly uri?: vscode.Uri; readonly browse?: true };

const browse: Item = {
  label: 'Browse…',
  iconPath: new vscode.ThemeIcon('folder-opened'),
  browse: true,
  alwaysShow: true,
};

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
  const active = await activeMedia();
  const picked = await new Promise<Item | undefined>((resolve) => {
    const picker = vscode.window.createQuickPick<Item>();
    const searching = new vscode.CancellationTokenSource();
    const hasFolder = (vscode.workspace.workspaceFolders ?? []).length > 0;
    const first = active === undefined ? [] : [itemOf(active, 'in the active tab')];
    picker.title = 'Initialize X upload';
    picker.placeholder = hasFolder
      ? 'Choose a media file of the workspace, or browse for one'
      : 'No folder is open: browse for a media file';
    picker.matchOnDescription = true;
    // A media preview that finishes loading takes the focus, and would close the picker.
    picker.ignoreFocusOut = true;
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
