/** Pictures of every state in the themes people use; the README's come from here. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from './fixtures.ts';
import { forgetUploads, SandboxAdmin } from './x.ts';

test.use({ room: 'pictures' });

/** After the first, which is the one in which the rows come about. */
const themes = [
  { theme: 'Dark 2026', name: 'dark' },
  { theme: 'Default High Contrast', name: 'high-contrast' },
  { theme: 'Default High Contrast Light', name: 'high-contrast-light' },
];

test('every kind of row, in every kind of theme', async ({ workbench, editor }) => {
  test.setTimeout(120_000);
  const unfold = async () => {
    await workbench.rows(/^clip\.mp4/).click();
    await expect(workbench.rows(/^Expires: /)).toBeVisible();
    await expect(workbench.statusBar(/photo\.jpg 5\d:\d\d/)).toBeVisible();
  };
  await forgetUploads(editor);
  await writeFile(path.join(editor.workspace, 'empty.png'), '');
  await workbench.setTheme('Light 2026');
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
  await unfold();
  await expect(workbench.rows()).toHaveCount(15);
  await workbench.clearToasts();
  await workbench.screenshot('rows-light');
  for (const { theme, name } of themes) {
    await workbench.setTheme(theme);
    await workbench.openUploads();
    await unfold();
    await expect(workbench.rows()).toHaveCount(15);
    await workbench.screenshot(`rows-${name}`);
  }
});

test('the menu that starts it all', async ({ workbench, editor }) => {
  await forgetUploads(editor);
  await workbench.setTheme('Dark 2026');
  await workbench.openExplorer();
  await workbench.explorerRow('clip.mp4').click({ button: 'right' });
  const item = workbench.page.getByRole('menuitem', { name: 'Initialize X upload', exact: true });
  await expect(item).toBeVisible();
  await item.hover();
  await workbench.screenshot('menu-dark');
});
