import * as vscode from 'vscode';

/** Went one question back. */
export const back = Symbol('back');
export type Answer<T> = T | typeof back | undefined;

export interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

interface Step {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
}

/** One question with given answers; `active` is selected first. Undefined when dismissed. */
export function choose<T>(
  step: Step & { readonly placeholder: string },
  choices: readonly (Choice<T> | vscode.QuickPickItem)[],
  active: T,
): Promise<Answer<T>> {
  return new Promise((resolve) => {
    const picker = vscode.window.createQuickPick();
    Object.assign(picker, step);
    picker.ignoreFocusOut = true;
    picker.items = choices;
    picker.activeItems = choices.filter((choice) => 'value' in choice && choice.value === active);
    picker.buttons = step.step > 1 ? [vscode.QuickInputButtons.Back] : [];
    picker.onDidTriggerButton(() => {
      resolve(back);
      picker.hide();
    });
    picker.onDidAccept(() => {
      const [chosen] = picker.selectedItems as readonly (Choice<T> | undefined)[];
      // A filter that nothing matches: the question stays.
      if (chosen === undefined) return;
      resolve(chosen.value);
      picker.hide();
    });
    picker.onDidHide(() => {
      resolve(undefined);
      picker.dispose();
    });
    picker.show();
  });
}

export interface TextStep extends Step {
  readonly prompt: string;
  readonly placeholder: string;
  readonly value: string;
  /** The sentence that says why the text cannot be taken, while it is typed. */
  readonly check: (text: string) => string | undefined;
}

/** One question with a typed answer. Undefined when dismissed. */
export function enter({ check, ...step }: TextStep): Promise<Answer<string>> {
  return new Promise((resolve) => {
    const input = vscode.window.createInputBox();
    Object.assign(input, step);
    input.ignoreFocusOut = true;
    input.buttons = step.step > 1 ? [vscode.QuickInputButtons.Back] : [];
    input.onDidChangeValue((text) => {
      input.validationMessage = check(text);
    });
    input.onDidTriggerButton(() => {
      resolve(back);
      input.hide();
    });
    input.onDidAccept(() => {
      const problem = check(input.value);
      input.validationMessage = problem;
      if (problem !== undefined) return;
      resolve(input.value);
      input.hide();
    });
    input.onDidHide(() => {
      resolve(undefined);
      input.dispose();
    });
    input.show();
  });
}
