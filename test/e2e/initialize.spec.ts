import { copyFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from './fixtures.ts';
import { forgetUploads, SandboxAdmin, savedUploads } from './x.ts';

test.use({ shared: true });
test.beforeEach(({ editor }) => forgetUploads(editor));

test('a right-click on clip.mp4 gives a row with a media_id and a countdown', async ({
  workbench,
  editor,
}) => {
  await workbench.contextMenu(['clip.mp4'], 'Initialize X upload');
  const row = workbench.rows(/clip\.mp4/);
  await expect(row).toContainText(/14d 23h · \d{19}/);

  const x = await SandboxAdmin.ofWindow(editor);
  const requests = await x.requests();
  expect(requests).toHaveLength(1);
  expect(requests[0]).toMatchObject({
    method: 'POST',
    path: '/2/media/upload/initialize',
    contentType: 'application/json',
    body: { media_type: 'video/mp4', total_bytes: 14016, media_category: 'tweet_video' },
    answered: 200,
  });
  expect(Object.keys(requests[0]?.body ?? {})).toHaveLength(3);

  const upload = (await x.uploads()).at(-1);
  await expect(row).toHaveAttribute(
    'aria-label',
    `clip.mp4 has media_id ${upload?.id ?? ''}, which expires in 14 days 23 hours.`,
  );
  await row.click();
  await expect(workbench.rows(/^media_key: 7_\d{19}$/)).toBeVisible();
  await expect(workbench.rows('Category: tweet_video')).toBeVisible();
  await expect(workbench.rows('Type: video/mp4')).toBeVisible();
  await expect(workbench.rows('Size: 13.7 KiB (14016 bytes)')).toBeVisible();
  await expect(workbench.rows(/^Account: Sandbox/)).toBeVisible();
  // Seconds that tick: three different texts, one after another.
  const expires = workbench.rows(/^Expires: /);
  const seen = new Set<string>();
  await expect(async () => {
    seen.add(await expires.innerText());
    expect(seen.size).toBeGreaterThanOrEqual(3);
  }).toPass({ intervals: [200] });
  for (const text of seen) expect(text).toMatch(/14d 23:59:\d\d · [A-Z][a-z]{2} \d\d:\d\d/);

  await workbench.page.mouse.move(400, 400);
  await row.locator('.label-name').hover();
  await expect(workbench.page.locator('.workbench-hover')).toContainText(/media_key: 7_\d{19}/);
  await workbench.screenshot('row-unfolded');
});

test('five selected files give five rows, one request each, and one summary', async ({
  workbench,
  editor,
}) => {
  const names = ['photo.png', 'animated.gif', 'clip.webm', 'captions.srt', 'model.glb'];
  await workbench.contextMenu(names, 'Initialize X upload');
  await expect(workbench.toasts('5 files initialized.')).toBeVisible();
  for (const name of names) {
    await expect(workbench.rows(new RegExp(`^${name} has media_id \\d{19}`))).toBeVisible();
  }
  const x = await SandboxAdmin.ofWindow(editor);
  const bodies = await x.initialized();
  expect(bodies).toHaveLength(5);
  expect(bodies).toEqual(
    expect.arrayContaining([
      { media_type: 'image/png', total_bytes: 17213, media_category: 'tweet_image' },
      { media_type: 'image/gif', total_bytes: 12857, media_category: 'tweet_gif' },
      { media_type: 'video/webm', total_bytes: 12602, media_category: 'tweet_video' },
      { media_type: 'text/srt', total_bytes: 110, media_category: 'subtitles' },
      { media_type: 'model/gltf-binary', total_bytes: 13444 },
    ]),
  );
  await workbench.screenshot('five-files');
});

test('the palette offers the active tab first, the workspace, and Browse…', async ({
  workbench,
  editor,
}) => {
  await workbench.openExplorer();
  // A media preview is no text editor: the active tab is the only trace of its file.
  await workbench.menuOf(workbench.explorerRow('photo.jpg'), 'Open With...');
  await workbench.quickInput.pick('Image Preview');
  await expect(workbench.page.locator('iframe.webview.ready')).toBeVisible();
  // A preview takes the focus when its picture is there, and so would close the picker.
  await expect(workbench.statusBar('480x270')).toBeVisible();
  await expect(workbench.page.locator('.tab[aria-label^="photo.jpg"]')).toBeVisible();
  await workbench.palette('X Media: Initialize X upload');
  await expect
    .poll(() => workbench.quickInput.items())
    .toEqual(expect.arrayContaining(['clip.ts', 'model.usdz']));
  const items = await workbench.quickInput.items();
  expect(items[0]).toBe('photo.jpg');
  await workbench.screenshot('picker');
  await workbench.quickInput.type('Browse');
  expect(await workbench.quickInput.items()).toContain('Browse…');
  await workbench.quickInput.type('clip.webm');
  await workbench.quickInput.pick('clip.webm');
  await expect(workbench.rows(/^clip\.webm has media_id/)).toBeVisible();

  // Browse… reaches files outside of the workspace.
  const outside = path.join(path.dirname(editor.workspace), 'outside.srt');
  await writeFile(outside, '1\n00:00:00,000 --> 00:00:01,000\nHello\n');
  await workbench.palette('X Media: Initialize X upload');
  // The list is drawn anew when the workspace has been searched.
  await expect(workbench.quickInput.row('clip.mp4')).toBeVisible();
  await workbench.quickInput.type('Browse');
  await workbench.quickInput.pick('Browse…');
  // The dialog lists the folder before it hears what is typed.
  await expect(workbench.quickInput.input).toHaveValue(/media\/$/);
  await expect(workbench.quickInput.row('animated.gif')).toBeVisible();
  // Enter goes to the folder first, and takes the file once it is listed.
  await workbench.quickInput.type(outside);
  await expect(async () => {
    await workbench.page.keyboard.press('Enter');
    await expect(workbench.quickInput.box).toBeHidden({ timeout: 500 });
  }).toPass({ timeout: 10_000 });
  await expect(workbench.rows(/^outside\.srt has media_id/)).toBeVisible();
  const x = await SandboxAdmin.ofWindow(editor);
  expect(await x.initialized()).toEqual([
    { media_type: 'video/webm', total_bytes: 12602, media_category: 'tweet_video' },
    { media_type: 'text/srt', total_bytes: 38, media_category: 'subtitles' },
  ]);
});

test('with Options… every parameter is asked, what was worked out first', async ({
  workbench,
  editor,
}) => {
  const { quickInput } = workbench;
  await workbench.contextMenu(['clip.mp4'], 'Initialize X upload with Options…');
  await expect(quickInput.title).toContainText('(1/4)');
  expect((await quickInput.items())[0]).toBe('tweet_video');
  await workbench.screenshot('options-category');
  await quickInput.pick('amplify_video');
  await expect(quickInput.title).toContainText('(2/4)');
  expect((await quickInput.items())[0]).toBe('video/mp4');
  await quickInput.input.press('Enter');
  await expect(quickInput.title).toContainText('(3/4)');
  await quickInput.pick('Shared');
  await expect(quickInput.title).toContainText('(4/4)');
  await quickInput.type('2244994945, @alice');
  await expect(quickInput.box).toContainText('“@alice” is no user id');
  await workbench.screenshot('options-owners');
  await quickInput.answer('2244994945, 6253282');
  await expect(workbench.rows(/^clip\.mp4 has media_id/)).toBeVisible();
  const x = await SandboxAdmin.ofWindow(editor);
  expect(await x.initialized()).toEqual([
    {
      media_type: 'video/mp4',
      total_bytes: 14016,
      media_category: 'amplify_video',
      shared: true,
      additional_owners: ['2244994945', '6253282'],
    },
  ]);
  const upload = (await x.uploads()).at(-1);
  expect(upload).toMatchObject({ media_category: 'amplify_video' });
});

test('copy and remove, by button and by key, for one row and for several', async ({
  workbench,
  editor,
}) => {
  await workbench.contextMenu(['photo.png', 'photo.jpg', 'still.gif'], 'Initialize X upload');
  await expect(workbench.rows(/has media_id/)).toHaveCount(3);
  await workbench.clearToasts();
  const x = await SandboxAdmin.ofWindow(editor);
  const idOf = async (name: string) =>
    /media_id (\d+)/.exec(
      (await workbench.rows(new RegExp(`^${name}`)).getAttribute('aria-label')) ?? '',
    )?.[1] ?? '';
  const ids = { png: await idOf('photo.png'), jpg: await idOf('photo.jpg') };
  expect((await x.uploads()).map(({ id }) => id)).toEqual(
    expect.arrayContaining([ids.png, ids.jpg]),
  );

  await workbench.inlineAction(workbench.rows(/^photo\.png/), 'Copy media_id');
  await expect.poll(() => workbench.clipboard()).toBe(ids.png);
  await workbench.rows(/^photo\.png/).click();
  await workbench.rows(/^photo\.jpg/).click({ modifiers: ['ControlOrMeta'] });
  await workbench.page.keyboard.press('ControlOrMeta+C');
  await expect
    .poll(async () => (await workbench.clipboard()).split('\n').sort())
    .toEqual([ids.png, ids.jpg].sort());

  await workbench.page.keyboard.press('Delete');
  await expect(workbench.rows(/has media_id/)).toHaveCount(1);
  await workbench.inlineAction(workbench.rows(/^still\.gif/), 'Remove');
  await expect(workbench.rows()).toHaveCount(0);
  await expect.poll(() => savedUploads(editor)).toEqual([]);
});

test('files that X cannot take are refused in a sentence, beside those it can', async ({
  workbench,
  editor,
}) => {
  const file = (name: string) => path.join(editor.workspace, name);
  await writeFile(file('empty.png'), '');
  await writeFile(file('module.ts'), 'export const answer: number = 42;\n');
  await writeFile(file('huge.mp4'), '');
  await truncate(file('huge.mp4'), 17_179_869_185);
  const odd = 'ein "Bild" 🎬 שלום.png';
  await copyFile(file('photo.png'), file(odd));
  await workbench.refreshExplorer();
  await workbench.contextMenu(['empty.png', 'module.ts', 'huge.mp4', odd], 'Initialize X upload');
  await expect(workbench.toasts('1 of 4 files initialized.')).toBeVisible();
  await expect(workbench.rows(/^empty\.png failed\..*0 bytes/)).toBeVisible();
  await expect(workbench.rows(/^module\.ts failed\..*transport stream/)).toBeVisible();
  await expect(workbench.rows(/^huge\.mp4 failed\..*at most 16\.00 GiB/)).toBeVisible();
  await expect(workbench.rows(new RegExp(`^${odd} has media_id`))).toBeVisible();
  const x = await SandboxAdmin.ofWindow(editor);
  expect(await x.initialized()).toHaveLength(1);
  await workbench.screenshot('refused-files');
});

test('without a folder the palette says so, and browses', async ({ workbench, editor }) => {
  const empty = await workbench.anotherWindow(new URL('/?ew=true', editor.url).href);
  await empty.palette('X Media: Initialize X upload');
  const placeholder = 'No folder is open: browse for a media file';
  await expect(empty.quickInput.input).toHaveAttribute('placeholder', placeholder);
  expect(await empty.quickInput.items()).toEqual(['Browse…']);
  await empty.quickInput.cancel();
});
