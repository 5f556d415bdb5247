import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { extension, media, productLog, set } from './product.ts';
import { effectOf } from './sandboxInWindow.ts';
import { User } from './window.ts';

const tokens = { first: 'first-token-of-the-accounts-suite', second: 'second-token-0123456789' };

describe('accounts', () => {
  let user: User;
  let x: Sandbox;
  before(() => extension().activate());
  beforeEach(async () => {
    user = new User();
    x = await startSandbox({ token: tokens.first });
    await set('customBaseUrl', x.url);
    await set('environment', 'custom');
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('xMedia.signOut');
    user.leave();
    await x.close();
    await set('environment', 'sandbox');
    await set('customBaseUrl', undefined);
  });

  async function paste(token: string): Promise<void> {
    user.choices.push('Paste an access token');
    user.answers.push(token);
    await vscode.commands.executeCommand('xMedia.signIn');
  }

  it('are named as X names them, and offered three ways', async () => {
    await paste(tokens.first);
    assert.deepEqual(
      user.offered[0]?.map((label) => label.replace(/^\$\(\w+\) /, '')),
      ['Sign in with X', 'Paste an access token', 'Enter OAuth 1.0a keys'],
    );
    await vscode.commands.executeCommand('xMedia.switchAccount');
    assert.deepEqual(user.offered[1], ['$(check) @sandbox', '$(add) Add an account…']);
    const { uploads } = await effectOf('xMedia.initialize', media('photo.png'));
    assert.equal(uploads[0]?.caller.account, '@sandbox');
  });

  it('are switched, and each upload knows whose it is', async () => {
    await paste(tokens.first);
    // A token that X knows nothing of: nobody can name its account, and it is refused later.
    await paste(tokens.second);
    user.choices.push('@sandbox');
    await vscode.commands.executeCommand('xMedia.switchAccount');
    assert.deepEqual(user.offered.at(-1), [
      '$(account) @sandbox',
      '$(check) Access token',
      '$(add) Add an account…',
    ]);
    const good = await effectOf('xMedia.initialize', media('photo.png'));
    assert.deepEqual(
      good.uploads.map(({ state, caller }) => [state, caller.account]),
      [['initialized', '@sandbox']],
    );
    user.choices.push('Access token');
    await vscode.commands.executeCommand('xMedia.switchAccount');
    const bad = await effectOf('xMedia.initialize', media('clip.mp4'));
    assert.deepEqual(
      bad.uploads.map(({ state, caller }) => [state, caller.account]),
      [['failed', 'Access token']],
    );
    assert.match(user.heard('error'), /did not accept the access token/);
    user.choices.push('Access token');
    await vscode.commands.executeCommand('xMedia.signOut');
    assert.match(user.heard('info'), /Access token \(pasted access token\) is forgotten here/);
  });

  it('do not speak v1.1 with OAuth 2.0: nothing is sent, and the way out is named', async () => {
    await paste(tokens.first);
    const before = x.requests().length;
    await set('apiVersion', 'v1.1');
    try {
      const { uploads } = await effectOf('xMedia.initialize', media('photo.png'));
      assert.deepEqual(uploads, []);
      assert.match(user.heard('warning'), /v1\.1 takes OAuth 1\.0a keys only, and @sandbox acts/);
      assert.equal(x.requests().length, before);
    } finally {
      await set('apiVersion', undefined);
    }
  });

  it('stand in the editor without their tokens', async () => {
    await paste(tokens.first);
    const listed = await vscode.authentication.getAccounts('x');
    assert.deepEqual(
      listed.map(({ label }) => label),
      [`@sandbox (pasted access token · ${new URL(x.url).host})`],
    );
    assert.ok(!JSON.stringify(listed).includes(tokens.first));
    assert.ok(!productLog().includes(tokens.first));
  });
});
