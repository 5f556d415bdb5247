/** What the user waits for, in a real window: from the click to the painted row. */
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { Editor } from '../e2e/editor.ts';
import { Workbench } from '../e2e/workbench.ts';
import { contextOptions, launchBrowser } from '../harness/browser.ts';
import { growInto } from '../unit/files/sparse.ts';
import { type Measured, median, percentile } from './budgets.ts';
import { manyUploads, writeManyUploads } from './manyUploads.ts';
import { type Lap, lapOf } from './stopwatch.ts';

const fixtures = path.resolve(import.meta.dirname, '../fixtures/media');

const warming = 3;
const clicks = 20;
const windows = 3;

async function open(browser: Browser, editor: Editor): Promise<Workbench> {
  const context = await browser.newContext(contextOptions);
  const workbench = new Workbench(editor, await context.newPage());
  await workbench.open();
  return workbench;
}

/** In a window of its own, after some that do not count. */
async function lapsOf(browser: Browser, editor: Editor, file: string): Promise<Lap[]> {
  const workbench = await open(browser, editor);
  const laps: Lap[] = [];
  for (let n = 0; n < warming + clicks; n += 1) {
    const lap = await lapOf(workbench.page, '.monaco-menu', () =>
      workbench.contextMenu([file], 'Initialize X upload'),
    );
    laps.push(lap);
  }
  await workbench.page.context().close();
  return laps.slice(warming);
}

async function rightClicks(browser: Browser, editor: Editor): Promise<Measured> {
  const warm = await lapsOf(browser, editor, 'clip.mp4');
  const ids = warm.map(({ id }) => id);
  return {
    'right-click to media_id': median(ids),
    'right-click to media_id: slowest of ten': percentile(ids, 0.9),
    'right-click to media_id: a row': median(warm.map(({ row }) => row)),
  };
}

/** Of a video whose index stands behind 300 MB that take no room on the disk. */
async function rightClicksOnLongVideo(browser: Browser, editor: Editor): Promise<Measured> {
  const name = 'a long video.mp4';
  const from = path.join(fixtures, 'clip-moov-last.mp4');
  await growInto(path.join(editor.workspace, name), from, 300 * 1024 * 1024);
  const warm = await lapsOf(browser, editor, name);
  return {
    'right-click on a 300 MB video: a row': median(warm.map(({ row }) => row)),
    'right-click on a 300 MB video: media_id': median(warm.map(({ id }) => id)),
  };
}

async function firstPaint(browser: Browser, editor: Editor, uploads: number): Promise<number> {
  // A closed window’s extension host lives on for a while, and would read all of them as well.
  await editor.restart();
  const storage = 'User/globalStorage/xmedia-tools.x-media-upload/uploads';
  await writeManyUploads(path.join(editor.profile, storage), uploads);
  const paints: number[] = [];
  for (let n = 0; n < windows; n += 1) {
    const workbench = await open(browser, editor);
    // It shows the nearest deadline once every record is read.
    await workbench.statusBar('clip 0.mp4').waitFor({ timeout: 60_000 });
    const icon = workbench.page.locator('.activitybar .action-item:has(a[aria-label^="X Media"])');
    const { row } = await lapOf(workbench.page, '.activitybar', () => icon.first().click());
    paints.push(row);
    await workbench.page.context().close();
  }
  return median(paints);
}

export async function measureInWindow(): Promise<Measured> {
  const browser = await launchBrowser();
  const editor = await Editor.start({});
  try {
    return {
      ...(await rightClicks(browser, editor)),
      ...(await rightClicksOnLongVideo(browser, editor)),
      '10,000 uploads: first paint of one': await firstPaint(browser, editor, 1),
      '10,000 uploads: first paint': await firstPaint(browser, editor, manyUploads),
    };
  } finally {
    await browser.close();
    await editor.stop();
  }
}
