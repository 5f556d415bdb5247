/** Calls to X through proxies, with the editor's own settings, in the editor's own process. */
import assert from 'node:assert/strict';
import dns from 'node:dns';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { basic, login, proxyTo, standInX, withLogin } from '../unit/api/proxies.ts';
import { selfSigned } from '../unit/api/selfSigned.ts';
import { media, productLog, savedUploads, until, workspaceFolder } from './product.ts';
import { assertUntouched, processWide } from './processWide.ts';
import { effectOf, sandboxStarted } from './sandboxInWindow.ts';
import { User } from './window.ts';

const token = 'network-suite-token-0123456789';
const atStart = processWide();
const names = ['proxy', 'noProxy', 'proxyAuthorization', 'proxyStrictSSL', 'proxySupport'];

async function set(name: string, value: unknown): Promise<void> {
  await vscode.workspace
    .getConfiguration('http')
    .update(name, value, vscode.ConfigurationTarget.Global);
}

type Resolved = (error: Error | null, address: string | dns.LookupAddress[]) => void;

/** What became of a file: its state, or the kind of its failure. */
async function outcome(): Promise<string> {
  const { requests, uploads } = await effectOf('xMedia.initialize', media('photo.png'));
  assert.deepEqual(requests, [], 'the sandbox was called as well');
  const [upload, ...more] = uploads;
  assert.ok(upload);
  assert.deepEqual(more, []);
  assert.equal(upload.caller.origin, 'https://api.x.com');
  return 'failure' in upload ? upload.failure.kind : upload.state;
}

