import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { expect, test } from './fixtures.ts';
import {
  appendsOf,
  enterToken,
  makeVideo,
  newestAt,
  settingsFor,
  type Video,
} from './uploading.ts';
import { forgetUploads } from './x.ts';

test.use({ room: 'upload', userSettings: { 'xMedia.environment': 'custom' } });
let x: Sandbox;
let film: Video;
test.beforeEach(async ({ editor }) => {
  x = await startSandbox({ answerAfterMs: 1000, processingSecs: 3 });
  await forgetUploads(editor);
  await editor.setSettings({
    ...settingsFor(x.url),
    'xMedia.afterInitialize': 'ask',
    'xMedia.segmentSizeMiB': 1,
    'workbench.colorTheme': 'Light 2026',
  });
  film = await makeVideo(editor, 'film.mp4', 30);
  await makeVideo(editor, 'long film.mp4', 30);
});
test.afterEach(() => x.close());

const themes = [
  ['Light 2026', 'vs', 'light'],
  ['Dark 2026', 'vs-dark', 'dark'],
  ['Dark High Contrast', 'hc-black', 'high-contrast'],
] as const;

test('a file on its way: asked for, in view, paused, continued, processed, described, pictured', async ({
  workbench,
  editor,
}) => {
  test.setTimeout(180_000);
  await enterToken(workbench, x);
  await workbench.contextMenu(['film.mp4'], 'Initialize X upload');
  const asked = workbench.toasts(/film\.mp4.* has its media_id\. Upload the file now\?/);
  await expect(asked).toBeVisible();
  const { id } = newestAt(x);
  expect(appendsOf(x, id)).toEqual([]);
  await asked.locator('.monaco-button').filter({ hasText: 'Upload' }).click();

  await test.step('how far it is', async () => {
    const row = workbench.rows(/^film\.mp4 is being uploaded: \d+ percent/);
    await expect(row).toBeVisible();
    await row.click();
    const progress = workbench.rows(/^Progress: \d+ % · [\d.]+ of 30\.0 MiB/);
    const percents = new Set<string>();
    const inRow = new Set<string>();
    await expect(async () => {
      percents.add(/\d+/.exec(await progress.innerText())?.[0] ?? '');
      inRow.add(/\d+ percent/.exec((await row.getAttribute('aria-label')) ?? '')?.[0] ?? '');
      expect(percents.size).toBeGreaterThanOrEqual(3);
      expect(inRow.size).toBeGreaterThanOrEqual(2);
    }).toPass({ intervals: [100], timeout: 10_000 });
    await expect(workbench.toasts(/Uploading: .{0,2}film\.mp4.{0,2} · \d+ %/)).toBeVisible();
    await workbench.screenshot('uploading');
  });

  await test.step('paused: no request goes out', async () => {
    await workbench.inlineAction(workbench.rows(/^film\.mp4/), 'Pause');
    await expect(workbench.rows(/^film\.mp4 is paused at \d+ percent/)).toBeVisible();
    await expect(workbench.toasts('Uploading')).toHaveCount(0);
    const { length } = x.requests();
    expect(newestAt(x).received_bytes).toBeLessThan(film.bytes);
    // Longer than an answer takes, after which the next segments would go out.
    await workbench.page.waitForTimeout(1200);
    expect(x.requests()).toHaveLength(length);
  });

  await test.step('continued, and ready', async () => {
    x.set({ answerAfterMs: 50 });
    const row = workbench.rows(/^film\.mp4/);
    await workbench.inlineAction(row, 'Continue Upload');
    await expect(row).toHaveAttribute('aria-label', /X is processing it: \d+ percent/);
    await expect(workbench.rows(/^Processing: in_progress \d+ %/)).toBeVisible();
    await expect(row).toHaveAttribute('aria-label', /is ready .* expires in 23 hours 59 minutes/);
    expect(newestAt(x)).toMatchObject({
      sha256: film.sha256,
      state: 'succeeded',
      replacements: 0,
    });
    const taken = appendsOf(x, id).filter(({ answered }) => answered === 200);
    expect(taken.map(({ index }) => index).sort((a, b) => a - b)).toEqual([...Array(30).keys()]);
  });

  await test.step('alt text, counted while it is typed', async () => {
    await workbench.menuOf(workbench.rows(/^film\.mp4/), 'Set Alt Text…');
    const { quickInput } = workbench;
    await quickInput.type('x'.repeat(1001));
    await expect(quickInput.box).toContainText('1001 of 1000 characters: 1 too many');
    await quickInput.input.press('Enter');
    await quickInput.type('Waves 🌊');
    await expect(quickInput.box).toContainText('7 of 1000 characters');
    const text = 'Waves roll over a beach in the evening.';
    await quickInput.answer(text);
    await expect(workbench.rows(`Alt text: ${text}`)).toBeVisible();
    expect(newestAt(x).metadata).toMatchObject({ alt_text: { text } });
  });

  await test.step('subtitles, with a language and a name', async () => {
    await workbench.menuOf(workbench.rows(/^film\.mp4/), 'Add Subtitles…');
    const { quickInput } = workbench;
    await quickInput.pick('captions.srt');
    await quickInput.pick('Deutsch');
    await quickInput.answer('Deutsch für alle');
    await expect(workbench.rows(/^Subtitles: Deutsch für alle \(DE\)/)).toBeVisible();
    const linked = x.uploads().find((upload) => upload.id === id)?.subtitles;
    expect(linked).toMatchObject({ DE: { display_name: 'Deutsch für alle' } });
    await expect(workbench.rows(/^captions\.srt is ready/)).toBeVisible();
  });
  expect(await editor.log()).not.toContain(x.token);

  await test.step('on its way, stopped, processed and ready, in three kinds of theme', async () => {
    const { quickInput, page } = workbench;
    const row = (name: string) => workbench.rows(new RegExp(`^${name} (is|stopped)`));
    await workbench.typeSettings({ 'xMedia.afterInitialize': 'upload' });
    await workbench.widenSideBar(470);
    x.set({ answerAfterMs: 1000 });
    await workbench.contextMenu(['long film.mp4'], 'Initialize X upload');
    await expect(row('long film.mp4')).toHaveAttribute('aria-label', /uploaded: [1-9]/);
    // It stands there stopped from now on, and is offered.
    await workbench.restart();
    await workbench.openUploads();
    await expect(row('long film.mp4')).toHaveAttribute('aria-label', /stopped at/);
    x.set({ answerAfterMs: 0, processingSecs: 1, processingStuckAt: 99 });
    await workbench.contextMenu(['clip.mp4'], 'Initialize X upload');
    await expect(row('clip.mp4')).toHaveAttribute('aria-label', /processing it: 99 percent/);
    x.set({ answerAfterMs: 1000 });
    await workbench.contextMenu(['film.mp4'], 'Initialize X upload');
    const [running, ready] = [row('film.mp4').first(), row('film.mp4').last()];
    await expect(running).toHaveAttribute('aria-label', /is being uploaded: [1-9]/);
    x.set({ answerAfterMs: 5000 });
    await ready.click();
    await running.click();
    for (const [label, kind, name] of themes) {
      await workbench.pickTheme(label, kind);
      await workbench.statusBar('').locator('[aria-label*="otification"]').first().click();
      await expect(page.locator('.notifications-center.visible')).toContainText('was under way');
      await expect(workbench.rows(/^Subtitles: /)).toBeVisible();
      await workbench.screenshot(`uploads-${name}`);
      const besideNotifications = { x: 0, y: 36, width: 474, height: 560 };
      if (name === 'dark') {
        // Folded, it leaves the room to the one that is ready.
        await running.click();
        await expect(workbench.rows(/^Progress: /)).toHaveCount(0);
        await workbench.screenshot('readme-upload', besideNotifications);
        await running.click();
      }
      await page.keyboard.press('Escape');
      await expect(page.locator('.notifications-center.visible')).toHaveCount(0);
      await workbench.menuOf(ready, 'Set Alt Text…');
      await quickInput.type('Waves roll over a beach, and a dog runs after them.');
      await expect(quickInput.box).toContainText('51 of 1000 characters');
      await workbench.screenshot(`alt-text-${name}`);
      await quickInput.cancel();
    }
  });
});
