import * as vscode from 'vscode';
import { inert } from '../api/text.ts';
import { tell } from '../views/notifications.ts';
import type { Command } from './app.ts';

/** The media_ids of the chosen rows, one a line; of children, what they say. */
export const copyMediaId: Command = async (app, args) => {
  await app.library.load();
  const ids = app.tree.meant.uploads(args).flatMap((id) => {
    const record = app.library.get(id);
    return record !== undefined && 'media' in record && record.media ? [record.media.id] : [];
  });
  const values =
    app.tree.meant.rows(args).length > 0
      ? []
      : await app.tree.valuesOf(app.tree.meant.children(args));
  const [first] = values.length > 0 ? values : ids;
  if (first === undefined) {
    await tell('info', 'Select a row that has a media_id to copy it.');
    return;
  }
  await vscode.env.clipboard.writeText((values.length > 0 ? values : ids).join('\n'));
  const what = ids.length === 1 || values.length > 0 ? inert(first, 60) : `${ids.length} media_ids`;
  vscode.window.setStatusBarMessage(`$(check) Copied ${what}`, 3000);
};
