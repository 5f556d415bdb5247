/** What X and viewers take for the language and the name of subtitles. */
import { languageCodePattern } from '../api/contract.ts';
import { languages } from './languages.ts';

/** Characters of a track's name: what a player's menu has room for. */
const nameMax = 50;

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
