import { formatBytes } from '../api/text.ts';

/** Of an upload that began again in smaller segments; bytes of a segment. */
export function sentAnew(before: number, after: number): string {
  return `X found segments of ${formatBytes(before)} too large, so the file is sent anew in segments of ${formatBytes(after)}, under a new media_id.`;
}

/** Of a file that is not any more what X has of it. */
export const changedSince =
  'The file was changed or removed after it was read: X has it as it was when the upload began.';
