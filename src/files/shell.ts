/**
 * Words of a command line that mean the same to a POSIX shell and to PowerShell. To the old prompt of
 * Windows (cmd), which knows no single quotes, they may mean nothing, but no word is ever a command.
 */
import { isSteering } from './words.ts';

/** PowerShell ends a string at typographic quotes, too. */
const singleQuotes = /['\u2018-\u201b]/;
/** In cmd, these act unless they stand in double quotes. */
const activeInCmd = /[&|<>^]/;
const unsafeInDouble = /[$`"\\!\u201c-\u201f]/;

/**
 * A text as one word of a command line; it is only ever that, whatever it holds. Undefined for what
 * no line can carry: a line feed at the end, which shells drop, or a NUL.
 *
 * In single quotes where it can be, and nothing in it would act in cmd. Controls are never written
 * as they are: pasted, they could end the line and begin another. They, and mixed quotes, are left
 * to `printf`.
 */
export function word(text: string): string | undefined {
  if (text.endsWith('\n') || text.includes('\0')) return undefined;
  const isVisible = !isSteering(text);
  if (isVisible && !singleQuotes.test(text) && !activeInCmd.test(text)) return `'${text}'`;
  if (isVisible && !unsafeInDouble.test(text)) return `"${text}"`;
  return `"$(printf '${octal(text)}')"`;
}

function octal(text: string): string {
  return Array.from(Buffer.from(text, 'utf8'), (byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9 ._/-]/.test(character)
      ? character
      : `\\${byte.toString(8).padStart(3, '0')}`;
  }).join('');
}

/** A filter or another argument of our own: quoted where a shell would see more in it than a word. */
export function argument(text: string): string {
  return /^[\w.:=+/-]+$/.test(text) ? text : `'${text}'`;
}

/**
 * A file in the shell's folder, as ffmpeg takes it: what begins with a dash is no option, and what
 * has a colon no address.
 */
export function fileWord(name: string): string | undefined {
  return word(/^-|:/.test(name) ? `./${name}` : name);
}

/** `clip.mov`, `60fps`, `mp4` → `clip-60fps.mp4`: always another name than the file's own. */
export function mendedName(name: string, what: string, extension: string): string {
  const stem = name.replace(/(?!^)\.[^.]{1,8}$/, '');
  return `${stem}-${what}.${extension}`;
}
