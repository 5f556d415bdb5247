import * as vscode from 'vscode';
import { quoted } from '../api/text.ts';
import type { Wanted } from '../views/filePicker.ts';
import { tell } from '../views/notifications.ts';
import type { App } from './app.ts';

/** The files of the menu that a command was called from: of the Explorer, of a tab, or of rows. */
export async function filesOfMenu(app: App, args: readonly unknown[]): Promise<vscode.Uri[]> {
  const [clicked, several] = args;
  if (clicked === undefined) return [];
  const given: unknown[] = Array.isArray(several) && several.length > 0 ? several : [clicked];
  const uris = given.filter((value) => value instanceof vscode.Uri);
  if (uris.length > 0) return uris;
  await app.library.load();
  const paths = app.tree.meant.uploads(args).map((id) => app.library.get(id)?.file.path);
  const known = new Set(paths.filter((path) => path !== undefined));
  return [...known].map((path) => vscode.Uri.file(path));
}

/**
 * The files that a command is for: those of the menu it was called from, or, from the palette, the
 * one that the user picks. What is no file on disk is said and left out.
 */
export async function chosenFiles(app: App, args: readonly unknown[]): Promise<vscode.Uri[]> {
  const uris = await filesOfMenu(app, args);
  const wanted = uris.length > 0 ? uris : await pickedFiles(app);
  const onDisk = wanted.filter(({ scheme }) => scheme === 'file');
  const other = wanted.find(({ scheme }) => scheme !== 'file');
  if (other !== undefined) {
    const name = quoted(other.path.split('/').at(-1) ?? other.path);
    // Not awaited: the files beside it do not wait for a notification to be closed.
    void tell(
      'error',
      `${name} is no file on disk (${other.scheme}:), and X Media reads only those: save it to a folder, then initialize that file.`,
    );
  }
  const unique = new Map(onDisk.map((uri) => [uri.toString(), uri]));
  return [...unique.values()];
}

/** Asks for a media file, by the title of what is done with it. */
export async function pickedFiles(app: App, wanted?: Wanted): Promise<vscode.Uri[]> {
  const { pickMediaFiles } = await import('../views/filePicker.ts');
  return pickMediaFiles((problem) => {
    app.log.warn(problem);
  }, wanted);
}
