/** User settings of the VS Code that tests and `npm start` run. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readText } from './files.ts';

export type Settings = Record<string, unknown>;

/** A window in which nothing pops up that is not ours. */
export const calmSettings: Settings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.menuBarVisibility': 'compact',
  'workbench.editor.useModal': 'off',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'xMedia.environment': 'sandbox',
};

/** For tests of anything else than what comes after initialize: no question is in their way. */
export const testSettings: Settings = { ...calmSettings, 'xMedia.afterInitialize': 'nothing' };

export async function writeSettings(file: string, settings: Settings): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(settings, undefined, 2)}\n`);
}

/** Adds what is missing. A file that is not plain JSON is a person's own, and left alone. */
export async function addSettings(file: string, settings: Settings): Promise<void> {
  const text = readText(file);
  const present = text === undefined ? {} : parseSettings(text);
  if (present) await writeSettings(file, { ...settings, ...present });
}

export function parseSettings(text: string): Settings | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Settings) : undefined;
  } catch {
    return undefined; // Comments are allowed in settings.json and refused by JSON.parse.
  }
}
