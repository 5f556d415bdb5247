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

let x: Sandbox;
let film: Video;
test.use({ room: 'upload', userSettings: { 'xMedia.environment': 'custom' } });
test.beforeEach(async ({ editor }) => {
  x = await startSandbox({ answerAfterMs: 1500, processingSecs: 0 });
  await forgetUploads(editor);
  await editor.setSettings({
    ...settingsFor(x.url),
    'xMedia.afterInitialize': 'upload',
    'xMedia.segmentSizeMiB': 1,
  });
  film = await makeVideo(editor, 'film.mp4', 30);
});
test.afterEach(() => x.close());

const underWay = /^film\.mp4 is being uploaded: [1-9]\d* percent/;

test('VS Code closes in the middle: offered, continued while a second window watches, ready', async ({
  workbench,
}) => {
  test.setTimeout(90_000);
  await enterToken(workbench, x);
  await workbench.contextMenu(['film.mp4'], 'Initialize X upload');
  await expect(workbench.rows(underWay)).toBeVisible();
  const { id } = newestAt(x);
  await expect.poll(() => newestAt(x).received_bytes).toBeGreaterThan(4 * 2 ** 20);
  await workbench.restart();
  await workbench.openUploads();
  const row = workbench.rows(/^film\.mp4/);
  await expect(row).toHaveAttribute(
    'aria-label',
    /stopped at \d+ percent\. VS Code closed .* Continue: only what X has not acknowledged is sent\./,
  );
  const offer = workbench.toasts(
    /The upload of .{0,2}film\.mp4.{0,2} was under way when VS Code closed/,
  );
  await expect(offer).toBeVisible();
  await workbench.screenshot('offered');
  const before = appendsOf(x, id);
  const acknowledged = before.filter(({ answered }) => answered === 200);
  expect(acknowledged.length).toBeGreaterThan(2);
  // So that it lasts until the other window is there.
  x.set({ answerAfterMs: 3000 });
  await offer.locator('.monaco-button').filter({ hasText: 'Continue' }).click();
  await expect(workbench.rows(underWay)).toBeVisible();
  await expect(offer).toHaveCount(0);

  const second = await workbench.anotherWindow();
  await second.openUploads();
  const elsewhere = second.rows(/^film\.mp4 is being uploaded in another window: \d+ percent/);
  await expect(elsewhere).toBeVisible();
  await elsewhere.click();
  await expect(second.rows(/^Progress: /)).toBeVisible();
  await second.palette('X Media: Continue Upload');
  await expect(second.toasts(/[Aa]nother window is uploading/)).toBeVisible();
  await second.screenshot('another-window');
  x.set({ answerAfterMs: 50 });
  await expect(second.rows(/^film\.mp4 is ready/)).toBeVisible();
  await expect(row).toHaveAttribute('aria-label', /is ready /);
  const after = appendsOf(x, id).slice(before.length);
  const again = after.filter(({ index }) => acknowledged.some((one) => one.index === index));
  expect(again).toEqual([]);
  expect(after).toHaveLength(30 - acknowledged.length);
  expect(newestAt(x)).toMatchObject({ sha256: film.sha256, replacements: 0 });
});
