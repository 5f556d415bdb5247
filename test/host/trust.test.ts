/** What a sign-in leaves behind, and who may steer it: in the real editor, from the first click on. */
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import * as vscode from 'vscode';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { copyAs, media, productLog, uploadsFolder, workspaceFolder, set } from './product.ts';
import { effectOf, sandboxStarted } from './sandboxInWindow.ts';
import { User } from './window.ts';

const names = [
  'environment',
  'customBaseUrl',
  'apiVersion',
  'oauth2.clientId',
  'oauth2.redirectPort',
];

/** Steer no token, but what goes to X by itself, and how much of it at once. */
const ofUploads = ['afterInitialize', 'segmentSizeMiB', 'parallelSegments'];

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

interface Got {
  readonly status: number;
  readonly location: string | undefined;
  readonly text: string;
}

/** Not by `fetch`: the suites watch what becomes of the process-wide one. */
function browse(url: string | URL, form?: Record<string, string>): Promise<Got> {
  return new Promise((resolve, reject) => {
    const asking = request(url, {
      method: form === undefined ? 'GET' : 'POST',
      agent: false,
      ...(form === undefined
        ? {}
        : {
            headers: {
              'content-type': 'application/x-www-form-urlencoded',
              origin: new URL(url).origin,
            },
          }),
    });
    asking.on('error', reject);
    asking.on('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text += part));
      answer.on('end', () => {
        resolve({ status: answer.statusCode ?? 0, location: answer.headers.location, text });
      });
    });
    asking.end(form === undefined ? undefined : new URLSearchParams(form).toString());
  });
}

/** Presses *Authorize* on X's page: where that leads the browser. */
async function authorized(page: string): Promise<URL> {
  const { text } = await browse(page);
  const ticket = /name="ticket" value="([^"]+)"/.exec(text)?.[1];
  assert.ok(ticket, 'no form on the page');
  const form = { ticket, user: 'sandbox', decision: 'authorize' };
  const { location } = await browse(page.split('?', 1)[0] ?? '', form);
  assert.ok(location);
  return new URL(location);
}

/** Every text in the folder that the product keeps its state in. */
async function stateFiles(): Promise<string> {
  const folder = path.dirname(uploadsFolder());
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = files.map(({ parentPath, name }) => readFile(path.join(parentPath, name), 'utf8'));
  return [...files.map(({ name }) => name), ...(await Promise.all(texts))].join('\n');
}

/** The forms in which a secret may show, the beginning of each: a part of it is too much already. */
function beginnings(secret: string): string[] {
  const encodings = ['base64', 'base64url', 'hex'] as const;
  return [
    secret,
    encodeURIComponent(secret),
    ...encodings.map((encoding) => Buffer.from(secret).toString(encoding)),
    // As it stands amid the base64 of `Bearer <token>`.
    Buffer.from(`Bearer ${secret}`).toString('base64').slice(10),
  ].map((form) => form.slice(0, 14));
}

/** What the product handed to the editor beside its windows: addresses, and texts to copy. */
class Outside {
  readonly opened: vscode.Uri[] = [];
  readonly copied: string[] = [];
  browser: (page: string) => Promise<void> = () => Promise.resolve();
  readonly #restore: (() => void)[] = [];

  constructor() {
    this.#replace('openExternal', (uri: vscode.Uri) => {
      this.opened.push(uri);
      return this.browser(uri.toString(true)).then(() => true);
    });
    this.#replace('clipboard', {
      readText: () => Promise.resolve(this.copied.at(-1) ?? ''),
      writeText: (text: string) => Promise.resolve(void this.copied.push(text)),
    });
  }

  #replace(name: 'openExternal' | 'clipboard', value: unknown): void {
    const before = Object.getOwnPropertyDescriptor(vscode.env, name);
    assert.ok(before?.configurable, `${name} cannot be replaced`);
    Object.defineProperty(vscode.env, name, { value, configurable: true });
    this.#restore.push(() => Object.defineProperty(vscode.env, name, before));
  }

  leave(): void {
    for (const restore of this.#restore) restore();
  }
}

