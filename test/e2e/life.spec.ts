import { expect, test } from './fixtures.ts';
import { forgetUploads, sandboxInUse } from './x.ts';

test.use({ shared: true });
test.beforeEach(({ editor }) => forgetUploads(editor));

test('a media_id expires, says so, and is initialized again in its row', async ({ workbench }) => {
  const x = await sandboxInUse(workbench);
  await x.expireAfter(4);
  await workbench.contextMenu(['clip.mp4'], 'Initialize X upload');
  const row = workbench.rows(/^clip\.mp4/);
  await expect(row).toContainText(/0:0[1-4] · \d{19}/);
  await expect(workbench.statusBar(/clip\.mp4 0:0\d/)).toBeVisible();
  await workbench.screenshot('expiring');
  await expect(row).toContainText(/expired · \d{19}/, { timeout: 8000 });
  await expect(row).toHaveAttribute(
    'aria-label',
    /clip\.mp4 had media_id \d{19}, which has expired\./,
  );
  await expect(workbench.statusBar(/clip\.mp4/)).toHaveCount(0);
  await expect(workbench.rows(/^photo\.png/)).toContainText('14d 23h');
  await workbench.screenshot('expired');

  await x.expireAfter(86_400);
  await workbench.inlineAction(row, 'Initialize again');
  await expect(row).toContainText(/23h 59m · \d{19}/);
  await expect(workbench.rows(/has media_id/)).toHaveCount(2);
  expect(await x.initialized()).toHaveLength(3);
});

test('rows survive a restart and count on', async ({ workbench }) => {
  await workbench.contextMenu(['clip.mp4', 'photo.png'], 'Initialize X upload');
  await expect(workbench.rows(/has media_id/)).toHaveCount(2);
  const before = await workbench.rows(/^clip\.mp4/).getAttribute('aria-label');
  await workbench.restart();
  await workbench.openUploads();
  await expect(workbench.rows(/has media_id/)).toHaveCount(2);
  expect(await workbench.rows(/^clip\.mp4/).getAttribute('aria-label')).toBe(before);
  await workbench.rows(/^clip\.mp4/).click();
  await expect(workbench.rows(/^Expires: 14d 23:5\d:\d\d/)).toBeVisible();
});

test('a second window shows a new row, and its removal, within two seconds', async ({
  workbench,
}) => {
  await workbench.openUploads();
  const second = await workbench.secondWindow();
  await second.openUploads();
  await expect(second.uploadsView.getByText('This is the sandbox')).toBeVisible();
  await workbench.contextMenu(['clip.mp4'], 'Initialize X upload');
  await expect(workbench.rows(/^clip\.mp4 has media_id/)).toBeVisible();
  await expect(second.rows(/^clip\.mp4 has media_id/)).toBeVisible({ timeout: 2000 });
  await second.rows(/^clip\.mp4/).click();
  await expect(second.rows(/^Expires: 14d 23:59:\d\d/)).toBeVisible();
  await second.screenshot('second-window');
  await second.inlineAction(second.rows(/^clip\.mp4/), 'Remove');
  await expect(workbench.rows()).toHaveCount(0, { timeout: 2000 });
});
