import * as vscode from 'vscode';
import { inert } from '../api/text.ts';

/** A button of a notification, and what is behind it; without anything it only closes. */
export interface Action {
  readonly title: string;
  readonly command?: string;
  readonly args?: readonly unknown[];
  readonly run?: () => PromiseLike<unknown>;
}

/** Shows a sentence with buttons, and does what the chosen one says. */
export async function tell(
  severity: 'error' | 'warning' | 'info',
  message: string,
  ...actions: readonly Action[]
): Promise<void> {
  const show = {
    error: () => vscode.window.showErrorMessage(message, ...actions),
    warning: () => vscode.window.showWarningMessage(message, ...actions),
    info: () => vscode.window.showInformationMessage(message, ...actions),
  };
  const chosen = await show[severity]();
  try {
    await chosen?.run?.();
  } catch (error) {
    // Nobody waits for a notification, so nobody else would say it.
    const why = inert(error instanceof Error ? error.message : String(error), 300);
    await vscode.window.showErrorMessage(`X Media could not do that: ${why}`);
  }
  if (chosen?.command !== undefined) {
    await vscode.commands.executeCommand(chosen.command, ...(chosen.args ?? []));
  }
}
