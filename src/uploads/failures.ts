import type { XApiError } from '../api/errors.ts';
import { inert } from '../api/text.ts';
import { isFileProblem, type FileProblem } from '../files/problem.ts';
import type { Owner } from './owner.ts';
import type { Failure, UploadRecord } from './record.ts';

/** Why an upload failed, as the record keeps it. `at` in epoch milliseconds. */
export function failureOf(error: XApiError | FileProblem, at: number): Failure {
  if (isFileProblem(error)) {
    return { kind: error.kind, explanation: inert(error.message, 500), remedy: '', at };
  }
  const { kind, explanation, remedy, transactionId, retryAt } = error;
  return { kind, explanation, remedy, transactionId, retryAt, at };
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
