import { inert } from '../api/text.ts';
import { tell } from '../views/notifications.ts';
import type { Command } from './app.ts';

/** Forgets the chosen rows; what X holds for them expires by itself. */
export const remove: Command = async (app, args) => {
  await app.library.load();
  const ids = app.tree.chosenRows(args);
  if (ids.length === 0) {
    await tell('info', 'Select the rows to remove.');
    return;
  }
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
