import * as vscode from 'vscode';

export interface BrowserWait {
  readonly title: string;
  /** The page to sign in on. */
  readonly address: URL;
  readonly prompt: string;
  /** Resolves when the browser came back by itself; rejects when nobody is expected any more. */
  readonly returned: Promise<URL> | undefined;
  /** A pasted address as a URL, or the sentence that says why it cannot be one. */
  readonly read: (text: string) => { readonly url: URL } | { readonly problem: string };
  readonly signal: AbortSignal;
}

const openAgain: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('globe'),
  tooltip: 'Open the page again',
};
const copyAddress: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('copy'),
  tooltip: 'Copy the page’s address, for another browser',
};

/**
 * Opens the page and waits for the user to come back from it: by itself where the browser can
 * reach this machine, else with the address that was pasted. Resolves to undefined when the user
 * thinks better of it; rejects as `returned` does.
 */
export async function waitForBrowser(wait: BrowserWait): Promise<URL | undefined> {
  const box = vscode.window.createInputBox();
  const ended = Promise.withResolvers<URL | undefined>();
  const stop = () => {
    ended.resolve(undefined);
  };
  box.title = wait.title;
  box.prompt = wait.prompt;
  box.placeholder = 'Paste the address that the browser ended up at';
  box.ignoreFocusOut = true;
  box.buttons = [openAgain, copyAddress];
  const open = () => {
    vscode.env.openExternal(vscode.Uri.parse(wait.address.href)).then(undefined, () => {
      box.validationMessage = 'The browser could not be opened: copy the address with the button.';
    });
  };
  box.onDidTriggerButton((button) => {
    if (button === openAgain) open();
    else void vscode.env.clipboard.writeText(wait.address.href);
  });
  box.onDidChangeValue((text) => {
    box.validationMessage = text.trim() === '' ? undefined : problemOf(wait.read(text));
  });
  box.onDidAccept(() => {
    const read = wait.read(box.value);
    if ('url' in read) ended.resolve(read.url);
    else box.validationMessage = read.problem;
  });
  box.onDidHide(stop);
  wait.signal.addEventListener('abort', stop, { once: true });
  wait.returned?.then(ended.resolve, ended.reject);
  try {
    box.show();
    open();
    return await ended.promise;
  } finally {
    wait.signal.removeEventListener('abort', stop);
    box.dispose();
  }
}

function problemOf(read: ReturnType<BrowserWait['read']>): string | undefined {
  return 'problem' in read ? read.problem : undefined;
}
