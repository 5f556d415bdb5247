import type { Command } from './app.ts';

/** Stops waiting for X; the row stays and says so. */
export const cancel: Command = (app, args) => {
  for (const id of app.tree.chosen(args)) app.activity.stop(id, 'cancel');
};
