import { isXApiError, type XApiError } from '../api/errors.ts';
import { inert, quoted } from '../api/text.ts';
import { isFileProblem, type FileProblem } from '../files/problem.ts';
import type { Outcome } from '../uploads/job.ts';
import { tell, type Action } from './notifications.ts';

export const signIn: Action = { title: 'Sign In', command: 'xMedia.signIn' };
export const showLog: Action = { title: 'Show Log', command: 'xMedia.showLog' };
const showUploads: Action = { title: 'Show Uploads', command: 'xMedia.uploads.focus' };

/** Failures that another credential mends. */
export const tokenKinds = new Set([
  'unauthorized',
  'missing-scope',
  'unsupported-authentication',
  'wrong-origin',
  'signed-out',
  'needs-oauth1',
  'read-only-app',
  'account-suspended',
]);

function actionsFor(error: XApiError | FileProblem): Action[] {
  if (isFileProblem(error)) return [];
  return tokenKinds.has(error.kind) ? [signIn, showLog] : [showLog];
}

/**
 * The one notification after a command: nothing where the rows say it all.
 *
 * @param saysMore whether something else says of a full success what comes next
 */
export async function tellOutcomes(outcomes: readonly Outcome[], saysMore = false): Promise<void> {
  if (outcomes.length === 0) return;
  const failed = outcomes.flatMap(({ name, error }) =>
    error === undefined ? [] : [{ name, error }],
  );
  const [first] = failed;
  // There is one prompt to sign in again, however many calls it stopped.
  if (failed.length > 0 && failed.every(({ error }) => error.kind === 'sign-in-again')) return;
  if (outcomes.length === 1) {
    // A cancelled upload was cancelled by the user, who does not need to be told.
    if (first === undefined || first.error.kind === 'cancelled') return;
    await tell('error', sentence(first.name, first.error), ...actionsFor(first.error));
    return;
  }
  const done = outcomes.length - failed.length;
  const told = failed.filter(({ error }) => error.kind !== 'cancelled');
  if (first === undefined) {
    if (!saysMore) await tell('info', `${done} files initialized.`, showUploads);
    return;
  }
  const reasons = told.slice(0, 3).map(({ name, error }) => short(name, error));
  if (told.length > 3) reasons.push(`And ${told.length - 3} more: see their rows.`);
  if (told.length < failed.length) reasons.push(`${failed.length - told.length} cancelled.`);
  const summary = `${done} of ${outcomes.length} files initialized. ${reasons.join(' ')}`;
  await tell(done === 0 ? 'error' : 'warning', summary, showUploads, ...actionsFor(first.error));
}

/** One failed call in whole sentences, whatever was thrown. */
export function problemSentence(error: unknown): string {
  if (isXApiError(error)) {
    const { explanation, remedy, transactionId } = error;
    const id = transactionId === undefined ? '' : ` (transaction ${transactionId})`;
    return `${explanation} ${remedy}${id}`;
  }
  return inert(error instanceof Error ? error.message : String(error), 600);
}

/** Says why one thing could not be done to an upload. */
export async function tellProblem(name: string, error: unknown): Promise<void> {
  if (isXApiError(error) && error.kind === 'sign-in-again') return;
  const actions = isXApiError(error) ? actionsFor(error) : [showLog];
  await tell('error', `${quoted(name)}: ${problemSentence(error)}`, ...actions);
}

function sentence(name: string, error: XApiError | FileProblem): string {
  return isFileProblem(error)
    ? problemSentence(error)
    : `${quoted(name)}: ${problemSentence(error)}`;
}

function short(name: string, error: XApiError | FileProblem): string {
  return isFileProblem(error) ? inert(error.message, 300) : `${quoted(name)}: ${error.explanation}`;
}
