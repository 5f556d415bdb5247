import { tell } from '../views/notifications.ts';
import type { Command } from './app.ts';

/** Forgets the chosen rows; what X holds for them expires by itself. */
export const remove: Command = async (app, args) => {
  await app.library.load();
  const ids = app.tree.chosen(args);
  if (ids.length === 0) {
    await tell('info', 'Select the rows to remove.');
    return;
  }
  await app.uploads.remove(ids);
};
