import { expect, test } from './fixtures.ts';

test('the workbench opens and the explorer lists clip.mp4', async ({ workbench }) => {
  await workbench.openExplorer();
  await expect(workbench.explorerRow('clip.mp4')).toBeVisible();
  await workbench.screenshot('smoke-explorer');
});

test('the Uploads view is shown on request, and stays when it is asked for again', async ({
  workbench,
}) => {
  await workbench.openUploads();
  await workbench.openUploads();
  await expect(workbench.uploadsView).toBeVisible();
  await workbench.screenshot('smoke-uploads');
});
