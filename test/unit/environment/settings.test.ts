/** What steers where a token goes is the user's own, whatever folder or workspace is opened. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { settings } from '../../../src/environment/settings.ts';
import { Environments } from '../../../src/environment/environments.ts';
import { SandboxHost } from '../../../src/environment/sandboxHost.ts';
import { keptLog } from '../api/support.ts';

interface Inspected {
  readonly defaultValue?: unknown;
  readonly globalValue?: unknown;
  /** Of a folder that is opened, and of a `.code-workspace`. */
  readonly workspaceValue?: unknown;
  readonly workspaceFolderValue?: unknown;
  readonly defaultLanguageValue?: unknown;
  readonly globalLanguageValue?: unknown;
  readonly workspaceLanguageValue?: unknown;
  readonly workspaceFolderLanguageValue?: unknown;
}

const editor = vi.hoisted((): { values: Record<string, Inspected> } => ({ values: {} }));

/** The editor, should it ever take a workspace's word: what is in effect is the innermost value. */
vi.mock('vscode', () => ({
  ConfigurationTarget: { Global: 1 },
  workspace: {
    getConfiguration: () => ({
      inspect: (name: string) => editor.values[name],
      get: (name: string) => {
        const found = editor.values[name] ?? {};
        return (
          found.workspaceFolderLanguageValue ??
          found.workspaceFolderValue ??
          found.workspaceLanguageValue ??
          found.workspaceValue ??
          found.globalLanguageValue ??
          found.globalValue ??
          found.defaultValue
        );
      },
    }),
  },
}));

beforeEach(() => {
  editor.values = {};
});

/** Each steering setting: its default, what a user chose, and what a workspace would have. */
const steering: readonly [string, () => unknown, unknown, unknown, unknown][] = [
  ['environment', settings.environment, 'production', 'sandbox', 'custom'],
  ['customBaseUrl', settings.customBaseUrl, '', 'http://127.0.0.1:1', 'http://127.0.0.1:2'],
  ['apiVersion', settings.apiVersion, 'v2', 'v1.1', 'v1.1'],
  ['oauth2.clientId', settings.clientId, '', 'mine', 'theirs'],
  ['oauth2.redirectPort', settings.redirectPort, 17_871, 17_872, 17_873],
];

describe.each(steering)('%s', (name, read, byDefault, users, theirs) => {
  it('is what the user chose, else the default', () => {
    editor.values[name] = { defaultValue: byDefault };
    expect(read()).toBe(byDefault);
    editor.values[name] = { defaultValue: byDefault, globalValue: users };
    expect(read()).toBe(users);
  });

  it.each([
    'workspaceValue',
    'workspaceFolderValue',
    'workspaceLanguageValue',
    'workspaceFolderLanguageValue',
  ])('is not what a workspace says (%s)', (scope) => {
    editor.values[name] = { defaultValue: byDefault, [scope]: theirs };
    expect(read()).toBe(byDefault);
    editor.values[name] = { defaultValue: byDefault, globalValue: users, [scope]: theirs };
    expect(read()).toBe(users);
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['a list', [users]],
    ['an object', { value: users }],
    ['a prototype', JSON.parse('{"__proto__":{"polluted":1},"constructor":"x"}')],
    ['another type', typeof users === 'number' ? String(users) : 7],
  ])('that holds %s counts as the default', (_, globalValue) => {
    editor.values[name] = { defaultValue: byDefault, globalValue };
    expect(read()).toBe(byDefault);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

it.each([
  ['environment', settings.environment, 'Production', 'production'],
  ['environment', settings.environment, 'constructor', 'production'],
  ['environment', settings.environment, '__proto__', 'production'],
  ['environment', settings.environment, 'sandbox\0', 'production'],
  ['apiVersion', settings.apiVersion, 'v1', 'v2'],
  ['oauth2.clientId', settings.clientId, 'a&redirect_uri=http://evil.test', ''],
  ['oauth2.clientId', settings.clientId, 'a\r\nx-evil: 1', ''],
  ['oauth2.clientId', settings.clientId, 'a:b', ''],
  ['oauth2.clientId', settings.clientId, ' mine\n', 'mine'],
  ['oauth2.redirectPort', settings.redirectPort, 80, 17_871],
  ['oauth2.redirectPort', settings.redirectPort, 65_536, 17_871],
  ['oauth2.redirectPort', settings.redirectPort, 1024.5, 17_871],
] as const)('%s: %s', (name, read, globalValue, expected) => {
  editor.values[name] = { globalValue };
  expect(read()).toBe(expected);
});

it('leads to X alone, or to this machine', async () => {
  const sandbox = new SandboxHost(keptLog().log);
  const environments = new Environments(sandbox);
  editor.values.customBaseUrl = { workspaceValue: 'http://127.0.0.1:2' };
  expect((await environments.current()).baseUrl.href).toBe('https://api.x.com/');
  editor.values.environment = { globalValue: 'custom' };
  await expect(environments.current()).rejects.toThrow('xMedia.customBaseUrl is empty');
  for (const globalValue of ['https://api.x.com.evil.test', 'http://api.x.com@127.0.0.1']) {
    editor.values.customBaseUrl = { globalValue };
    await expect(environments.current()).rejects.toThrow('xMedia.customBaseUrl');
  }
  editor.values.environment = { globalValue: 'sandbox' };
  const { baseUrl } = await environments.current();
  expect(baseUrl.hostname).toBe('127.0.0.1');
  await sandbox.dispose();
});
