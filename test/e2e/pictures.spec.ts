/** Pictures of every state in the themes people use; those in media/ are `readme-*` of these. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startSandbox } from '../../src/sandbox/server.ts';
import { freePort } from '../harness/server.ts';
import { expect, test } from './fixtures.ts';
import { XPage } from './signIn.ts';
import { forgetUploads, SandboxAdmin } from './x.ts';

test.use({
  room: 'pictures',
  userSettings: { 'workbench.colorTheme': 'Light 2026' },
  shared: true,
});
test.beforeEach(({ editor }) => forgetUploads(editor));

const light = { label: 'Light 2026', kind: 'vs', name: 'light' } as const;
const dark = { label: 'Dark 2026', kind: 'vs-dark', name: 'dark' } as const;
const highContrast = {
  ...{ label: 'Dark High Contrast', name: 'high-contrast' },
  kind: 'hc-black',
} as const;
const highContrastLight = {
  ...{ label: 'Light High Contrast', name: 'high-contrast-light' },
  kind: 'hc-light',
} as const;
const themes = [light, dark, highContrast];

const inReadme = dark.name;

test('the menu that starts it all', async ({ workbench }) => {
  await workbench.pickTheme(dark.label, dark.kind);
  await workbench.openExplorer();
  await workbench.explorerRow('clip.mp4').click({ button: 'right' });
  const item = workbench.page.getByRole('menuitem', { name: 'Initialize X upload', exact: true });
  await expect(item).toBeVisible();
  await item.hover();
  await workbench.screenshot('menu-dark');
  await workbench.screenshot('readme-menu', { x: 0, y: 36, width: 560, height: 640 });
});

test('every kind of row, in every kind of theme', async ({ workbench, editor }) => {
  test.setTimeout(120_000);
  await writeFile(path.join(editor.workspace, 'empty.png'), '');
  await workbench.refreshExplorer();
  await workbench.widenSideBar(470);
  await workbench.contextMenu(['captions.srt'], 'Initialize X upload');
  await expect(workbench.rows(/^captions\.srt has/)).toBeVisible();
  const x = await SandboxAdmin.ofWindow(editor);
  await x.expireAfter(1);
  await workbench.contextMenu(['picture.webp'], 'Initialize X upload');
  await expect(workbench.rows(/^picture\.webp ha[sd]/)).toBeVisible();
  await x.expireAfter(3300);
  await workbench.contextMenu(['photo.jpg'], 'Initialize X upload');
  await expect(workbench.rows(/^photo\.jpg has/)).toBeVisible();
  await x.expireAfter(86_399);
  await workbench.contextMenu(['animated.gif'], 'Initialize X upload');
  await expect(workbench.rows(/^animated\.gif has/)).toBeVisible();
  await workbench.contextMenu(['empty.png'], 'Initialize X upload');
  await expect(workbench.rows(/^empty\.png failed/)).toBeVisible();
  await x.arm({ call: 'initialize', action: { delayMs: 60_000 } });
  await workbench.contextMenu(['clip.webm'], 'Initialize X upload');
  await expect(workbench.rows(/^clip\.webm.*Waiting for X’s answer/)).toBeVisible();
  await x.expireAfter(1_295_999);
  await workbench.contextMenu(['clip.mp4'], 'Initialize X upload');
  await expect(workbench.rows(/^picture\.webp had/)).toBeVisible();
  await workbench.rows(/^clip\.mp4/).click();
  await expect(workbench.rows(/^Expires: /)).toBeVisible();
  await expect(workbench.statusBar(/photo\.jpg 5\d:\d\d/)).toBeVisible();
  await expect(workbench.rows()).toHaveCount(20);
  await workbench.clearToasts();
  for (const { label, kind, name } of [...themes, highContrastLight]) {
    await workbench.pickTheme(label, kind);
    await expect(workbench.rows()).toHaveCount(20);
    await workbench.screenshot(`rows-${name}`);
    if (name !== inReadme) continue;
    await workbench.screenshot('readme-uploads', { x: 0, y: 36, width: 640, height: 510 });
  }
});

/** What a newcomer meets, whose X is the real one: these screens send nothing. */
test('every way to sign in, in three kinds of theme', async ({ openWindow }) => {
  test.setTimeout(120_000);
  const workbench = await openWindow({
    'xMedia.environment': 'production',
    'xMedia.oauth2.clientId': '',
    'xMedia.oauth2.redirectPort': undefined,
  });
  const form = workbench.form();
  const waysTo = async (way: string) => {
    await workbench.palette('X Media: Sign In');
    await expect(workbench.quickInput.title).toContainText('Sign in to X');
    if (way !== '') await workbench.quickInput.pick(way);
  };
  const closeForm = async () => {
    await form.getByRole('button', { name: 'Cancel' }).click();
    await expect(workbench.page.locator('iframe.webview')).toHaveCount(0);
  };
  for (const { label, kind, name } of themes) {
    await workbench.pickTheme(label, kind);
    await waysTo('');
    await workbench.screenshot(`sign-in-ways-${name}`);
    if (name === inReadme) {
      await workbench.screenshot('readme-sign-in-ways', workbench.quickInput.box);
    }
    await workbench.quickInput.cancel();

    await waysTo('Sign in with X');
    await expect(form.getByText('http://127.0.0.1:17871/callback')).toBeVisible();
    await expect(form.getByRole('heading', { name: 'Sign in with X' })).toBeVisible();
    await workbench.screenshot(`sign-in-guide-${name}`);
    if (name === inReadme) {
      await workbench.screenshot('readme-sign-in-guide', form.locator('main'));
    }
    await closeForm();

    await waysTo('Enter OAuth 1.0a keys');
    await expect(
      form.getByRole('heading', { name: 'OAuth 1.0a keys for api.x.com' }),
    ).toBeVisible();
    await form.getByLabel('API Key (consumer key)', { exact: true }).fill('kAcSOqF21Fu85e7z');
    await form.getByLabel('Access Token', { exact: true }).fill('two words');
    await expect(form.getByText('holds a space or a line break')).toBeVisible();
    await workbench.screenshot(`oauth1-form-${name}`);
    await closeForm();
  }
});

