import * as vscode from 'vscode';
import { formatBytes } from '../api/text.ts';
import { settings } from '../environment/settings.ts';
import { check } from '../files/check.ts';
import type { MediaFile } from '../files/inspect.ts';
import { FileProblem, isFileProblem } from '../files/problem.ts';
import { reportOf, reportOfProblem } from '../files/report.ts';
import { InspectionDocuments } from '../views/inspectionDocument.ts';
import { tell } from '../views/notifications.ts';
import type { App, Command } from './app.ts';
import { filesOfMenu, pickedFiles } from './files.ts';

/** Reports that are opened at once: each is an editor of its own. */
const reportsMax = 10;

let documents: InspectionDocuments | undefined;

/** *Inspect File*: what is known of a file, and what X may make of it, without a call to X. */
export const inspectFile: Command = async (app, args) => {
  const clicked = await filesOfMenu(app, args);
  const wanted = { title: 'Inspect File', open: 'Inspect' };
  const files = clicked.length > 0 ? clicked : await pickedFiles(app, wanted);
  const shown = (documents ??= documentsOf(app));
  for (const file of files.slice(0, reportsMax)) await shown.show(file);
  if (files.length > reportsMax) {
    await tell(
      'info',
      `The first ${reportsMax} of ${files.length} files were inspected: choose fewer for the others.`,
    );
  }
};

function documentsOf(app: App): InspectionDocuments {
  const created = new InspectionDocuments((file) => reportOn(app, file));
  app.signal.addEventListener('abort', () => {
    created.dispose();
    documents = undefined;
  });
  return created;
}

async function reportOn(app: App, uri: vscode.Uri): Promise<string> {
  const name = uri.path.split('/').at(-1) ?? uri.path;
  const tier = settings.accountTier();
  try {
    const file = await inspected(app, uri, name);
    const { size, mediaType: type, mediaCategory: category, facts } = file;
    const findings = check({ name, size, type, category, facts, tier });
    return reportOf({ ...file, type, category, findings, tier });
  } catch (error) {
    if (isFileProblem(error)) return reportOfProblem(name, error.message);
    throw error;
  }
}

async function inspected(app: App, uri: vscode.Uri, name: string): Promise<MediaFile> {
  const { signal } = app;
  const options = { mediaUse: settings.mediaUse(uri), tier: settings.accountTier(), signal };
  if (uri.scheme === 'file') return app.inspect(uri.fsPath, options);
  const { inspectBytes, inspectedBytesMax } = await import('../files/inspect.ts');
  const open = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  if (uri.scheme === 'untitled' && open !== undefined) {
    return inspectBytes(name, Buffer.from(open.getText()), options);
  }
  const { size } = await orProblem(name, vscode.workspace.fs.stat(uri));
  if (size > inspectedBytesMax) {
    throw new FileProblem(
      'tooLarge',
      `“${name}” is on no disk (${uri.scheme}:) and has ${formatBytes(size)}: such files are read whole, up to ${formatBytes(inspectedBytesMax)}. Save it to a folder, then inspect that file.`,
    );
  }
  return inspectBytes(name, await orProblem(name, vscode.workspace.fs.readFile(uri)), options);
}

async function orProblem<T>(name: string, call: Thenable<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new FileProblem('unreadable', `“${name}” could not be read: ${why}`, { cause: error });
  }
}
