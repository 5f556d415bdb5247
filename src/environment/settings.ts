import * as v from 'valibot';
import * as vscode from 'vscode';
import { mediaUses, type MediaUse } from '../files/category.ts';
import { accountTiers, type AccountTier } from '../files/tier.ts';

const environmentNames = ['production', 'sandbox', 'custom'] as const;
export type EnvironmentName = (typeof environmentNames)[number];
const apiVersions = ['v2', 'v1.1'] as const;
export type ApiVersion = (typeof apiVersions)[number];

const afterInitialize = ['ask', 'upload', 'nothing'] as const;
export type AfterInitialize = (typeof afterInitialize)[number];

/** The port of `http://127.0.0.1:<port>/callback`, which the user registers at X. */
const defaultRedirectPort = 17_871;

/** Reads a setting through a schema; a value that does not fit counts as the default. */
function parsed<S extends v.GenericSchema>(schema: S, value: unknown, fallback: v.InferOutput<S>) {
  const result = v.safeParse(schema, value);
  return result.success ? result.output : fallback;
}

/**
 * A setting that steers where a token goes: the user's own value, whatever a workspace says. Its
 * application scope already keeps workspaces out; this does not rest on it.
 */
export function ownValue(section: string, name: string): unknown {
  const inspected = vscode.workspace.getConfiguration(section).inspect(name);
  return inspected?.globalValue ?? inspected?.defaultValue;
}
const own = (name: string) => ownValue('xMedia', name);

/** For the user, in every workspace. */
async function setOwn(name: string, value: string): Promise<void> {
  const target = vscode.ConfigurationTarget.Global;
  await vscode.workspace.getConfiguration('xMedia').update(name, value, target);
}

export const settings = {
  environment: (): EnvironmentName =>
    parsed(v.picklist(environmentNames), own('environment'), 'production'),
  customBaseUrl: (): string => parsed(v.string(), own('customBaseUrl'), ''),
  mediaUse: (resource?: vscode.Uri): MediaUse => {
    const value: unknown = vscode.workspace.getConfiguration('xMedia', resource).get('mediaUse');
    return parsed(v.picklist(mediaUses), value, 'post');
  },
  /** Whose limits a file is held against. */
  accountTier: (): AccountTier => {
    const value: unknown = vscode.workspace.getConfiguration('xMedia').get('accountTier');
    return parsed(v.picklist(accountTiers), value, 'standard');
  },
  /** Whether the Explorer marks files that have a live media_id. */
  decorateExplorer: (): boolean =>
    vscode.workspace.getConfiguration('xMedia').get<unknown>('decorateExplorer') === true,
  /** Minutes; 0 for no warning. */
  expiryWarningMinutes: (): number => {
    const value: unknown = vscode.workspace.getConfiguration('xMedia').get('expiryWarningMinutes');
    return parsed(v.pipe(v.number(), v.minValue(0), v.maxValue(1440)), value, 10);
  },
  /** What happens to a file that has its media_id. */
  afterInitialize: (): AfterInitialize =>
    parsed(v.picklist(afterInitialize), own('afterInitialize'), 'ask'),
  /** Bytes of a segment. */
  segmentBytes: (): number =>
    parsed(v.pipe(v.number(), v.minValue(0.25), v.maxValue(64)), own('segmentSizeMiB'), 4) *
    2 ** 20,
  /** Segments on their way at one time, over all uploads. */
  parallelSegments: (): number =>
    parsed(
      v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(8)),
      own('parallelSegments'),
      3,
    ),
  apiVersion: (): ApiVersion => parsed(v.picklist(apiVersions), own('apiVersion'), 'v2'),
  /** Of the user's own app at X; empty while there is none. */
  clientId: (): string =>
    parsed(v.pipe(v.string(), v.trim(), v.regex(/^[\w-]{0,200}$/)), own('oauth2.clientId'), ''),
  redirectPort: (): number =>
    parsed(
      v.pipe(v.number(), v.integer(), v.minValue(1024), v.maxValue(65_535)),
      own('oauth2.redirectPort'),
      defaultRedirectPort,
    ),
  setClientId: (clientId: string): Promise<void> => setOwn('oauth2.clientId', clientId),
  setEnvironment: (name: EnvironmentName): Promise<void> => setOwn('environment', name),
};
