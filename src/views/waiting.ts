import * as vscode from 'vscode';
import { quoted } from '../api/text.ts';
import { formatTime } from '../api/time.ts';
import { failureIn } from '../uploads/record.ts';
import { actionOf } from './remedyButtons.ts';
import type { TellingRoom } from './refusalActions.ts';

/** Milliseconds between looks at the clock, which a machine that slept has set forward. */
const lookMs = 1000;

/** The rows that wait in this window: a second click is for the same wait. */
const waits = new Set<string>();

/** Those of the uploads that still stand where their refusal left them. */
export function stillWaiting({ library }: TellingRoom, ids: readonly string[]): string[] {
  return ids.filter((id) => {
    const record = library.get(id);
    const failure = record && failureIn(record);
    return failure !== undefined && actionOf(failure)?.kind === 'wait';
  });
}

/**
 * Shows until when is waited, with a way to stop it, and gives the uploads that are to go on then:
 * none where the user thought better of it, or mended them meanwhile. Nothing is kept of it: when
 * the window closes, each row says what it said before.
 *
 * @param until epoch milliseconds
 */
export async function waitUntil(
  until: number,
  ids: readonly string[],
  room: TellingRoom,
): Promise<string[]> {
  const own = ids.filter((id) => !waits.has(id));
  const [first] = own;
  if (first === undefined) return [];
  const name = room.library.get(first)?.file.name ?? '';
  const what = own.length === 1 ? quoted(name) : `${own.length} files`;
  const title = `Waiting until ${formatTime(until, Date.now())} to go on with ${what}`;
  for (const id of own) waits.add(id);
  try {
    return await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      async (_, cancel) => {
        while (Date.now() < until) {
          if (cancel.isCancellationRequested || room.signal.aborted) return [];
          if (stillWaiting(room, own).length === 0) return [];
          await moment(Math.min(until - Date.now(), lookMs), cancel, room.signal);
        }
        if (cancel.isCancellationRequested || room.signal.aborted) return [];
        return stillWaiting(room, own);
      },
    );
  } finally {
    for (const id of own) waits.delete(id);
  }
}

/** So many milliseconds, or less when it is over anyway. */
async function moment(
  ms: number,
  cancel: vscode.CancellationToken,
  signal: AbortSignal,
): Promise<void> {
  const over = Promise.withResolvers<undefined>();
  const end = () => {
    over.resolve(undefined);
  };
  const timer = setTimeout(end, ms);
  signal.addEventListener('abort', end);
  const cancelled = cancel.onCancellationRequested(end);
  try {
    await over.promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
    cancelled.dispose();
  }
}
