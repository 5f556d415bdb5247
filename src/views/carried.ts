import * as vscode from 'vscode';
import { asXApiError } from '../api/errors.ts';
import { quoted } from '../api/text.ts';
import type { UploadRecord } from '../uploads/record.ts';
import { deadlineOf, mayUpload } from '../uploads/states.ts';
import type { Carried } from '../uploads/work.ts';
import { tell } from './notifications.ts';
import { actionOf } from './remedyButtons.ts';
import { buttonsFor, type Told, type TellingRoom } from './refusalActions.ts';
import type { UploadsTree } from './uploadsTree.ts';

/** What became of an upload that was carried on. */
export interface CarriedOutcome {
  readonly id: string;
  readonly name: string;
  /** The row as it is now; undefined when it was removed. */
  readonly record: UploadRecord | undefined;
  readonly carried: Carried;
  /** What was thrown before it could begin. */
  readonly error?: Error;
  readonly tookMs: number;
}

/** Milliseconds after which nobody watches the row any more. */
const longMs = 10_000;

/** What stopped it, where the user has to know; undefined for what the user did. */
function problemOf({ record, carried, error }: CarriedOutcome): Told | undefined {
  if (error !== undefined) return asXApiError(error);
  if (record?.state === 'failed' && carried === 'failed') return record.failure;
  if (record?.state !== 'paused' || carried !== 'paused') return undefined;
  return record.problem?.kind === 'cancelled' ? undefined : record.problem;
}

/** Tells what became of uploads that ended together; nothing of what the user stopped. */
export function tellCarried(outcomes: readonly CarriedOutcome[], room: TellingRoom): void {
  const { tree } = room;
  tellReady(
    outcomes.filter(({ carried }) => carried === 'ready'),
    tree,
  );
  tellProblems(outcomes, room);
  const over = outcomes.filter(({ carried }) => carried === 'expired');
  for (const { id, name } of over.slice(0, 3)) {
    const again = { title: 'Initialize Again', command: 'xMedia.initializeAgain' };
    const sentence = `The media_id of ${quoted(name)} expired before all of the file was uploaded, and X has forgotten what it had of it.`;
    void tell('error', sentence, { ...again, args: tree.argsFor([id]) });
  }
  const elsewhere = outcomes.filter(({ carried }) => carried === 'elsewhere');
  if (elsewhere.length > 0) {
    void tell('info', `Another window is uploading ${named(elsewhere)} already.`);
  }
}

function tellReady(ready: readonly CarriedOutcome[], tree: UploadsTree): void {
  const [first] = ready;
  if (first === undefined) return;
  const { record } = first;
  const id = record !== undefined && 'media' in record ? record.media?.id : undefined;
  const sentence =
    ready.length === 1 && id !== undefined
      ? `${quoted(first.name)} is ready: media_id ${id}`
      : `${ready.length} files are ready`;
  vscode.window.setStatusBarMessage(`$(pass) ${sentence}`, 5000);
  if (!ready.some(({ tookMs }) => tookMs > longMs)) return;
  const deadline = record === undefined ? undefined : deadlineOf(record);
  const use = deadline === undefined ? '' : ' Use it before it expires.';
  void tell('info', `${sentence}.${ready.length === 1 ? use : ''}`, {
    title: ready.length === 1 ? 'Copy media_id' : 'Copy media_ids',
    command: 'xMedia.copyMediaId',
    args: tree.argsFor(ready.map((one) => one.id)),
  });
}

function tellProblems(outcomes: readonly CarriedOutcome[], room: TellingRoom): void {
  const stopped = outcomes.flatMap((outcome) => {
    const problem = problemOf(outcome);
    // There is one prompt to sign in again, however many uploads it stopped.
    return problem === undefined || problem.kind === 'sign-in-again' ? [] : [{ outcome, problem }];
  });
  const [first, ...others] = stopped;
  if (first === undefined) return;
  const { explanation, remedy, transactionId } = first.problem;
  const ids = stopped.flatMap(({ outcome: { record } }) =>
    record !== undefined && mayUpload(record, Date.now()) ? [record.id] : [],
  );
  const transaction = transactionId === undefined ? '' : ` (transaction ${transactionId})`;
  const said = `${quoted(first.outcome.name)}: ${`${explanation} ${remedy}`.trimEnd()}${transaction}`;
  const more = others.length === 0 ? '' : ` ${others.length} more stopped: see their rows.`;
  const refused = stopped.map(({ outcome: { name, record }, problem }) => ({
    name,
    record,
    told: problem,
  }));
  // Before its time, the same answer would come again.
  const mayGoOn = ids.length > 0 && actionOf(first.problem)?.kind !== 'wait';
  const goOn = { title: 'Continue', command: 'xMedia.upload', args: room.tree.argsFor(ids) };
  void tell('error', `${said}${more}`, ...buttonsFor(refused, room, mayGoOn ? [goOn] : []));
}

function named(outcomes: readonly CarriedOutcome[]): string {
  const [first] = outcomes;
  return first === undefined || outcomes.length > 1
    ? `${outcomes.length} of these files`
    : quoted(first.name);
}
