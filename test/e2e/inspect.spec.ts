/** What is known before X is asked: refused, warned of, mended, reported, shown. */
import { copyFile, open, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import type { Workbench } from './workbench.ts';
import { sandboxInUse } from './x.ts';

test.use({ shared: true });

const limits = path.resolve(import.meta.dirname, '../fixtures/limits');
/** From the fixtures at X's limits, by the name they have in the workspace. */
const files = {
  'fast.mp4': 'rate-75.mp4',
  'long.mp4': 'duration-141.mp4',
};

test.beforeAll(async ({ editor }) => {
  for (const [name, fixture] of Object.entries(files)) {
    await copyFile(path.join(limits, fixture), path.join(editor.workspace, name));
  }
  // As long as a file can be that X refuses for its bytes alone, and as small on the disk.
  const huge = await open(path.join(editor.workspace, 'huge.mp4'), 'w');
  await huge.truncate(17_179_869_185);
  await huge.close();
  await writeFile(path.join(editor.workspace, 'empty.png'), '');
  await writeFile(path.join(editor.workspace, 'text.png'), 'Not a picture.');
});

test.afterAll(async ({ editor }) => {
  for (const name of [...Object.keys(files), 'huge.mp4', 'empty.png', 'text.png']) {
    await rm(path.join(editor.workspace, name));
  }
});

const hover = (page: Page) => page.locator('.workbench-hover-container .workbench-hover');

/** The text of the editor in front: what is scrolled away is not drawn, and not in it. */
const shownText = async (workbench: Workbench) =>
  (await workbench.page.locator('.editor-instance .view-lines').last().innerText()).replaceAll(
    '\u00a0',
    ' ',
  );

test('a file is known before X is asked', async ({ workbench }) => {
  test.setTimeout(180_000);
  await workbench.refreshExplorer();
  await workbench.widenSideBar(470);
  const x = await sandboxInUse(workbench);
  const asked = async () => (await x.initialized()).length;
  const one = await asked();

  await test.step('what X forbids stops before the call, and says so', async () => {
    for (const [name, says] of [
      ['empty.png', /is empty \(0 bytes\).*export or download it again/],
      ['huge.mp4', /16\.00 GiB.*shorten or compress it/],
    ] as const) {
      await workbench.contextMenu([name], 'Initialize X upload');
      const row = workbench.rows(new RegExp(`^${name} failed\\.`));
      await expect(row).toHaveAttribute('aria-label', says);
      await expect(workbench.toasts(says)).toBeVisible();
      await workbench.clearToasts();
    }
    expect(await asked()).toBe(one);
  });

  await test.step('what X may refuse is sent, and said on the row', async () => {
    await workbench.contextMenu(['fast.mp4'], 'Initialize X upload');
    const row = workbench.rows(
      /^fast\.mp4 has media_id \d{19}.* X may refuse it: 75 fps, X takes 60\.$/,
    );
    await expect(row).toBeVisible();
    expect((await x.initialized()).at(-1)).toMatchObject({
      media_type: 'video/mp4',
      media_category: 'tweet_video',
    });
    await expect(workbench.toasts()).toHaveCount(0);
    await row.click();
    await expect(
      workbench.rows(/^X may refuse it: 75 fps, where X takes at most 60/),
    ).toBeVisible();
    const command = workbench.rows(/^A command that mends it: ffmpeg .*'fast\.mp4'/);
    await command.click();
    await workbench.page.keyboard.press('ControlOrMeta+C');
    await expect.poll(() => workbench.clipboard()).toMatch(/^ffmpeg .*'fast\.mp4'/);
    await workbench.screenshot('inspect-row');
    await workbench.page.keyboard.press('ArrowLeft');
    await workbench.page.keyboard.press('ArrowLeft');
  });

  await test.step('another category mends it, and shows beforehand that it will', async () => {
    await workbench.contextMenu(['long.mp4'], 'Initialize X upload');
    const doubted = workbench.rows(/^long\.mp4 has media_id.* X may refuse it: /);
    await expect(doubted).toBeVisible();
    await workbench.contextMenu(['long.mp4'], 'Initialize X upload with Options…');
    const { quickInput } = workbench;
    await expect(quickInput.row('amplify_video')).toContainText('this file fits');
    await expect(quickInput.row('dm_video')).not.toContainText('this file fits');
    await workbench.screenshot('inspect-options');
    await quickInput.pick('amplify_video');
    for (const title of ['(2/4)', '(3/4)', '(4/4)']) {
      await expect(quickInput.title).toContainText(title);
      await quickInput.input.press('Enter');
    }
    const mended = workbench.rows(/^long\.mp4 has media_id \d{19}, which expires in [^.]*\.$/);
    await expect(mended).toBeVisible();
    expect((await x.initialized()).at(-1)).toMatchObject({ media_category: 'amplify_video' });
  });

  await test.step('of a file that only its name tells anything of, nothing is promised', async () => {
    await workbench.contextMenu(['text.png'], 'Initialize X upload with Options…');
    const { quickInput } = workbench;
    await expect(quickInput.row('tweet_image')).toContainText('do not tell whether it fits');
    await expect(quickInput.box).not.toContainText('this file fits');
    await quickInput.cancel();
    await workbench.openUploads();
  });

  await test.step('the tooltip has the picture', async () => {
    await workbench.rows(/^photo\.png/).hover();
    const picture = hover(workbench.page).locator('img');
    await expect(picture).toBeVisible();
    await expect(picture).toHaveJSProperty('naturalWidth', 480);
    await workbench.screenshot('inspect-tooltip');
    await workbench.page.mouse.move(1, 1);
  });

  await test.step('the report says it all, and asks X nothing', async () => {
    const before = await asked();
    await workbench.contextMenu(['fast.mp4'], 'Inspect File');
    const report = workbench.page.locator('.tab', { hasText: 'fast.mp4' });
    await expect(report).toBeVisible();
    await expect.poll(() => shownText(workbench)).toMatch(/75 fps[\s\S]*ffmpeg/);
    await workbench.page.mouse.move(1, 1);
    for (const [label, kind] of [
      ['Dark 2026', 'vs-dark'],
      ['Dark High Contrast', 'hc-black'],
      ['Light 2026', 'vs'],
    ] as const) {
      await workbench.pickTheme(label, kind);
      await workbench.screenshot(`inspect-report-${kind}`);
      if (kind === 'vs-dark') {
        await workbench.screenshot('readme-inspect', workbench.page.locator('.part.editor'));
      }
    }
    await workbench.contextMenu(['huge.mp4'], 'Inspect File');
    await expect.poll(() => shownText(workbench)).toMatch(/16\.00 GiB/);
    expect(await asked()).toBe(before);
  });

  await test.step('the Explorer marks what has a live media_id, where that is wanted', async () => {
    const badge = (name: string) =>
      workbench.explorerRow(name).locator('[class*="monaco-decoration-itemBadge"]');
    await expect(badge('photo.png')).toHaveCount(0);
    await workbench.typeSettings({ 'xMedia.decorateExplorer': true });
    await workbench.openExplorer();
    await expect(badge('photo.png')).toHaveCount(1);
    await expect(badge('empty.png')).toHaveCount(0);
    await workbench.explorerRow('photo.png').hover();
    await expect(hover(workbench.page)).toContainText(/media_id \d{19}, expires/);
    await workbench.screenshot('inspect-marks');
    await workbench.page.mouse.move(1, 1);
    await workbench.typeSettings({ 'xMedia.decorateExplorer': undefined });
    await expect(badge('photo.png')).toHaveCount(0);
  });
});
