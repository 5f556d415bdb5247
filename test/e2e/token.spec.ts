import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { expect, test } from './fixtures.ts';
import { settingsFor } from './uploading.ts';
import { forgetUploads, SandboxAdmin } from './x.ts';

/** An X of its own, outside of the editor, as any server on this machine is. */
let server: Sandbox;
test.beforeAll(async () => {
  server = await startSandbox({ token: 'token-of-the-custom-environment' });
});
test.afterAll(() => server.close());
test.use({ room: 'token', userSettings: { 'xMedia.environment': 'production' } });
test.beforeEach(({ editor }) => forgetUploads(editor));

test('signed out: the view offers a token or the sandbox, which needs none', async ({
  workbench,
  editor,
}) => {
  await workbench.openUploads();
  const view = workbench.uploadsView;
  await expect(view.getByText('Sign in', { exact: true })).toBeVisible();
  await workbench.screenshot('welcome-signed-out');
  await view.getByText('Try it in the sandbox').click();
  await expect(view.getByText('This is the sandbox')).toBeVisible();
  await workbench.screenshot('welcome-sandbox');
  await workbench.contextMenu(['clip.mp4'], 'Initialize X upload');
  await expect(workbench.rows(/^clip\.mp4 has media_id/)).toBeVisible();
  expect(await (await SandboxAdmin.ofWindow(editor)).initialized()).toHaveLength(1);
});

test('a custom server: the token is asked for at first use, kept, and forgotten', async ({
  openWindow,
  editor,
}) => {
  const x = new SandboxAdmin(server.url);
  const workbench = await openWindow(settingsFor(server.url));
  await workbench.contextMenu(['clip.mp4'], 'Initialize X upload');
  await workbench.quickInput.pick('Paste an access token');
  await expect(workbench.quickInput.title).toContainText('Access token for 127.0.0.1');
  await expect(workbench.quickInput.input).toHaveAttribute('type', 'password');
  await workbench.quickInput.type('two words');
  await expect(workbench.quickInput.box).toContainText('a space or a line break');
  await workbench.screenshot('token-prompt');
  expect(await x.requests()).toEqual([]);
  await workbench.quickInput.answer(`Bearer ${server.token}`);
  await expect(workbench.rows(/^clip\.mp4 has media_id/)).toBeVisible();
  const [me, request] = await x.requests();
  expect(me?.path).toBe('/2/users/me');
  expect(request?.headers).toMatchObject({ authorization: `Bearer ${server.token}` });

  // Kept: neither the next file nor a restart asks again.
  await workbench.restart();
  await workbench.contextMenu(['photo.png'], 'Initialize X upload');
  await expect(workbench.rows(/^photo\.png has media_id/)).toBeVisible();

  await workbench.palette('X Media: Sign Out');
  await expect(workbench.toasts(/Signed out of 127\.0\.0\.1/)).toBeVisible();
  await workbench.contextMenu(['photo.jpg'], 'Initialize X upload');
  await expect(workbench.quickInput.title).toContainText('Sign in to 127.0.0.1');
  await workbench.quickInput.cancel();
  await expect(workbench.toasts(/Nothing was sent: 127\.0\.0\.1/)).toBeVisible();
  expect(await x.initialized()).toHaveLength(2);
  expect(await editor.log()).not.toContain(server.token);
});

test('a refused token is explained, with a way to set another', async ({ openWindow }) => {
  const workbench = await openWindow(settingsFor(server.url));
  await workbench.palette('X Media: Set Access Token…');
  await workbench.quickInput.answer('stale-token');
  await workbench.contextMenu(['clip.mp4'], 'Initialize X upload');
  await expect(
    workbench.rows(/^clip\.mp4 failed\. X did not accept the access token/),
  ).toBeVisible();
  await workbench.toastButton('Sign In').click();
  await workbench.quickInput.pick('Paste an access token');
  await workbench.quickInput.answer(server.token);
  await workbench.inlineAction(workbench.rows(/^clip\.mp4/), 'Initialize again');
  await expect(workbench.rows(/^clip\.mp4 has media_id/)).toBeVisible();
});

test('a base URL off this machine is refused before anything is sent', async ({ openWindow }) => {
  const workbench = await openWindow(settingsFor('http://127.0.0.1@evil.test'));
  await workbench.contextMenu(['clip.mp4'], 'Initialize X upload');
  await expect(workbench.toasts('xMedia.customBaseUrl holds a user name')).toBeVisible();
  await expect(workbench.quickInput.box).toBeHidden();
});
