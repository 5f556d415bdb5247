import * as v from 'valibot';
import * as vscode from 'vscode';
import { mediaUses, type MediaUse } from '../files/category.ts';

const environmentNames = ['production', 'sandbox', 'custom'] as const;
export type EnvironmentName = (typeof environmentNames)[number];

/** Reads a setting through a schema; a value that does not fit counts as the default. */
function parsed<S extends v.GenericSchema>(schema: S, value: unknown, fallback: v.InferOutput<S>) {
  const result = v.safeParse(schema, value);
  return result.success ? result.output : fallback;
}

/**
 * A setting that steers where a token goes: the user's own value, whatever a workspace says. Its
 * application scope already keeps workspaces out; this does not rest on it.
 */
function own(name: string): unknown {
  const inspected = vscode.workspace.getConfiguration('xMedia').inspect(name);
  return inspected?.globalValue ?? inspected?.defaultValue;
}

export const settings = {
  environment: (): EnvironmentName =>
    parsed(v.picklist(environmentNames), own('environment'), 'production'),
  customBaseUrl: (): string => parsed(v.string(), own('customBaseUrl'), ''),
  mediaUse: (resource?: vscode.Uri): MediaUse => {
    const value: unknown = vscode.workspace.getConfiguration('xMedia', resource).get('mediaUse');
    return parsed(v.picklist(mediaUses), value, 'post');
  },
  /** Minutes; 0 for no warning. */
  expiryWarningMinutes: (): number => {
    const value: unknown = vscode.workspace.getConfiguration('xMedia').get('expiryWarningMinutes');
    return parsed(v.pipe(v.number(), v.minValue(0), v.maxValue(1440)), value, 10);
  },
  setEnvironment: async (name: EnvironmentName): Promise<void> => {
    const scope = vscode.ConfigurationTarget.Global;
    await vscode.workspace.getConfiguration('xMedia').update('environment', name, scope);
  },
};