describe('trust', () => {
  let user: User;
  let outside: Outside;
  let x: Sandbox;
  let port: number;
  before(async () => {
    user = new User();
    await sandboxStarted();
    user.leave();
  });
  beforeEach(async () => {
    user = new User();
    outside = new Outside();
    x = await startSandbox();
    port = await freePort();
    await set('oauth2.redirectPort', port);
    await set('oauth2.clientId', 'client-of-the-trust-suite');
    await set('customBaseUrl', x.url);
    await set('environment', 'custom');
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('xMedia.signOut');
    user.leave();
    outside.leave();
    await x.close();
    await set('environment', 'sandbox');
    for (const name of names.filter((each) => each !== 'environment')) await set(name, undefined);
  });

  it('lets no workspace steer a token, nor what is sent by itself', async () => {
    const file = path.join(workspaceFolder().fsPath, '.vscode/settings.json');
    const before = await readFile(file, 'utf8').catch(() => undefined);
    const hostile = {
      'xMedia.environment': 'production',
      'xMedia.customBaseUrl': 'http://127.0.0.1:9',
      'xMedia.apiVersion': 'v1.1',
      'xMedia.oauth2.clientId': 'client-of-a-thief',
      'xMedia.oauth2.redirectPort': 4444,
      'xMedia.afterInitialize': 'upload',
      'xMedia.segmentSizeMiB': 64,
      'xMedia.parallelSegments': 8,
    };
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(hostile));
    try {
      // Written by the editor into the same file, which it has read once this arrives.
      await set('expiryWarningMinutes', 8, vscode.ConfigurationTarget.Workspace);
      const written = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
      assert.deepEqual(written, { ...hostile, 'xMedia.expiryWarningMinutes': 8 });
      const configuration = vscode.workspace.getConfiguration('xMedia', workspaceFolder());
      for (const name of [...names, ...ofUploads]) {
        const inspected = configuration.inspect(name);
        assert.equal(inspected?.workspaceValue, undefined, `${name} is taken from a workspace`);
        assert.equal(inspected?.workspaceFolderValue, undefined, `${name}: from a folder`);
        for (const target of ['Workspace', 'WorkspaceFolder'] as const) {
          await assert.rejects(
            async () => set(name, 'x', vscode.ConfigurationTarget[target]),
            `${name} can be written to a workspace`,
          );
        }
      }
      outside.browser = async (page) => {
        const asked = new URL(page).searchParams;
        assert.equal(asked.get('client_id'), 'client-of-the-trust-suite');
        assert.equal(asked.get('redirect_uri'), `http://127.0.0.1:${port}/callback`);
        await browse(await authorized(page));
      };
      user.choices.push('Sign in with X');
      await vscode.commands.executeCommand('xMedia.signIn');
      assert.deepEqual(user.said, []);
      const { uploads } = await effectOf('xMedia.initialize', media('photo.png'));
      assert.deepEqual(
        uploads.map(({ state, caller }) => [state, caller.origin, caller.dialect]),
        [['initialized', x.url, 'v2']],
      );
      const calls = x.requests().map(({ call }) => call);
      assert.ok(!calls.includes('append'), 'a workspace has a file uploaded');
    } finally {
      if (before === undefined) await rm(file);
      else await writeFile(file, before);
    }
  });

  it('signs in by the answer that was asked for, and by no other, nor twice, nor late', async () => {
    const statuses: number[] = [];
    let back: URL | undefined;
    outside.browser = async (page) => {
      back = await authorized(page);
      const tokenCalls = () => x.requests().filter(({ call }) => call === 'token').length;
      const wrong = (change: (query: URLSearchParams) => void) => {
        const url = new URL(back ?? '');
        change(url.searchParams);
        return url;
      };
      const state = back.searchParams.get('state') ?? '';
      for (const url of [
        wrong((query) => {
          query.set('state', 'nobody-asked-for-this');
        }),
        wrong((query) => {
          query.set('state', `${state}x`);
        }),
        wrong((query) => {
          query.append('state', state);
        }),
        wrong((query) => {
          query.delete('state');
        }),
        new URL('/callback', back),
        new URL('/callback?error=access_denied', back),
      ]) {
        statuses.push((await browse(url)).status);
      }
      assert.equal(tokenCalls(), 0, 'an answer that nobody asked for was taken to X');
      const [first, second] = await Promise.allSettled([browse(back), browse(back)]);
      const taken = [first, second].filter(
        (one) => one.status === 'fulfilled' && one.value.status === 200,
      );
      assert.equal(taken.length, 1, 'the answer was taken twice');
    };
    user.choices.push('Sign in with X');
    await vscode.commands.executeCommand('xMedia.signIn');
    assert.deepEqual(statuses, [400, 400, 400, 400, 400, 400]);
    assert.deepEqual(user.said, []);
    assert.ok(back);
    await assert.rejects(browse(back), { code: 'ECONNREFUSED' }, 'somebody still listens');
    const tokenBodies = x.requests().filter(({ path: asked }) => asked === '/2/oauth2/token');
    assert.equal(tokenBodies.length, 1);
    assert.equal(x.grants().length, 1);
  });

  it('lets the name of a file write nothing but itself', async () => {
    outside.browser = async (page) => {
      await browse(await authorized(page));
    };
    user.choices.push('Sign in with X');
    await vscode.commands.executeCommand('xMedia.signIn');
    const forged = '2026-08-01 12:00:00.000 [info] forged $(zap) [x](command:y)';
    const file = await copyAs(`a\r\n${forged}\u2028\u202e.png`);
    const { uploads } = await effectOf('xMedia.initialize', file);
    assert.deepEqual(
      uploads.map(({ state }) => state),
      ['initialized'],
    );
    const sent = JSON.stringify(x.requests());
    assert.ok(!sent.includes('forged'), 'X is told of the name');
    await rm(file.fsPath);
    await effectOf('xMedia.initialize', file);
    await effectOf('xMedia.initialize', vscode.Uri.file(path.dirname(file.fsPath)));
    assert.ok(user.said.length >= 1);
    for (const { message } of user.said) {
      // eslint-disable-next-line no-control-regex -- the point is to name them
      assert.doesNotMatch(message, /[\u0000-\u001f\u2028\u202e]|\]\(|\$\(/);
    }
    assert.doesNotMatch(productLog(), /^2026-08-01 12:00:00\.000 \[info\] forged/m);
  });

  it('leaves no secret in logs, files, sentences, the clipboard, addresses or results', async () => {
    const results: unknown[] = [];
    const run = async (command: string, ...args: unknown[]) => {
      results.push(await vscode.commands.executeCommand(command, ...args));
    };
    const answers: URL[] = [];
    outside.browser = async (page) => {
      const back = await authorized(page);
      answers.push(back);
      await browse(back);
    };
    x.setAccessTokenSecs(30);
    user.choices.push('Sign in with X');
    await run('xMedia.signIn');
    // Both are refreshed first: their tokens live for less than a minute.
    await run('xMedia.initialize', media('photo.png'));
    x.setAccessTokenSecs(7200);
    await run('xMedia.initialize', media('clip.mp4'));
    const bearer = () => x.requests().at(-1)?.headers.authorization?.replace('Bearer ', '') ?? '';
    const token = bearer();
    assert.ok(token.length > 14);
    const forms = [
      token,
      encodeURIComponent(token),
      Buffer.from(token).toString('base64'),
      Buffer.from(`Bearer ${token}`).toString('base64'),
    ];
    for (const status of [400, 403, 409, 200]) {
      const told = `${'m'.repeat(status % 200)} ${forms.join(' ')}`;
      const body = { title: told, detail: told, type: told, errors: [{ message: told }], data: {} };
      const headers = { 'x-transaction-id': `${'i'.repeat(40)}${token}` };
      x.arm({ call: 'initialize', action: { status, headers, body } });
      await run('xMedia.initialize', media('photo.png'));
    }
    await run('xMedia.switchAccount');
    await run('xMedia.copyMediaId');
    await run('xMedia.signOut');
    await run('xMedia.initialize', media('photo.png'));
    assert.deepEqual(
      x.grants().map(({ state, refreshes }) => [state, refreshes]),
      [['revoked', 2]],
    );

    const secrets = new Set<string>();
    const hear = (value: unknown) => {
      if (typeof value === 'string' && value.length > 14) secrets.add(value);
    };
    for (const { headers, body, path: asked } of x.requests()) {
      hear(headers.authorization?.replace(/^\w+ /, ''));
      if (!asked.startsWith('/2/oauth2/') || typeof body !== 'object' || body === null) continue;
      const {
        code,
        code_verifier,
        refresh_token,
        token: revoked,
      } = body as Record<string, unknown>;
      for (const value of [code, code_verifier, refresh_token, revoked]) hear(value);
    }
    // Three access tokens, two refresh tokens and the last one, which was revoked, code, verifier.
    assert.ok(secrets.size >= 7, `only ${secrets.size} secrets were heard`);
    const shown = {
      log: productLog(),
      files: await stateFiles(),
      sentences: JSON.stringify(user.said),
      choices: JSON.stringify(user.offered),
      clipboard: outside.copied.join('\n'),
      addresses: outside.opened.map((uri) => `${uri.toString()} ${uri.toString(true)}`).join('\n'),
    };
    for (const secret of secrets) {
      for (const form of beginnings(secret)) {
        for (const [where, text] of Object.entries(shown)) {
          assert.ok(!text.includes(form), `${where}: ${form} of a secret`);
        }
      }
    }
    assert.ok(results.length > 9 && results.every((result) => result === undefined), 'a result');
    assert.equal(outside.opened.length, 1);
    const [page] = outside.opened;
    assert.equal(`${page?.scheme}://${page?.authority}`, x.url);
    for (const line of shown.log.split('\n')) {
      assert.doesNotMatch(line, /https?:\/\/[^\s?]*\?/, 'an address with its query in the log');
    }
    assert.equal(answers.length, 1);
  });
});
