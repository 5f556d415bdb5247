/** A stopwatch inside the page: nothing between the click and the painted row is polled for. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';

export interface Lap {
  /** Milliseconds from the click to the first frame with a row that was not there before. */
  readonly row: number;
  /** … to the first frame with a media_id that was not there before. */
  readonly id: number;
}

const script = path.join(import.meta.dirname, 'stopwatch.page.js');

/** Measures from the mouse button's release on `trigger` (a selector), which `click` brings about. */
export async function lapOf(page: Page, trigger: string, click: () => Promise<void>): Promise<Lap> {
  await page.evaluate(await readFile(script, 'utf8'));
  await page.evaluate(`xMediaArm(${JSON.stringify(trigger)})`);
  await click();
  return page.evaluate('xMediaLap');
}
