import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Form, Values } from './formModel.ts';
import { formPage } from './formPage.ts';
import { FormSession } from './formSession.ts';

interface OpenForm {
  readonly id: string;
  readonly reveal: () => void;
  readonly cancel: () => void;
}

/** One form at a time: two would compete for the same keys. */
let open: OpenForm | undefined;

/**
 * Asks for what the form asks for, in a tab of its own. The tab keeps what was typed while it is
 * hidden, and is gone with its content when it is answered, closed, or the window is loaded again.
 *
 * @returns what was entered; undefined when the user closed the form, when the signal aborted, or
 *   when this very form is open already, which is shown again and answers its first caller
 * @throws what the form's `submitProblem` throws
 */
export async function showForm<F extends string>(
  form: Form<F>,
  { signal }: { readonly signal: AbortSignal },
): Promise<Values<F> | undefined> {
  if (signal.aborted) return undefined;
  if (open?.id === form.id) {
    open.reveal();
    return undefined;
  }
  open?.cancel();

  const panel = vscode.window.createWebviewPanel(
    'xMedia.form',
    form.title,
    vscode.ViewColumn.Active,
    {
      enableScripts: true,
      enableForms: true,
      localResourceRoots: [],
      retainContextWhenHidden: true,
    },
  );
  const session = new FormSession(form, {
    post: (message) => void panel.webview.postMessage(message),
    copy: async (text) => vscode.env.clipboard.writeText(text),
    open: async (url) => vscode.env.openExternal(vscode.Uri.parse(url, true)),
  });
  const cancel = () => {
    session.cancel();
  };
  const mine: OpenForm = {
    id: form.id,
    reveal: () => {
      panel.reveal();
    },
    cancel,
  };
  open = mine;
  signal.addEventListener('abort', cancel, { once: true });
  panel.onDidDispose(cancel);
  panel.webview.onDidReceiveMessage((message: unknown) => {
    session.receive(message);
  });
  panel.webview.html = formPage(form, randomUUID());
  try {
    return await session.answer;
  } finally {
    signal.removeEventListener('abort', cancel);
    if (open === mine) open = undefined;
    panel.dispose();
  }
}
