import { tell } from '../views/notifications.ts';
import type { Command } from './app.ts';
import { carryOn, uploadable } from './carry.ts';

/** *Continue Upload*: carries the chosen rows on, from the media_id or from where each stopped. */
export const upload: Command = async (app, args) => {
  await app.library.load();
  const chosen = app.tree.meant.uploads(args);
  const ids = uploadable(app, chosen);
  if (ids.length === 0) {
    const running = chosen.some((id) => app.activity.has(id));
    const sentence = running
      ? 'That is under way already.'
      : 'Select a row that has a media_id and is not uploaded yet, to upload its file.';
    await tell('info', sentence);
    return;
  }
  await carryOn(app, ids);
};
