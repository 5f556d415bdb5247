import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { freePort } from '../harness/server.ts';
import { expect, test } from './fixtures.ts';
import { secretBytes, XPage } from './signIn.ts';
import type { Workbench } from './workbench.ts';
import { forgetUploads } from './x.ts';

/** An X of its own, outside of the editor, with the page to sign in on. */
let x: Sandbox;
let port: number;
test.use({ room: 'sign-in', userSettings: { 'xMedia.environment': 'custom' } });
test.beforeEach(async ({ editor }) => {
  await forgetUploads(editor);
  x = await startSandbox();
  port = await freePort();
  await editor.setSettings({
    'xMedia.customBaseUrl': x.url,
    'xMedia.oauth2.clientId': 'e2e-client',
    'xMedia.oauth2.redirectPort': port,
    'xMedia.apiVersion': 'v2',
  });
});
test.afterEach(() => x.close());

test('from nothing to a first media_id: an app, the page, a right-click', async ({
  openWindow,
}) => {
  const workbench = await openWindow({ 'xMedia.oauth2.clientId': '' });
  expect(await secretBytes(workbench)).toBe(2);
  await workbench.openUploads();
  await workbench.uploadsView.getByText('Sign in', { exact: true }).click();
  await workbench.screenshot('sign-in-ways');
  await workbench.quickInput.pick('Sign in with X');
  const form = workbench.form();
  await expect(form.getByText(`http://127.0.0.1:${port}/callback`)).toBeVisible();
  await form.getByLabel('Client ID').fill('client id with spaces');
  await expect(form.getByText('holds a space or a line break')).toBeVisible();
  await workbench.screenshot('sign-in-guide');
  await form.getByLabel('Client ID').fill('e2e-client');
  const page = await XPage.openedBy(workbench, () =>
    form.getByRole('button', { name: 'Continue in the browser' }).click(),
  );
  await page.screenshot('sign-in-page');
  await page.authorize();
  await expect(page.text(/go back to the editor|close this tab/i)).toBeVisible();
  await page.screenshot('sign-in-done');
  await expect(
    workbench.statusBar(/Signed in to 127\.0\.0\.1.*@sandbox \(OAuth 2\.0\)/),
  ).toBeVisible();

  await workbench.contextMenu(['photo.png'], 'Initialize X upload');
  await expect(workbench.rows(/^photo\.png has media_id/)).toBeVisible();
  expect(await secretBytes(workbench)).toBeGreaterThan(200);
  await expect(workbench.uploadsView.getByText('@sandbox (OAuth 2.0)')).toBeVisible();
  await workbench.screenshot('signed-in');
  expect(x.grants()).toMatchObject([{ client_id: 'e2e-client', user: 'sandbox', state: 'live' }]);

  // The editor's own menu lists the account, and signs it out.
  await workbench.signOutInAccountsMenu('@sandbox (OAuth 2.0');
  await expect(
    workbench.toasts(/Signed out of 127\.0\.0\.1.*X has revoked its access/),
  ).toBeVisible();
  expect(x.grants()).toMatchObject([{ state: 'revoked' }]);
  expect(await secretBytes(workbench)).toBe(2);
  const log = await workbench.editor.log();
  for (const { headers } of x.requests()) {
    const { authorization } = headers;
    if (authorization !== undefined) expect(log).not.toContain(authorization.split(' ')[1]);
  }
});

test('in a remote window the address is pasted; a refusal at X is told', async ({ workbench }) => {
  await workbench.palette('X Media: Sign In');
  const page = await XPage.openedBy(workbench, () => workbench.quickInput.pick('Sign in with X'));
  const address = await page.authorizeElsewhere();
  await workbench.quickInput.type(address.replace(/code=[^&]*&?/, ''));
  await expect(workbench.quickInput.box).toContainText('holds no answer of X (no code=…)');
  await workbench.screenshot('sign-in-paste');
  // The answer of a sign-in that somebody else began, confirmed in haste, ends nothing.
  await workbench.quickInput.answer(address.replace(/state=[^&]*/, 'state=somebody-elses-state'));
  await expect(workbench.quickInput.box).toContainText('belongs to another sign-in');
  await workbench.quickInput.answer(address);
  await expect(workbench.statusBar(/Signed in to 127\.0\.0\.1/)).toBeVisible();

  await workbench.palette('X Media: Sign In');
  const again = await XPage.openedBy(workbench, () => workbench.quickInput.pick('Sign in with X'));
  await again.cancel();
  await expect(workbench.toasts(/You declined at X, so nobody was signed in/)).toBeVisible();
  expect(x.grants()).toMatchObject([{ state: 'live' }]);
});

