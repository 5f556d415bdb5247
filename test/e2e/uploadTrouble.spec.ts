import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { expect, test } from './fixtures.ts';
import { enterToken, makeVideo, newestAt, settingsFor, type Video } from './uploading.ts';
import { Wire } from './wire.ts';
import { forgetUploads } from './x.ts';

let x: Sandbox;
let wire: Wire;
let film: Video;
test.use({ room: 'upload', userSettings: { 'xMedia.environment': 'custom' } });
test.beforeEach(async ({ editor }) => {
  x = await startSandbox({ answerAfterMs: 1000, processingSecs: 0 });
  wire = await Wire.to(x.url);
  await forgetUploads(editor);
  await editor.setSettings({
    ...settingsFor(wire.url),
    'xMedia.afterInitialize': 'upload',
    'xMedia.segmentSizeMiB': 1,
  });
  film = await makeVideo(editor, 'film.mp4', 30);
});
test.afterEach(async () => {
  await wire[Symbol.asyncDispose]();
  await x.close();
});

test('what goes wrong on the way is said in the row, and so is what was kept', async ({
  workbench,
}) => {
  test.setTimeout(90_000);
  await enterToken(workbench, x);
  const row = workbench.rows(/^film\.mp4/);

  await test.step('the network is gone for a while: it waits, and goes on by itself', async () => {
    await workbench.contextMenu(['film.mp4'], 'Initialize X upload');
    await expect(row).toHaveAttribute('aria-label', /is being uploaded: [1-9]\d* percent/);
    await row.click();
    await expect(workbench.rows(/^Progress: /)).toBeVisible();
    await wire.cut();
    await expect(row).toHaveAttribute('aria-label', /It will be tried again: /);
    await expect(workbench.rows(/^Waiting: It will be tried again: /)).toBeVisible();
    await workbench.screenshot('network-gone');
    x.set({ answerAfterMs: 50 });
    await wire.mend();
    await expect(row).toHaveAttribute('aria-label', /is ready /, { timeout: 30_000 });
    expect(newestAt(x)).toMatchObject({ sha256: film.sha256, replacements: 0 });
    await expect(workbench.rows(/^Waiting: /)).toHaveCount(0);
  });

  await test.step('processing fails: X’s words, what they mean, what to do', async () => {
    const message = 'The video duration is too long. maximum:140000, actual:211300';
    x.set({ processingSecs: 1, processingFailure: { code: 1, name: 'InvalidMedia', message } });
    await workbench.contextMenu(['clip.mp4'], 'Initialize X upload');
    const clip = workbench.rows(/^clip\.mp4/);
    await expect(clip).toHaveAttribute(
      'aria-label',
      /failed\. .*too long for its category.*it runs 3\.5 minutes, at most 2\.3 minutes/,
    );
    await expect(clip).toContainText('failed · processing failed');
    await clip.click();
    await expect(workbench.rows(/^What to do: Shorten it/)).toBeVisible();
    await expect(workbench.toasts(/clip\.mp4.*too long/)).toBeVisible();
    await expect(workbench.toasts('Uploading')).toHaveCount(0);
    await workbench.screenshot('processing-failed');
    await workbench.clearToasts();
    await clip.click();
    x.set({ processingSecs: 0, processingFailure: null });
  });

  await test.step('cancelled: what X still holds; and continued all the same', async () => {
    x.set({ answerAfterMs: 1000 });
    await workbench.inlineAction(row, 'Remove');
    await expect(row).toHaveCount(0);
    await workbench.contextMenu(['film.mp4'], 'Initialize X upload');
    await expect.poll(() => newestAt(x).received_bytes).toBeGreaterThan(4 * 2 ** 20);
    await workbench.menuOf(row, 'Cancel');
    await expect(row).toHaveAttribute(
      'aria-label',
      /Cancelled: X holds [\d.]+ MiB of 30\.0 MiB of it until .*, and forgets them then by itself/,
    );
    await workbench.screenshot('cancelled');
    await workbench.inlineAction(row, 'Continue Upload');
    await expect(row).toHaveAttribute('aria-label', /is being uploaded: [1-9]\d* percent/);
  });

  await test.step('removed while it runs: asked first', async () => {
    const dialog = workbench.page.locator('.monaco-dialog-box');
    // A click that meets the redrawing of a row that moves is lost, and made again.
    const remove = () =>
      expect(async () => {
        if (!(await dialog.isVisible())) await workbench.inlineAction(row, 'Remove');
        await expect(dialog).toContainText(
          /film\.mp4.{0,2} is being uploaded\. Remove it all the same\?/,
          { timeout: 2000 },
        );
      }).toPass({ timeout: 15_000 });
    await remove();
    await expect(dialog).toContainText('What X holds of it expires by itself');
    await workbench.screenshot('remove-running');
    await workbench.dialogButton('Cancel').click();
    await expect(row).toHaveAttribute('aria-label', /is being uploaded/);
    await remove();
    await workbench.dialogButton('Stop and Remove').click();
    await expect(row).toHaveCount(0);
    const { length } = x.requests();
    // Longer than an answer takes, after which the next segments would go out.
    await workbench.page.waitForTimeout(1500);
    expect(x.requests()).toHaveLength(length);
    await expect(workbench.toasts('Uploading')).toHaveCount(0);
  });
});
