/** The windows of one worker: one at a time, and one that many tests share. */
import type { Browser } from '@playwright/test';
import { expect } from '@playwright/test';
import { contextOptions } from '../harness/browser.ts';
import type { Editor } from './editor.ts';
import { Workbench } from './workbench.ts';
import { calmSandbox, forgetUploads } from './x.ts';

export class Windows {
  readonly #browser: Browser;
  readonly #editor: Editor;
  #current: Workbench | undefined;
  #shared: Workbench | undefined;

  constructor(browser: Browser, editor: Editor) {
    this.#browser = browser;
    this.#editor = editor;
  }

  /** The one that was opened or given last, for a picture of it. */
  get current(): Workbench | undefined {
    return this.#current;
  }

  /** A new window of a browser without cookies and secrets. Its uploads are those on disk. */
  async fresh(): Promise<Workbench> {
    // Two windows on one profile would offer, count and warn beside each other.
    await this.closeAll();
    const context = await this.#browser.newContext(contextOptions);
    this.#current = new Workbench(this.#editor, await context.newPage());
    await this.#current.open();
    return this.#current;
  }

  /** The window that the tests before had, tidied up; a new one for the first of them. */
  async shared(): Promise<Workbench> {
    if (this.#shared) {
      this.#current = this.#shared;
      await tidy(this.#shared);
    } else {
      this.#shared = await this.fresh();
    }
    return this.#shared;
  }

  /** Leaves the shared window alone, without other tabs beside it. */
  async closeOthers(): Promise<void> {
    const kept = this.#shared?.page;
    for (const context of this.#browser.contexts()) {
      if (context !== kept?.context()) await context.close();
    }
    for (const page of kept?.context().pages() ?? []) if (page !== kept) await page.close();
  }

  async closeAll(): Promise<void> {
    this.#shared = undefined;
    for (const context of this.#browser.contexts()) await context.close();
  }
}

/** Takes away what a test that has passed may leave behind. Settings, theme and layout stay. */
async function tidy(workbench: Workbench): Promise<void> {
  const { page, quickInput, editor } = workbench;
  await page.bringToFront();
  const menu = page.locator('.monaco-menu');
  if (await menu.first().isVisible()) await page.keyboard.press('Escape');
  await expect(menu).toHaveCount(0);
  if (await quickInput.box.isVisible()) await quickInput.cancel();
  await forgetUploads(editor);
  await calmSandbox(editor);
  const tabs = page.locator('.editor-group-container .tab');
  if ((await tabs.count()) > 0) await workbench.palette('View: Close All Editors');
  await expect(tabs).toHaveCount(0);
  if ((await workbench.toasts().count()) > 0) await workbench.clearToasts();
  await workbench.openUploads();
  await expect(workbench.rows()).toHaveCount(0);
}
