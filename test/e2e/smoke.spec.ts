import { expect, test } from './fixtures.ts';

test.use({ shared: true });

test('the workbench lists clip.mp4, and shows the Uploads view as often as it is asked for', async ({
  workbench,
}) => {
  await workbench.openExplorer();
  await expect(workbench.explorerRow('clip.mp4')).toBeVisible();
  await workbench.screenshot('smoke-explorer');
  await workbench.openUploads();
  await workbench.openUploads();
  await expect(workbench.uploadsView).toBeVisible();
  await workbench.screenshot('smoke-uploads');
});
