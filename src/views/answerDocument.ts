import * as vscode from 'vscode';
import { inert } from '../api/text.ts';
import { answerText, type Answered } from './answerText.ts';

const scheme = 'x-media-answer';

/** What X answered, in documents that are read-only and on no disk. */
export class AnswerDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  /** By the document's address, while it is open. */
  readonly #texts = new Map<string, string>();
  readonly #disposables: readonly vscode.Disposable[];

  constructor() {
    this.#disposables = [
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === scheme) this.#texts.delete(uri.toString());
      }),
    ];
  }

  provideTextDocumentContent(uri: vscode.Uri): string | undefined {
    return this.#texts.get(uri.toString());
  }

  /** The answer to one call has one document, however often it is shown. */
  async show(answered: Answered, preserveFocus: boolean): Promise<void> {
    const text = answerText(answered);
    if (text === undefined) return;
    const path = `/${inert(answered.name, 100).replaceAll('/', '_')} – X’s answer.txt`;
    const key = `${answered.transactionId ?? ''}@${answered.at}`;
    const uri = vscode.Uri.from({ scheme, path, query: key });
    this.#texts.set(uri.toString(), text);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true, preserveFocus });
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}

let documents: AnswerDocuments | undefined;

/**
 * Shows an answer until `signal` aborts; what shows it is there from the first one on.
 *
 * @param preserveFocus whether the keyboard stays where it is
 */
export async function showAnswer(
  answered: Answered,
  signal: AbortSignal,
  preserveFocus = false,
): Promise<void> {
  if (documents === undefined) {
    const created = new AnswerDocuments();
    documents = created;
    signal.addEventListener('abort', () => {
      created.dispose();
      documents = undefined;
    });
  }
  await documents.show(answered, preserveFocus);
}
