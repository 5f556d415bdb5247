import type { Stats } from 'node:fs';
import { totalBytesMax } from '../api/contract.ts';

export type FileProblemKind =
  | 'missing'
  | 'folder'
  | 'special'
  | 'unreadable'
  | 'empty'
  | 'tooLarge'
  | 'unlisted'
  /** Other than when its upload began. */
  | 'changed'
  /** Its disk does not answer. */
  | 'stalled'
  /** Another program keeps it for itself. */
  | 'locked';

/**
 * Why a file cannot be uploaded. The message is one whole sentence, says what to do, and may be
 * shown; it holds the file's base name as it is, which whoever shows it makes inert.
 */
export class FileProblem extends Error {
  override readonly name = 'FileProblem';
  readonly kind: FileProblemKind;

  constructor(kind: FileProblemKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/**
 * Whether something thrown is a {@link FileProblem}. By its name: inspection is a bundle of its
 * own, loaded on use, and so has a class of its own.
 */
export function isFileProblem(error: unknown): error is FileProblem {
  return error instanceof Error && error.name === 'FileProblem' && 'kind' in error;
}

/** Only regular files have bytes to send: what is wrong with anything else. */
export function problemUnlessRegular(name: string, stats: Stats): FileProblem | undefined {
  if (stats.isDirectory()) {
    return new FileProblem('folder', `“${name}” is a folder: choose the media files inside it.`);
  }
  if (stats.isFile()) return undefined;
  return new FileProblem(
    'special',
    `“${name}” is a pipe, a socket or a device and no regular file: save its content to a file, and choose that.`,
  );
}

/** What X's description forbids of a file's size alone: none at all, and more than 16 GiB. `size` in bytes. */
export function forbiddenBySize(name: string, size: number): FileProblem | undefined {
  if (size === 0) {
    return new FileProblem(
      'empty',
      `“${name}” is empty (0 bytes), and X takes no empty files: export or download it again.`,
    );
  }
  if (size <= totalBytesMax) return undefined;
  return new FileProblem(
    'tooLarge',
    `“${name}” has ${inGiB(size)}, and X takes at most ${inGiB(totalBytesMax)}: shorten or compress it.`,
  );
}

function inGiB(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(2)} GiB (${bytes} bytes)`;
}

/** Turns what `node:fs` threw into a sentence, and keeps it as the cause. */
export function problemOfSystemError(name: string, error: unknown): FileProblem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no error code';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new FileProblem(
        'missing',
        `“${name}” is not there: it was moved, renamed or deleted, so choose it where it is now.`,
        { cause: error },
      );
    case 'EACCES':
    case 'EPERM':
      return new FileProblem(
        'unreadable',
        `“${name}” may not be read by you (${code}): give yourself permission to read it, and try again.`,
        { cause: error },
      );
    case 'EBUSY':
      return new FileProblem(
        'locked',
        `“${name}” is kept by another program (${code}): close it there, and try again.`,
        { cause: error },
      );
    default:
      return new FileProblem(
        'unreadable',
        `“${name}” could not be read (${code}): check its disk or network drive, and try again.`,
        { cause: error },
      );
  }
}
