import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { media, productLog, savedUploads, workspaceFolder, set } from './product.ts';
import { effectOf, sandboxStarted } from './sandboxInWindow.ts';
import { User } from './window.ts';

const token = 'host-suite-token-0123456789';

describe('which X is called', () => {
  let user: User;
  let other: Sandbox;
  before(async () => {
    user = new User();
    await sandboxStarted();
    user.leave();
  });
  beforeEach(async () => {
    user = new User();
    other = await startSandbox({ token });
  });
  afterEach(async () => {
    user.leave();
    await other.close();
    await set('environment', 'sandbox');
    await set('customBaseUrl', undefined);
  });

  it('is nothing that a workspace’s settings could say', async () => {
    const file = path.join(workspaceFolder().fsPath, '.vscode/settings.json');
    const hostile = { 'xMedia.environment': 'custom', 'xMedia.customBaseUrl': other.url };
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(hostile));
    // Written by the editor into the same file, which it has read once this arrives.
    await set('expiryWarningMinutes', 7, vscode.ConfigurationTarget.Workspace);
    const written = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    assert.deepEqual(written, { ...hostile, 'xMedia.expiryWarningMinutes': 7 });
    const configuration = vscode.workspace.getConfiguration('xMedia');
    assert.equal(configuration.get('expiryWarningMinutes'), 7);

    assert.equal(configuration.get('environment'), 'sandbox');
    assert.equal(configuration.get('customBaseUrl'), '');
    for (const name of ['environment', 'customBaseUrl']) {
      const inspected = configuration.inspect(name);
      assert.equal(inspected?.workspaceValue, undefined, `${name} is taken from a workspace`);
      assert.equal(inspected?.workspaceFolderValue, undefined);
    }
    const { requests, uploads } = await effectOf('xMedia.initialize', media('photo.png'));
    assert.equal(requests.length, 1);
    assert.equal(uploads[0]?.caller.environment, 'sandbox');
    assert.deepEqual(other.requests(), []);
    await set('expiryWarningMinutes', undefined, vscode.ConfigurationTarget.Workspace);
  });

  it('is the user’s custom server, with a token that is asked for once and shown nowhere', async () => {
    await set('customBaseUrl', other.url);
    await set('environment', 'custom');
    user.choices.push('Paste an access token');
    user.answers.push(`  Bearer ${token}\n`);
    const first = await effectOf('xMedia.initialize', media('photo.png'));
    const second = await effectOf('xMedia.initialize', media('clip.mp4'));
    assert.equal(user.asked.length, 1, 'the token is asked for once');
    assert.equal(user.asked[0]?.password, true);
    assert.deepEqual([...first.requests, ...second.requests], [], 'the sandbox was called as well');
    const calls = other.requests().map(({ path: target, answered }) => [target, answered]);
    const call = ['/2/media/upload/initialize', 200];
    // Asked once whose token it is, to name the account.
    assert.deepEqual(calls, [['/2/users/me', 200], call, call]);
    assert.deepEqual(
      [...first.uploads, ...second.uploads].map(({ state, caller }) => [state, caller.origin]),
      Array.from({ length: 2 }, () => ['initialized', other.url]),
    );
    assert.match(productLog(), new RegExp(`POST ${other.url}/2/media/upload/initialize → 200`));
    assert.ok(!productLog().includes(token), 'the log holds the token');
    assert.ok(
      !JSON.stringify(await savedUploads()).includes(token),
      'a state file holds the token',
    );
    assert.deepEqual(user.said, []);

    await vscode.commands.executeCommand('xMedia.signOut');
    assert.match(user.heard('info'), /^Signed out of 127\.0\.0\.1/);
    user.choices.push('Paste an access token');
    await effectOf('xMedia.initialize', media('photo.png'));
    assert.equal(user.asked.length, 2, 'a forgotten token is used again');
    assert.match(user.heard('warning'), /^Nothing was sent: .*needs an account/);
    assert.equal(other.requests().length, 3);
  });

  it('takes no token that would break a header, and says why while it is typed', async () => {
    await set('customBaseUrl', other.url);
    await set('environment', 'custom');
    for (const bad of [`${token}\r\nX-Evil: 1`, 'tökén', 'two words', 'x'.repeat(4097)]) {
      user.choices.push('Paste an access token');
      user.answers.push(bad);
      const { uploads } = await effectOf('xMedia.initialize', media('photo.png'));
      assert.deepEqual(uploads, []);
      const problem = await user.asked.at(-1)?.validateInput?.(bad);
      assert.ok(typeof problem === 'string');
      assert.match(problem, /again/);
      assert.match(user.said.shift()?.message ?? '', /^The token was not kept\. .*again/);
      assert.match(user.heard('warning'), /^Nothing was sent/);
    }
    assert.deepEqual(other.requests(), []);
  });

  for (const url of [
    'https://example.com',
    'http://10.0.0.1:80',
    'http://127.0.0.1.evil.test',
    'x',
  ]) {
    it(`is no custom server at ${url}: the setting is named, nothing is asked or sent`, async () => {
      await set('customBaseUrl', url);
      await set('environment', 'custom');
      const { requests, uploads } = await effectOf('xMedia.initialize', media('photo.png'));
      assert.deepEqual({ requests, uploads }, { requests: [], uploads: [] });
      assert.deepEqual(user.asked, []);
      assert.match(user.heard('error'), /xMedia\.customBaseUrl/);
    });
  }

  it('follows xMedia.useProduction and xMedia.useSandbox', async () => {
    const environment = () => vscode.workspace.getConfiguration('xMedia').get('environment');
    await vscode.commands.executeCommand('xMedia.useProduction');
    assert.equal(environment(), 'production');
    assert.match(user.heard('info'), /uploads are real/);
    await vscode.commands.executeCommand('xMedia.useSandbox');
    assert.equal(environment(), 'sandbox');
    assert.match(user.heard('info'), /nothing leaves this machine/);
  });
});