test('who acts, in three kinds of theme', async ({ openWindow }) => {
  test.setTimeout(120_000);
  await using x = await startSandbox();
  const workbench = await openWindow({
    'xMedia.environment': 'custom',
    'xMedia.customBaseUrl': x.url,
    'xMedia.oauth2.clientId': 'client-of-the-pictures',
    'xMedia.oauth2.redirectPort': await freePort(),
    'xMedia.apiVersion': 'v1.1',
  });
  await workbench.contextMenu(['photo.png'], 'Initialize X upload');
  await workbench.quickInput.pick('Enter OAuth 1.0a keys');
  const form = workbench.form();
  for (const [label, key] of [
    ['API Key (consumer key)', x.oauth1.consumerKey],
    ['API Key Secret (consumer secret)', x.oauth1.consumerSecret],
    ['Access Token', x.oauth1.accessToken],
    ['Access Token Secret', x.oauth1.accessTokenSecret],
  ] as const) {
    await form.getByLabel(label, { exact: true }).fill(key);
  }
  await form.getByRole('button', { name: 'Keep these keys' }).click();
  await expect(workbench.rows(/^photo\.png has media_id/)).toBeVisible();
  await workbench.rows(/^photo\.png/).click();
  await expect(workbench.rows(/^Expires: /)).toBeVisible();
  for (const { label, kind, name } of themes) {
    await workbench.pickTheme(label, kind);
    await expect(workbench.uploadsView.getByText('@sandbox (OAuth 1.0a) · v1.1')).toBeVisible();
    await workbench.screenshot(`account-v1-${name}`);
  }
  await workbench.palette('X Media: Sign In');
  const page = await XPage.openedBy(workbench, () => workbench.quickInput.pick('Sign in with X'));
  await workbench.page.bringToFront();
  await workbench.screenshot('sign-in-waiting');
  await page.authorize();
  await expect(workbench.statusBar(/Signed in to 127\.0\.0\.1/)).toBeVisible();
  await workbench.palette('X Media: Switch Account');
  await expect(workbench.quickInput.title).toContainText('Accounts of');
  await workbench.screenshot('switch-account');
  await workbench.quickInput.pick('@sandbox');
  await expect(workbench.uploadsView.getByText('@sandbox (OAuth 1.0a) · v1.1')).toBeVisible();
});
