import { isXApiError, XApiError } from '../api/errors.ts';
import { formatBytes, inert } from '../api/text.ts';
import { formatTime } from '../api/time.ts';
import type { FileProblem } from '../files/problem.ts';
import type { Owner } from './owner.ts';
import type { Failure, Sending, UploadRecord } from './record.ts';
import { segmentBytesMin, segmentsMax, type SegmentPlan } from './segments.ts';

/** Why an upload failed, as the record keeps it. `at` in epoch milliseconds. */
export function failureOf(
  error: XApiError | FileProblem | { readonly kind: string; readonly message: string },
  at: number,
): Failure {
  if (!isXApiError(error)) {
    return { kind: error.kind, explanation: inert(error.message, 500), remedy: '', at };
  }
  const { kind, explanation, remedy, transactionId, retryAt, answer, action } = error;
  return { kind, explanation, remedy, transactionId, retryAt, answer, action, at };
}

/** The failure of an upload whose window went away before X's answer was written down. */
export function interruption(at: number): Failure {
  return {
    kind: 'interrupted',
    explanation:
      'The window closed before X’s answer arrived; whether X accepted the request is not known.',
    remedy: 'Initialize again; if X did make a media_id, it is unused and expires by itself.',
    at,
  };
}

/** The problem of an upload that the user cancelled. `expiresAt` and `at` in epoch milliseconds. */
export function cancelledWith(
  { acknowledgedBytes }: Sending,
  totalBytes: number,
  expiresAt: number | undefined,
  at: number,
): Failure {
  const until =
    expiresAt === undefined ? 'until its media_id expires' : `until ${formatTime(expiresAt, at)}`;
  return {
    kind: 'cancelled',
    explanation: `Cancelled: X holds ${formatBytes(acknowledgedBytes)} of ${formatBytes(totalBytes)} of it ${until}, and forgets them then by itself.`,
    remedy: 'Continue if you change your mind, or remove the row.',
    at,
  };
}

/** X takes neither these segments nor as many smaller ones as the file would need. */
export function tooLargeForX({ segmentBytes, totalBytes }: SegmentPlan): XApiError {
  const sent = formatBytes(Math.min(segmentBytes, totalBytes));
  if (Math.min(segmentBytes, totalBytes) <= segmentBytesMin) {
    return new XApiError({
      kind: 'too-large',
      explanation: `X found even a segment of ${sent} too large.`,
      remedy: 'Check the network for a proxy that limits requests, then initialize the file again.',
    });
  }
  return new XApiError({
    kind: 'too-large',
    explanation: `X found segments of ${sent} too large, and ${formatBytes(totalBytes)} in smaller ones would be more than the ${segmentsMax} segments that X takes.`,
    remedy: 'Compress or shorten the file, then initialize it.',
  });
}

/** The problem of an upload whose window went away while it was carried to X. */
export function closedUnderWay(at: number): Failure {
  return {
    kind: 'closed',
    explanation: 'VS Code closed while this file was on its way to X.',
    remedy: 'Continue: only what X has not acknowledged is sent.',
    at,
  };
}

/**
 * Milliseconds after which no initialize can still be waiting for its answer: three attempts of a
 * minute each, and the waits between them. Guards against a process id that was given out again.
 */
const longestInitializeMs = 5 * 60_000;

/** Whether an `initializing` record has lost the process that waited for X's answer. */
export function isInterrupted(
  record: UploadRecord,
  now: number,
  isAlive: (owner: Owner) => boolean,
): boolean {
  if (record.state !== 'initializing') return false;
  return !isAlive(record.owner) || now - record.updatedAt > longestInitializeMs;
}
