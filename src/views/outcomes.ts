import { asXApiError, isXApiError, type XApiError } from '../api/errors.ts';
import { inert, quoted } from '../api/text.ts';
import { isFileProblem, type FileProblem } from '../files/problem.ts';
import type { Outcome } from '../uploads/job.ts';
import { tell, type Action } from './notifications.ts';
import { buttonsFor, type Refused, type TellingRoom } from './refusalActions.ts';

const showUploads: Action = { title: 'Show Uploads', command: 'xMedia.uploads.focus' };

/** What X refused, with its row where it has one; a file that X never saw is no refusal. */
function refusedOf({ name, record, error }: Outcome): Refused[] {
  return error === undefined || isFileProblem(error) ? [] : [{ name, record, told: error }];
}

/** The buttons for the first that failed. */
function actionsFor(failed: readonly Outcome[], room: TellingRoom): Action[] {
  const [first] = failed;
  const refused = failed.flatMap(refusedOf);
  return first !== undefined && refusedOf(first).length > 0 ? buttonsFor(refused, room) : [];
}

/**
 * The one notification after a command: nothing where the rows say it all.
 *
 * @param saysMore whether something else says of a full success what comes next
 */
export async function tellOutcomes(
  outcomes: readonly Outcome[],
  room: TellingRoom,
  saysMore = false,
): Promise<void> {
  if (outcomes.length === 0) return;
  const failed = outcomes.flatMap(({ error, ...rest }) =>
    error === undefined ? [] : [{ ...rest, error }],
  );
  const [first] = failed;
  // There is one prompt to sign in again, however many calls it stopped.
  if (failed.length > 0 && failed.every(({ error }) => error.kind === 'sign-in-again')) return;
  if (outcomes.length === 1) {
    // A cancelled upload was cancelled by the user, who does not need to be told.
    if (first === undefined || first.error.kind === 'cancelled') return;
    await tell('error', sentence(first.name, first.error), ...actionsFor([first], room));
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
  await tell(done === 0 ? 'error' : 'warning', summary, showUploads, ...actionsFor(told, room));
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
export async function tellProblem(name: string, error: unknown, room: TellingRoom): Promise<void> {
  if (isXApiError(error) && error.kind === 'sign-in-again') return;
  const buttons = buttonsFor([{ name, told: asXApiError(error) }], room);
  await tell('error', `${quoted(name)}: ${problemSentence(error)}`, ...buttons);
}

function sentence(name: string, error: XApiError | FileProblem): string {
  return isFileProblem(error)
    ? problemSentence(error)
    : `${quoted(name)}: ${problemSentence(error)}`;
}

function short(name: string, error: XApiError | FileProblem): string {
  return isFileProblem(error) ? inert(error.message, 300) : `${quoted(name)}: ${error.explanation}`;
}
