import * as vscode from 'vscode';
import { settings } from '../environment/settings.ts';
import { simulatedFailures } from '../environment/simulatedFailures.ts';
import { tell } from '../views/notifications.ts';
import type { Command } from './app.ts';

/** Arms a failure by name: the next initialize or upload in the sandbox meets it. */
export const simulateFailure: Command = async (app) => {
  if (settings.environment() !== 'sandbox') {
    await tell('info', 'Failures can be rehearsed in the sandbox only.', {
      title: 'Use the Sandbox',
      command: 'xMedia.useSandbox',
    });
    return;
  }
  const items = simulatedFailures.map((failure) => ({
    label: failure.name,
    description: failure.description,
    failure,
  }));
  const placeHolder = 'Which failure should the next initialize or upload in the sandbox meet?';
  const chosen = await vscode.window.showQuickPick(items, {
    placeHolder,
    matchOnDescription: true,
  });
  if (chosen === undefined) return;
  const sandbox = await app.sandbox.running();
  sandbox.arm(chosen.failure.plan(Date.now()));
  const { during, name } = chosen.failure;
  void tell('info', `The next ${during} in the sandbox will meet: ${name}.`);
};