describe('the network', () => {
  let user: User;
  const { lookup } = dns;
  const sought: string[] = [];
  const variables = [
    'HTTPS_PROXY',
    'https_proxy',
    'HTTP_PROXY',
    'http_proxy',
    'NO_PROXY',
    'no_proxy',
  ];
  const environment = Object.fromEntries(variables.map((name) => [name, process.env[name]]));

  before(async () => {
    user = new User();
    // What goes around the proxies ends here: no test reaches the real X.
    const guarded = (name: string, options: dns.LookupOptions, done: Resolved) => {
      if (/\.(com|test)$/.test(name)) {
        sought.push(name);
        done(Object.assign(new Error(`No ${name} in the tests`), { code: 'ENOTFOUND' }), []);
      } else {
        lookup(name, options, done);
      }
    };
    Reflect.set(dns, 'lookup', guarded);
    for (const name of variables) Reflect.deleteProperty(process.env, name);
    await sandboxStarted();
    const x = standInX();
    await using proxy = await proxyTo(x);
    await set('proxy', proxy.url);
    await vscode.commands.executeCommand('xMedia.useProduction');
    user.answers.push(token);
    await vscode.commands.executeCommand('xMedia.setAccessToken');
    user.leave();
  });
  after(async () => {
    user = new User();
    await vscode.commands.executeCommand('xMedia.signOut');
    await vscode.workspace
      .getConfiguration('xMedia')
      .update('environment', 'sandbox', vscode.ConfigurationTarget.Global);
    Reflect.set(dns, 'lookup', lookup);
    for (const [name, value] of Object.entries(environment)) {
      if (value !== undefined) process.env[name] = value;
    }
    user.leave();
  });
  beforeEach(() => {
    user = new User();
    sought.length = 0;
  });
  afterEach(async () => {
    user.leave();
    for (const name of names) await set(name, undefined);
    for (const name of variables) Reflect.deleteProperty(process.env, name);
  });

  it('leads through a proxy with a password to an X that a private authority vouches for', async () => {
    const x = standInX();
    await using proxy = await proxyTo(x, { login });
    await set('proxy', withLogin(proxy.url));
    assert.equal(await outcome(), 'initialized');
    assert.deepEqual(
      x.requests.map(({ path: target, headers }) => [target, headers.authorization]),
      [['/2/media/upload/initialize', `Bearer ${token}`]],
    );
    assert.deepEqual(
      proxy.connects.map(({ target, headers }) => [target, headers['proxy-authorization']]),
      [['api.x.com:443', basic()]],
    );
    assert.ok(!JSON.stringify(proxy.connects).includes(token), 'the proxy saw the token');
    assert.deepEqual(user.said, []);
    assertUntouched(atStart);
  });

  it('follows each setting from the next call on, and no workspace’s', async () => {
    const [x, other] = [standInX(), standInX()];
    await using one = await proxyTo(x, { login });
    await using two = await proxyTo(other);
    const file = path.join(workspaceFolder().fsPath, '.vscode/settings.json');
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify({ 'http.proxy': two.url, 'http.proxySupport': 'off' }));
    try {
      // Written by the editor into the same file, which it has read once this arrives.
      const { Workspace } = vscode.ConfigurationTarget;
      await vscode.workspace
        .getConfiguration('xMedia')
        .update('expiryWarningMinutes', 7, Workspace);
      const kept = await readFile(file, 'utf8');
      assert.match(kept, /http\.proxySupport[^]*expiryWarningMinutes/);
      assert.equal(vscode.workspace.getConfiguration('xMedia').get('expiryWarningMinutes'), 7);
      await set('proxy', one.url);
      assert.equal(await outcome(), 'proxy');
      assert.match(user.heard('error'), /wants a user name and a password \(407\)/);
      await set('proxyAuthorization', basic());
      assert.equal(await outcome(), 'initialized');
      assert.deepEqual([x.requests.length, other.requests.length], [1, 0]);

      await set('proxyAuthorization', undefined);
      await set('proxy', undefined);
      process.env.HTTPS_PROXY = two.url;
      assert.equal(await outcome(), 'initialized');
      assert.deepEqual([x.requests.length, other.requests.length], [1, 1]);
      assert.deepEqual(sought, []);

      await set('noProxy', ['.x.com']);
      assert.equal(await outcome(), 'unreachable');
      assert.match(user.heard('error'), /because the setting http\.noProxy names api\.x\.com/);
      await set('noProxy', undefined);
      await set('proxySupport', 'off');
      assert.equal(await outcome(), 'unreachable');
      assert.match(user.heard('error'), /because the setting http\.proxySupport is off/);
      assert.deepEqual([...new Set(sought)], ['api.x.com']);
      assert.deepEqual([x.requests.length, other.requests.length], [1, 1]);
      assertUntouched(atStart);
    } finally {
      await rm(file);
    }
  });

  it('ends a call where it began, although the proxy is changed meanwhile', async () => {
    const answering = Promise.withResolvers<undefined>();
    const slow = standInX(undefined, () => answering.promise);
    const x = standInX();
    await using one = await proxyTo(slow);
    await using two = await proxyTo(x);
    const known = new Set((await savedUploads()).map(({ id }) => id));
    await set('proxy', one.url);
    const first = vscode.commands.executeCommand('xMedia.initialize', media('photo.png'));
    await until('the first call', () => slow.requests.length === 1);
    await set('proxy', two.url);
    await vscode.commands.executeCommand('xMedia.initialize', media('clip.mp4'));
    assert.equal(x.requests.length, 1);
    answering.resolve(undefined);
    await first;
    const states = (await savedUploads()).filter(({ id }) => !known.has(id));
    assert.deepEqual(
      states.map(({ state }) => state),
      ['initialized', 'initialized'],
    );
  });

  it('trusts no certificate that nobody vouches for; http.proxyStrictSSL is about the proxy alone', async () => {
    const x = standInX();
    const impostor = standInX(selfSigned);
    await using proxy = await proxyTo(x, { login, certificate: selfSigned });
    await using intercepting = await proxyTo(impostor);
    await set('proxy', withLogin(proxy.url));
    assert.equal(await outcome(), 'untrusted-certificate');
    assert.match(user.heard('error'), /proxy .* has a certificate that is not trusted here/);
    await set('proxyStrictSSL', false);
    assert.equal(await outcome(), 'initialized');
    await set('proxy', intercepting.url);
    assert.equal(await outcome(), 'untrusted-certificate');
    assert.match(user.heard('error'), /certificate of api\.x\.com is not trusted here/);
    assert.deepEqual(impostor.requests, []);
    assertUntouched(atStart);
  });

  it('shows the token and the proxy’s password nowhere', async () => {
    const secrets = [token, login.password, encodeURIComponent(login.password), basic().slice(6)];
    const kept = JSON.stringify(await savedUploads());
    for (const secret of secrets) {
      assert.ok(!productLog().includes(secret), 'a secret is in the log');
      assert.ok(!kept.includes(secret), 'a secret is in a state file');
    }
  });
});
