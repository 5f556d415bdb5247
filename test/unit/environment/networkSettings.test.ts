/** What is made of the editor's `http.*` settings, whoever wrote them. */
import { beforeEach, expect, it, vi } from 'vitest';
import { Network } from '../../../src/environment/networkSettings.ts';

interface Inspected {
  readonly defaultValue?: unknown;
  readonly globalValue?: unknown;
  readonly workspaceValue?: unknown;
  readonly workspaceFolderValue?: unknown;
}

/** The editor: its settings by name, and how it says that some have changed. */
interface Editor {
  http: Record<string, Inspected>;
  reads: number;
  changed: (section: string) => void;
  listening: number;
}

const editor = vi.hoisted((): Editor => ({
  http: {},
  reads: 0,
  changed: () => undefined,
  listening: 0,
}));

vi.mock('vscode', () => ({
  workspace: {
    getConfiguration: () => ({
      inspect: (name: string) => {
        editor.reads += 1;
        return editor.http[name];
      },
    }),
    onDidChangeConfiguration: (
      listener: (event: { affectsConfiguration: (section: string) => boolean }) => void,
    ) => {
      editor.listening += 1;
      editor.changed = (changed) => {
        listener({ affectsConfiguration: (section) => section === changed });
      };
      return { dispose: () => (editor.listening -= 1) };
    },
  },
}));

beforeEach(() => {
  editor.http = {};
  editor.reads = 0;
  vi.unstubAllEnvs();
});

const defaults = {
  proxy: '',
  noProxy: [],
  proxyAuthorization: '',
  proxyStrictSSL: true,
  proxySupport: 'override',
};
const own = {
  proxy: 'http://proxy.corp.test:8080',
  noProxy: ['b.test'],
  proxyAuthorization: 'Basic abc',
  proxyStrictSSL: false,
  proxySupport: 'off',
};

it.each<[string, (name: keyof typeof own) => Inspected | undefined, object]>([
  ['an editor that knows none of them', () => undefined, defaults],
  ['no value', () => ({}), defaults],
  ['the user’s', (name) => ({ defaultValue: defaults[name], globalValue: own[name] }), own],
  ['the editor’s default', (name) => ({ defaultValue: own[name] }), own],
  [
    'a workspace’s, which count for nothing',
    (name) => ({
      defaultValue: defaults[name],
      workspaceValue: own[name],
      workspaceFolderValue: own[name],
    }),
    defaults,
  ],
  ['values of another type', () => ({ globalValue: { a: [7] } }), defaults],
  ['null, as http.proxyAuthorization is by default', () => ({ defaultValue: null }), defaults],
])('%s', (_, inspected, expected) => {
  for (const name of Object.keys(own) as (keyof typeof own)[]) {
    editor.http[name] = inspected(name) ?? {};
  }
  using network = disposable(new Network());
  expect(network.settings()).toEqual({ ...expected, environment: process.env });
});

it('are read once until they change; the environment each time', () => {
  using network = disposable(new Network());
  network.settings();
  const { reads } = editor;
  editor.http.proxy = { globalValue: own.proxy };
  editor.changed('editor');
  expect(network.settings().proxy).toBe('');
  expect(editor.reads).toBe(reads);
  editor.changed('http');
  expect(network.settings().proxy).toBe(own.proxy);
  vi.stubEnv('HTTPS_PROXY', own.proxy);
  expect(network.settings().environment.HTTPS_PROXY).toBe(own.proxy);
});

it('are not listened to any more once disposed of', () => {
  const network = new Network();
  expect(editor.listening).toBe(1);
  network.dispose();
  expect(editor.listening).toBe(0);
});

function disposable(network: Network) {
  return {
    settings: network.settings,
    [Symbol.dispose]: () => {
      network.dispose();
    },
  };
}
