import { expect, test } from './fixtures.ts';

test('the workbench opens and the explorer lists clip.mp4', async ({ workbench }) => {
  await workbench.openExplorer();
  await expect(workbench.explorerRow('clip.mp4')).toBeVisible();
  await workbench.screenshot('smoke-explorer');
});
