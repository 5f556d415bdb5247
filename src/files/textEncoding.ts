import { isUtf8 } from 'node:buffer';

export type TextEncoding = 'UTF-8' | 'UTF-16 LE' | 'UTF-16 BE' | 'Windows-1252?';

/**
 * Subtitles come as UTF-8 or UTF-16, with or without a byte order mark, and in the code page of
 * whoever wrote them: then Windows's western one is the best guess.
 */
export function encodingOf(bytes: Buffer): TextEncoding {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'UTF-16 LE';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== undefined && second !== 0))
    return 'UTF-16 BE';
  // The last character may be cut in two: by the end of what was read, or of a file cut short.
  const isText = [0, 1, 2, 3].some((cut) => isUtf8(bytes.subarray(0, bytes.length - cut)));
  return isText || bytes.length < 4 ? 'UTF-8' : 'Windows-1252?';
}

/** The text without a byte order mark. */
export function decode(bytes: Buffer, encoding: TextEncoding): string {
  const text = decodeAll(bytes, encoding);
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function decodeAll(bytes: Buffer, encoding: TextEncoding): string {
  switch (encoding) {
    case 'UTF-8':
      return bytes.toString('utf8');
    case 'UTF-16 LE':
      return bytes.toString('utf16le');
    case 'UTF-16 BE':
      return Buffer.from(bytes.subarray(0, bytes.length & ~1))
        .swap16()
        .toString('utf16le');
    case 'Windows-1252?':
      return bytes.toString('latin1');
  }
}
