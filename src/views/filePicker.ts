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

/** What files are asked for. */
export interface Wanted {
  readonly title: string;
  /** The button of the dialog. */
  readonly open: string;
  /** One file with one of these extensions; any media without it. */
  readonly only?: readonly string[];
}
const anyMedia: Wanted = { title: 'Initialize X upload', open: 'Initialize X upload' };

async function browseForFiles({ title, open, only }: Wanted): Promise<vscode.Uri[]> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectMany: only === undefined,
    openLabel: open,
    title,
    filters: {
      [only === undefined ? 'Media that X takes' : 'Subtitles']: [...(only ?? extensions)],
      'All files': ['*'],
    },
  });
  return chosen ?? [];
}

/** Asks for a media file: the active tab's first, then the workspace's, then any other. */
export async function pickMediaFiles(
  log: (problem: string) => void,
  wanted: Wanted = anyMedia,
): Promise<vscode.Uri[]> {
  const { only } = wanted;
  const fits = (uri: vscode.Uri) =>
    only?.includes(path.extname(uri.fsPath).slice(1).toLowerCase()) ?? true;
  const shown = await activeMedia();
  const active = shown !== undefined && fits(shown) ? shown : undefined;
  const what = only === undefined ? 'a media file' : `a file (.${only.join(', .')})`;
  const picked = await new Promise<Item | undefined>((resolve) => {
    const picker = vscode.window.createQuickPick<Item>();
    const searching = new vscode.CancellationTokenSource();
    const hasFolder = (vscode.workspace.workspaceFolders ?? []).length > 0;
    const first = active === undefined ? [] : [itemOf(active, 'in the active tab')];
    picker.title = wanted.title;
    picker.placeholder = hasFolder
      ? `Choose ${what} of the workspace, or browse for one`
      : `No folder is open: browse for ${what}`;
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
        const others = found.filter((uri) => fits(uri) && uri.toString() !== active?.toString());
        picker.items = [...first, ...others.map((uri) => itemOf(uri)), browse];
        picker.busy = false;
      })
      .catch((error: unknown) => {
        log(`Searching the workspace for media failed: ${String(error)}`);
        if (!searching.token.isCancellationRequested) picker.busy = false;
      });
  });
  if (picked?.browse === true) return browseForFiles(wanted);
  return picked?.uri === undefined ? [] : [picked.uri];
}
