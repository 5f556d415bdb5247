import { asXApiError, isXApiError, type XApiError } from '../api/errors.ts';
import { isFileProblem, type FileProblem } from '../files/problem.ts';
import { codeOf } from './recordFiles.ts';
import { isStopped, type StopReason } from './activity.ts';

/** Why the work on an upload ended before the upload did. */
export type Stop =
  /** Somebody wanted it. */
  | { readonly type: 'wished'; readonly how: StopReason }
  /** The user has to do something; it goes on from here. */
  | { readonly type: 'pause'; readonly error: XApiError | FileProblem | LedgerProblem }
  /** X does not take it. */
  | { readonly type: 'fail'; readonly error: XApiError | FileProblem }
  /** X finds the segments too large. */
  | { readonly type: 'smaller'; readonly error: XApiError }
  /** The media_id's time is over. */
  | { readonly type: 'expired' };

/** The ledger could not be written: what is not written down is not sent. */
export class LedgerProblem extends Error {
  readonly kind = 'ledger';
  constructor(cause: unknown) {
    const reason =
      codeOf(cause) === 'ENOSPC'
        ? 'the disk is full'
        : codeOf(cause) === 'EROFS' || codeOf(cause) === 'EACCES'
          ? 'its folder cannot be written'
          : cause instanceof Error
            ? cause.message
            : String(cause);
    super(
      `The progress of this upload cannot be kept on this machine (${reason}), so nothing more was sent.`,
      { cause },
    );
    this.name = 'LedgerProblem';
  }
}

/** Runs what writes the ledger; its failure is told as what it is. */
export async function written<T>(writing: Promise<T>): Promise<T> {
  try {
    return await writing;
  } catch (error) {
    throw new LedgerProblem(error);
  }
}

/** The stop behind an aborted signal, or undefined while it is not. */
export function wishedBy(signal: AbortSignal): Stop | undefined {
  if (!signal.aborted) return undefined;
  const reason: unknown = signal.reason;
  return { type: 'wished', how: isStopped(reason) ? reason.how : 'close' };
}

/** What was thrown, sorted: errors of the file and of the disk wait for the user. */
export function stopOf(thrown: unknown, signal: AbortSignal): Stop {
  const wished = wishedBy(signal);
  if (wished !== undefined) return wished;
  if (isFileProblem(thrown) || thrown instanceof LedgerProblem) {
    return { type: 'pause', error: thrown };
  }
  return { type: 'pause', error: isXApiError(thrown) ? thrown : asXApiError(thrown) };
}
