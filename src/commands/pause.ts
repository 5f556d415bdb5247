import type { Command } from './app.ts';
import { stopChosen } from './stopping.ts';

/** No request goes out any more; *Continue Upload* sends what X has not acknowledged. */
export const pause: Command = (app, args) => stopChosen(app, args, 'pause');
