import * as vscode from 'vscode';
import { tell } from '../views/notifications.ts';
import type { Command } from './app.ts';

/** The media_ids of the chosen rows, one a line. */
export const copyMediaId: Command = async (app, args) => {
  await app.library.load();
  const ids = app.tree.chosen(args).flatMap((id) => {
    const record = app.library.get(id);
    return record?.state === 'initialized' ? [record.media.id] : [];
  });
  const [first] = ids;
  if (first === undefined) {
    await tell('info', 'Select a row that has a media_id to copy it.');
    return;
  }
  await vscode.env.clipboard.writeText(ids.join('\n'));
  const what = ids.length === 1 ? `media_id ${first}` : `${ids.length} media_ids`;
  vscode.window.setStatusBarMessage(`$(check) Copied ${what}`, 3000);
};
