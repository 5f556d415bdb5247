import * as vscode from 'vscode';
import { quoted } from '../api/text.ts';
import { languages } from './languages.ts';
import { checkDisplayName, checkLanguageCode, guessLanguage } from './tracks.ts';

export interface Track {
  /** Two capital letters. */
  readonly languageCode: string;
  readonly displayName: string;
}

type Choice = vscode.QuickPickItem & { readonly code?: string; readonly own?: string };

/** Asks for the language and the name of subtitles. Undefined when dismissed. */
export async function askForTrack(
  name: string,
  video: string,
  linked: readonly string[],
): Promise<Track | undefined> {
  const title = `Subtitles of ${quoted(video)}`;
  const guessed = guessLanguage(name);
  const items: Choice[] = languages.map(([code, own, english]) => ({
    label: own,
    description: [
      code,
      ...(own === english ? [] : [english]),
      ...(code === guessed ? ['by the file’s name'] : []),
      ...(linked.includes(code) ? ['replaces the present one'] : []),
    ].join(' · '),
    code,
    own,
  }));
  const first = items.filter(({ code }) => code === guessed);
  const others = items.filter(({ code }) => code !== guessed);
  const other: Choice = { label: 'Another language…', alwaysShow: true };
  const chosen = await vscode.window.showQuickPick([...first, ...others, other], {
    title,
    placeHolder: `Language of ${quoted(name)}`,
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  if (chosen === undefined) return undefined;
  const languageCode = chosen.code ?? (await askForCode(title));
  if (languageCode === undefined) return undefined;
  const displayName = await vscode.window.showInputBox({
    title,
    prompt: 'The name by which viewers choose these subtitles.',
    value: chosen.own ?? languageCode,
    ignoreFocusOut: true,
    validateInput: checkDisplayName,
  });
  if (displayName === undefined || checkDisplayName(displayName) !== undefined) return undefined;
  return { languageCode, displayName: displayName.trim() };
}

async function askForCode(title: string): Promise<string | undefined> {
  const code = await vscode.window.showInputBox({
    title,
    prompt: 'The language’s code of two letters.',
    placeHolder: 'EN',
    ignoreFocusOut: true,
    validateInput: checkLanguageCode,
  });
  if (code === undefined || checkLanguageCode(code) !== undefined) return undefined;
  return code.trim().toUpperCase();
}
