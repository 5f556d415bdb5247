import type { Command } from './app.ts';

export const showLog: Command = (app) => {
  app.channel.show();
};
