import * as vscode from 'vscode';
import { languageCodePattern } from '../api/contract.ts';
import { quoted } from '../api/text.ts';
import { languages } from './languages.ts';

export interface Track {
  /** Two capital letters. */
  readonly languageCode: string;
  readonly displayName: string;
}

/** Characters of a track's name: what a player's menu has room for. */
const nameMax = 50;

type Choice = vscode.QuickPickItem & { readonly code?: string; readonly own?: string };

/** The sentence that says why a code cannot be taken. */
export function checkLanguageCode(text: string): string | undefined {
  return languageCodePattern.test(text.trim().toUpperCase())
    ? undefined
    : 'Two letters, such as EN: X takes language codes of ISO 639-1.';
}

export function checkDisplayName(text: string): string | undefined {
  if (text.trim() === '') return 'Viewers choose the subtitles by this name: it cannot be empty.';
  return Array.from(text.trim()).length > nameMax ? `At most ${nameMax} characters.` : undefined;
}

/** `captions.de.srt` and `clip_pt.vtt` say it themselves. */
export function guessLanguage(name: string): string | undefined {
  const code = /[._-]([a-z]{2})(?:[-_][a-z]{2,4})?\.(?:srt|vtt)$/i.exec(name)?.[1]?.toUpperCase();
  return languages.some(([known]) => known === code) ? code : undefined;
}

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
