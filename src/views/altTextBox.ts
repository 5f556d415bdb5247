import * as vscode from 'vscode';
import { altTextMax } from '../api/contract.ts';
import { quoted } from '../api/text.ts';

/** As X counts it: characters, whatever they take in memory. */
export const countCharacters = (text: string) => Array.from(text).length;

/** How many of the characters are used, while they are typed; too many are not taken. */
export function countMessage(text: string): vscode.InputBoxValidationMessage {
  const count = countCharacters(text.trim());
  const message = `${count} of ${altTextMax} characters`;
  const { Info, Error } = vscode.InputBoxValidationSeverity;
  return count <= altTextMax
    ? { message, severity: Info }
    : { message: `${message}: ${count - altTextMax} too many`, severity: Error };
}

/** Asks for the alt text of an upload; empty for none, undefined when dismissed. */
export async function askForAltText(name: string, before: string): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    title: `Alt text of ${quoted(name)}`,
    prompt:
      before === ''
        ? 'Says what is to be seen, for those who cannot see it.'
        : `Says what is to be seen, for those who cannot see it. It has ${countCharacters(before)} of ${altTextMax} characters now; empty takes it away.`,
    placeHolder: 'A cat on a window sill, looking at rain',
    value: before,
    ignoreFocusOut: true,
    validateInput: countMessage,
  });
  return text?.trim();
}