test('OAuth 1.0a: four keys in one form, then v1.1 and v2', async ({ openWindow, editor }) => {
  const workbench = await openWindow({ 'xMedia.apiVersion': 'v1.1' });
  await workbench.contextMenu(['photo.png'], 'Initialize X upload');
  await workbench.quickInput.pick('Enter OAuth 1.0a keys');
  const form = workbench.form();
  const { consumerKey, consumerSecret, accessToken, accessTokenSecret } = x.oauth1;
  const field = (label: string) => form.getByLabel(label, { exact: true });
  await field('API Key (consumer key)').fill(consumerKey);
  await field('API Key Secret (consumer secret)').fill(consumerSecret);
  await field('Access Token').fill('two words');
  await field('Access Token Secret').fill(accessTokenSecret);
  await expect(form.getByText('holds a space or a line break')).toBeVisible();
  await workbench.screenshot('oauth1-form');
  await field('Access Token').fill(accessToken);
  await form.getByRole('button', { name: 'Keep these keys' }).click();
  // What was asked for goes on: the file is initialized, by a signed INIT.
  const row = workbench.rows(/^photo\.png has media_id/);
  await expect(row).toBeVisible();
  await expect(workbench.uploadsView.getByText('@sandbox (OAuth 1.0a) · v1.1')).toBeVisible();
  const [me, init] = x.requests();
  expect([me?.path, me?.answered]).toEqual(['/2/users/me', 200]);
  expect(init).toMatchObject({ path: '/1.1/media/upload.json', answered: 202, account: 'oauth1' });
  expect(init?.body).toMatchObject({ command: 'INIT', media_type: 'image/png' });

  await workbench.typeSettings({ 'xMedia.apiVersion': 'v2' });
  await workbench.contextMenu(['clip.mp4'], 'Initialize X upload');
  await expect(workbench.rows(/^clip\.mp4 has media_id/)).toBeVisible();
  const last = x.requests().at(-1);
  expect(last).toMatchObject({
    call: 'initialize',
    dialect: 'v2',
    account: 'oauth1',
    answered: 200,
  });
  const log = await editor.log();
  for (const secret of [consumerSecret, accessTokenSecret, accessToken, consumerKey]) {
    expect(log).not.toContain(secret);
  }
});

/** Signs in with a token that X soon no longer takes. */
async function signInForSeconds(workbench: Workbench, seconds: number): Promise<void> {
  x.setAccessTokenSecs(seconds);
  await workbench.palette('X Media: Sign In');
  const page = await XPage.openedBy(workbench, () => workbench.quickInput.pick('Sign in with X'));
  await page.authorize();
  await expect(workbench.statusBar(/Signed in to 127\.0\.0\.1/)).toBeVisible();
}

test('an expired token is refreshed once for five uploads in two windows', async ({
  workbench,
}) => {
  await signInForSeconds(workbench, 2);
  x.setAccessTokenSecs(7200);
  const other = await workbench.anotherWindow();
  await expect.poll(() => x.grants()[0]?.state).toBe('expired');
  const [three, two] = [
    ['photo.png', 'photo.jpg', 'clip.mp4'],
    ['clip.mov', 'clip.webm'],
  ];
  await other.select(two);
  await Promise.all([
    workbench.contextMenu(three, 'Initialize X upload'),
    other.contextMenu(two, 'Initialize X upload'),
  ]);
  await expect(workbench.rows(/has media_id/)).toHaveCount(5);
  await expect(other.rows(/has media_id/)).toHaveCount(5);
  expect(x.grants()).toMatchObject([{ refreshes: 1, reuses: 0, state: 'live' }]);
  expect(x.requests().filter(({ call }) => call === 'initialize')).toHaveLength(5);
});

test('a refused refresh asks once to sign in again, and loses no upload', async ({ workbench }) => {
  await signInForSeconds(workbench, 1);
  await expect.poll(() => x.grants()[0]?.state).toBe('expired');
  const error_description = 'Value passed for the token was invalid.';
  const body = { error: 'invalid_request', error_description };
  x.arm({ call: 'token', action: { status: 400, body } });
  const files = ['photo.png', 'photo.jpg', 'clip.mp4', 'clip.mov', 'clip.webm'];
  await workbench.contextMenu(files, 'Initialize X upload');
  await expect(workbench.rows(/failed\. X does not renew the access of @sandbox/)).toHaveCount(5);
  await expect(workbench.toasts(/does not renew the access of @sandbox/)).toHaveCount(1);
  await expect(workbench.toasts()).toHaveCount(1);
  await workbench.screenshot('sign-in-again');
  expect(x.faults()).toEqual([]);
  expect(x.uploads()).toEqual([]);

  x.setAccessTokenSecs(7200);
  await workbench.toastButton('Sign In').click();
  const page = await XPage.openedBy(workbench, () => workbench.quickInput.pick('Sign in with X'));
  await page.authorize();
  await expect(workbench.statusBar(/Signed in to 127\.0\.0\.1/)).toBeVisible();
  await workbench.inlineAction(workbench.rows(/^clip\.mp4/), 'Initialize again');
  await expect(workbench.rows(/^clip\.mp4 has media_id/)).toBeVisible();
});
