import type { Command } from './app.ts';
import { stopChosen } from './stopping.ts';

/** Stops waiting for X, or the way of a file there; the row stays and says so. */
export const cancel: Command = (app, args) => stopChosen(app, args, 'cancel');
