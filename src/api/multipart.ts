import { randomBytes } from 'node:crypto';
import type { Segment } from './mediaApi.ts';
import type { Parameter } from './oauth1.ts';

export interface Multipart {
  /** A part of the segment's own buffer. */
  readonly body: Uint8Array;
  readonly contentType: string;
}

/**
 * A segment as `multipart/form-data`: `parts` as text, then its bytes as `media`. What frames them
 * is written into the room around them in their buffer, so that megabytes are not copied.
 */
export function multipart(
  { buffer, start, length }: Segment,
  parts: readonly Parameter[],
): Multipart {
  // 128 random bits: that a file holds them is not looked for.
  const boundary = `xmedia-${randomBytes(16).toString('hex')}`;
  const texts = parts.map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  // Servers tell a file from a text by its having a name; the user's own stays here.
  const head = `${texts.join('')}--${boundary}\r\nContent-Disposition: form-data; name="media"; filename="blob"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const tail = `\r\n--${boundary}--\r\n`;
  const from = start - head.length;
  const end = start + length;
  if (from < 0 || end + tail.length > buffer.length) {
    throw new RangeError('The buffer has no room for what frames a segment.');
  }
  buffer.write(head, from, 'latin1');
  buffer.write(tail, end, 'latin1');
  return {
    body: buffer.subarray(from, end + tail.length),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}
