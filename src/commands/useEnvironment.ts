import { settings, type EnvironmentName } from '../environment/settings.ts';
import { tell } from '../views/notifications.ts';
import type { Command } from './app.ts';

const use =
  (name: EnvironmentName, sentence: string): Command =>
  async () => {
    await settings.setEnvironment(name);
    void tell('info', sentence);
  };

export const useSandbox = use(
  'sandbox',
  'X Media uses the sandbox now: nothing leaves this machine.',
);

export const useProduction = use('production', 'X Media uses X now (api.x.com): uploads are real.');
