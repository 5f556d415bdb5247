import * as vscode from 'vscode';
import { isPageOfX, type RemedyAction } from '../api/action.ts';
import type { Library } from '../uploads/library.ts';
import { failureIn, type Failure, type UploadRecord } from '../uploads/record.ts';
import { answerText } from './answerText.ts';
import { showAnswer } from './answerDocument.ts';
import { tell, type Action } from './notifications.ts';
import { actionOf, againFor, titleOf } from './remedyButtons.ts';
import type { UploadsTree } from './uploadsTree.ts';
import { waitUntil } from './waiting.ts';

/** What telling of a failure, and mending it, needs of the window. */
export interface TellingRoom {
  readonly library: Library;
  readonly tree: UploadsTree;
  /** Aborts when the extension is deactivated. */
  readonly signal: AbortSignal;
}

/** A failure, as it is told: of a record, or of a call beside the rows. */
export type Told = Omit<Failure, 'at' | 'retryAt'> & { readonly at?: number | undefined };

/** The uploads that a button is for; a failure beside the rows has none. */
export interface Refused {
  readonly name: string;
  readonly record?: UploadRecord | undefined;
  readonly told: Told;
}

const showLog: Action = { title: 'Show Log', command: 'xMedia.showLog' };

/** Of several that failed, those that the first one's action would mend as well. */
function alike(all: readonly Refused[]): string[] {
  const [first] = all;
  const kind = first && actionOf(first.told)?.kind;
  return all.flatMap(({ record, told }) =>
    record !== undefined && actionOf(told)?.kind === kind ? [record.id] : [],
  );
}

/** What mends the first one; undefined where nothing can be pressed. */
function remedyOf(all: readonly Refused[], room: TellingRoom): Action | undefined {
  const [first] = all;
  const action = first && actionOf(first.told);
  if (action === undefined) return undefined;
  const record = first?.record && room.library.get(first.record.id);
  const title = titleOf(action, record, Date.now());
  if (title === undefined) return undefined;
  return { title, run: () => follow(action, alike(all), room) };
}

/** What X said of the first one, or else the log. */
function answerOf({ told, name }: Refused, room: TellingRoom): Action {
  const answered = { ...told, name, at: told.at ?? Date.now() };
  if (answerText(answered) === undefined) return showLog;
  return { title: 'Show Answer', run: () => showAnswer(answered, room.signal) };
}

/** The buttons under a failure: what mends it, `others`, and what X answered. */
export function buttonsFor(
  all: readonly Refused[],
  room: TellingRoom,
  others: readonly Action[] = [],
): Action[] {
  const [first] = all;
  if (first === undefined) return [...others, showLog];
  const remedy = remedyOf(all, room);
  const more = others.filter(({ title }) => title !== remedy?.title);
  return [...(remedy === undefined ? [] : [remedy]), ...more, answerOf(first, room)];
}

/** Does what would mend these uploads. */
export async function follow(
  action: RemedyAction,
  ids: readonly string[],
  room: TellingRoom,
): Promise<void> {
  switch (action.kind) {
    case 'sign-in':
      await vscode.commands.executeCommand('xMedia.signIn');
      return;
    case 'settings':
      await vscode.commands.executeCommand('workbench.action.openSettings', action.setting);
      return;
    case 'open':
      await open(action.url);
      return;
    case 'options':
      await withOptions(ids, room);
      return;
    case 'wait':
      await goOn(await waitUntil(lastOf(action.until, ids, room), ids, room), room);
      return;
    default:
      await goOn(ids, room);
  }
}

/** When the last of them may be asked for again: an earlier call would be refused once more. */
function lastOf(until: number, ids: readonly string[], { library }: TellingRoom): number {
  const each = ids.map((id) => {
    const record = library.get(id);
    const failure = record && failureIn(record);
    const action = failure && actionOf(failure);
    return action?.kind === 'wait' ? action.until : until;
  });
  return Math.max(until, ...each);
}

/** The record may have been written by another hand: only pages of X's are opened. */
async function open(url: string): Promise<void> {
  if (!isPageOfX(url)) return;
  if (await vscode.env.openExternal(vscode.Uri.parse(url, true))) return;
  await tell('info', `No browser was opened. The address is ${url}`);
}

async function withOptions(ids: readonly string[], { library }: TellingRoom): Promise<void> {
  const files = ids.flatMap((id) => {
    const record = library.get(id);
    return record === undefined ? [] : [vscode.Uri.file(record.file.path)];
  });
  const [first] = files;
  if (first === undefined) return;
  await vscode.commands.executeCommand('xMedia.initializeWithOptions', first, files);
}

async function goOn(ids: readonly string[], { library, tree }: TellingRoom): Promise<void> {
  await Promise.all(
    ['xMedia.upload', 'xMedia.initializeAgain'].map(async (command) => {
      const own = ids.filter((id) => {
        const record = library.get(id);
        return record !== undefined && againFor(record, Date.now()) === command;
      });
      if (own.length > 0) await vscode.commands.executeCommand(command, ...tree.argsFor(own));
    }),
  );
}
