/** The user's side of the window: hears what the product says, and answers what it asks. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

type Severity = 'error' | 'warning' | 'info';

export interface Said {
  readonly severity: Severity;
  readonly message: string;
  /** The titles of its buttons. */
  readonly buttons: readonly string[];
  readonly modal: boolean;
}

type Button = string | { readonly title: string };

/** What the product asked when it wanted a text. */
export type Question = vscode.InputBoxOptions | undefined;

const titleOf = (button: Button) => (typeof button === 'string' ? button : button.title);

/**
 * Takes the place of the window's notifications and of its input box, which no code can see or
 * type into. The suite lies in the extension's folder, and so shares its `vscode`.
 */
export class User {
  readonly said: Said[] = [];
  readonly asked: Question[] = [];
  /** Typed into the next input boxes, in turn; a box without an answer is dismissed. */
  readonly answers: string[] = [];
  /** Part of the label to choose in the next pickers, in turn; one without is dismissed. */
  readonly choices: string[] = [];
  /** The buttons to press in the next notifications that have them; others are closed. */
  readonly presses: string[] = [];
  /** The labels that pickers offered. */
  readonly offered: string[][] = [];
  readonly #restore: (() => void)[] = [];

  constructor() {
    const show =
      (severity: Severity) =>
      (message: string, ...rest: (vscode.MessageOptions | Button)[]) => {
        const [first] = rest;
        const modal = typeof first === 'object' && 'modal' in first && first.modal === true;
        const buttons = rest.filter((one) => typeof one === 'string' || 'title' in one);
        this.said.push({ severity, message, buttons: buttons.map(titleOf), modal });
        const pressed = buttons.find((button) => titleOf(button) === this.presses[0]);
        if (pressed !== undefined) this.presses.shift();
        return Promise.resolve(pressed);
      };
    this.#replace('showErrorMessage', show('error'));
    this.#replace('showWarningMessage', show('warning'));
    this.#replace('showInformationMessage', show('info'));
    this.#replace('showInputBox', (question: Question) => {
      this.asked.push(question);
      return Promise.resolve(this.answers.shift());
    });
    this.#replace('showQuickPick', (items: readonly vscode.QuickPickItem[]) => this.#choose(items));
  }

  #choose(items: readonly vscode.QuickPickItem[]): Promise<vscode.QuickPickItem | undefined> {
    this.offered.push(items.map(({ label }) => label));
    const wanted = this.choices.shift();
    const found = items.find(({ label }) => wanted !== undefined && label.includes(wanted));
    assert.ok(wanted === undefined || found, `nothing is called ${wanted ?? ''}`);
    return Promise.resolve(found);
  }

  #replace(name: keyof typeof vscode.window, replacement: (...args: never[]) => unknown): void {
    const original: unknown = vscode.window[name];
    assert.ok(Reflect.set(vscode.window, name, replacement), `${name} cannot be replaced`);
    this.#restore.push(() => Reflect.set(vscode.window, name, original));
  }

  /** The one thing that was said, and that it was the only one. */
  heard(severity: Severity): string {
    const [first, ...more] = this.said.splice(0);
    assert.deepEqual(more, [], 'more than one notification');
    assert.equal(first?.severity, severity, first?.message ?? 'nothing was said');
    return first.message;
  }

  leave(): void {
    for (const restore of this.#restore) restore();
  }
}
