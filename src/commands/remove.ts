import * as vscode from 'vscode';
import { inert, quoted } from '../api/text.ts';
import { isWorking } from '../uploads/states.ts';
import { tell } from '../views/notifications.ts';
import type { App, Command } from './app.ts';

/** Forgets the chosen rows; what X holds for them expires by itself. */
export const remove: Command = async (app, args) => {
  await app.library.load();
  const ids = app.tree.meant.rows(args);
  if (ids.length === 0) {
    await tell('info', 'Select the rows to remove.');
    return;
  }
  if (!(await mayRemove(app, ids))) return;
  try {
    const { uploads } = await app.work();
    await uploads.remove(ids);
  } catch (error) {
    const reason = inert(error instanceof Error ? error.message : String(error), 200);
    await tell(
      'warning',
      `Removed from the view, but not from the disk (${reason}), so it comes back after a restart: make the folder writable, then remove it again.`,
    );
  }
};

/** Whether the user wants to remove files that are on their way to X; the others are not asked about. */
async function mayRemove(app: App, ids: readonly string[]): Promise<boolean> {
  const [first, ...others] = ids.flatMap((id) => {
    const record = app.library.get(id);
    return record !== undefined && isWorking(record) && record.state !== 'initializing'
      ? [record]
      : [];
  });
  if (first === undefined) return true;
  const where = app.activity.has(first.id) ? '' : ' in another window';
  const question =
    others.length === 0
      ? `${quoted(first.file.name)} is being uploaded${where}. Remove it all the same?`
      : `${others.length + 1} of these uploads are under way. Remove them all the same?`;
  const detail =
    'The upload stops. What X holds of it expires by itself; the file stays where it is.';
  const button = 'Stop and Remove';
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, button);
  return answer === button;
}
