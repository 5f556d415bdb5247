import * as vscode from 'vscode';
import { inert } from '../api/text.ts';

const scheme = 'x-media-inspection';

/** Writes the report on a file, whatever is wrong with it. */
export type WriteReport = (file: vscode.Uri) => Promise<string>;

/** The reports of *Inspect File*: documents that are read-only and on no disk. */
export class InspectionDocuments implements vscode.TextDocumentContentProvider {
  readonly #write: WriteReport;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registered: vscode.Disposable;

  readonly onDidChange = this.#changed.event;

  constructor(write: WriteReport) {
    this.#write = write;
    this.#registered = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  provideTextDocumentContent(report: vscode.Uri): Promise<string> {
    return this.#write(vscode.Uri.parse(report.query));
  }

  /** Opens the report on a file, or writes anew the one that is open. */
  async show(file: vscode.Uri): Promise<void> {
    const name = inert(file.path.split('/').at(-1) ?? '', 100);
    const report = vscode.Uri.from({
      scheme,
      path: `/${name} – inspection.md`,
      query: file.toString(),
    });
    const isOpen = vscode.workspace.textDocuments.some(
      ({ uri }) => uri.toString() === report.toString(),
    );
    if (isOpen) this.#changed.fire(report);
    const document = await vscode.workspace.openTextDocument(report);
    await vscode.window.showTextDocument(document, { preview: false });
  }

  dispose(): void {
    this.#registered.dispose();
    this.#changed.dispose();
  }
}
