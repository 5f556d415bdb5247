/** A window of VS Code, in the words of a person who uses it. */
import path from 'node:path';
import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test';
import { contextOptions } from '../harness/browser.ts';
import type { Settings } from '../harness/settings.ts';
import type { Editor } from './editor.ts';
import { QuickInput } from './quickInput.ts';

const screenshots = path.resolve(import.meta.dirname, '../../.test-results/screenshots');

/** Pixels of the page. */
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export class Workbench {
  readonly editor: Editor;
  readonly quickInput: QuickInput;
  readonly #page: Page;

  constructor(editor: Editor, page: Page) {
    this.editor = editor;
    this.#page = page;
    this.quickInput = new QuickInput(() => this.#page);
  }

  get page(): Page {
    return this.#page;
  }

  /** Loads the window, again after `editor.restart()`, and waits until our extension is there. */
  async open(url: string = this.editor.url): Promise<void> {
    await this.#page.goto(url);
    // Menus of an extension that is not known yet would be shown without its items.
    await expect(this.uploadsIcon).toBeVisible({ timeout: 40_000 });
  }

  /** The same user in the same folder, in a window of its own. */
  async secondWindow(): Promise<Workbench> {
    const browser = this.#page.context().browser();
    if (!browser) throw new Error('The page has no browser');
    const context = await browser.newContext(contextOptions);
    const second = new Workbench(this.editor, await context.newPage());
    await second.open();
    return second;
  }

  /** One more window of the same browser, which keeps the same secrets. */
  async anotherWindow(url: string = this.editor.url): Promise<Workbench> {
    const another = new Workbench(this.editor, await this.#page.context().newPage());
    await another.open(url);
    return another;
  }

  /** Ends the server, starts it on the same profile, and opens the window on it again. */
  async restart(): Promise<void> {
    await this.editor.restart();
    await this.open();
  }

  // ── Explorer ──

  explorerRow(name: string): Locator {
    const tree = this.#page.locator('.explorer-folders-view');
    return tree.getByRole('treeitem', { name, exact: true });
  }

  async openExplorer(): Promise<void> {
    if (await this.#page.locator('.explorer-folders-view').isVisible()) return;
    await this.palette('View: Show Explorer');
    await expect(this.#page.locator('.explorer-folders-view')).toBeVisible();
  }

  /** Lists what was written lately: this server does not watch the folder. */
  async refreshExplorer(): Promise<void> {
    await this.openExplorer();
    await this.palette('Refresh Explorer');
  }

  /** Selects these rows and no others. With the modifier a click opens no editor. */
  async select(names: readonly string[]): Promise<void> {
    await this.openExplorer();
    const toggle = { modifiers: ['ControlOrMeta' as const] };
    // An explorer that has just been shown again restores its selection in its own time.
    await expect(async () => {
      const selected = await this.selectedNames();
      const wrong = [...selected, ...names].filter(
        (name) => selected.includes(name) !== names.includes(name),
      );
      for (const name of wrong) await this.explorerRow(name).click(toggle);
      expect((await this.selectedNames()).sort()).toEqual([...names].sort());
    }).toPass({ timeout: 15_000 });
  }

  private async selectedNames(): Promise<string[]> {
    const labels = (rows: readonly { ariaLabel: string | null }[]) =>
      rows.map((row) => row.ariaLabel ?? '');
    const tree = this.#page.locator('.explorer-folders-view');
    return tree.getByRole('treeitem', { selected: true }).evaluateAll(labels);
  }

  /** Right-clicks the file, or the last of the files after selecting them, and takes the item. */
  async contextMenu(names: readonly string[], title: string): Promise<void> {
    await this.openExplorer();
    // A right-click on a row outside of the selection is for that row alone.
    if (names.length > 1 || (await this.selectedNames()).length > 1) await this.select(names);
    await this.menuOf(this.explorerRow(names.at(-1) ?? ''), title);
  }

  /** Right-clicks anything and takes an item of the menu that comes. */
  async menuOf(target: Locator, title: string): Promise<void> {
    const menu = this.#page.locator('.monaco-menu');
    const item = menu.getByRole('menuitem', { name: title, exact: true });
    // A window that has just loaded shows the menu before it knows every extension's items.
    await expect(async () => {
      if (await menu.isVisible()) await this.#page.keyboard.press('Escape');
      await target.click({ button: 'right' });
      await expect(item).toBeVisible({ timeout: 1000 });
    }).toPass({ timeout: 15_000 });
    // A menu is deaf to the mouse for its first moments, and gone as soon as it has heard it.
    await expect(async () => {
      if (await menu.isVisible()) await item.click({ timeout: 1000 });
      await expect(menu).toBeHidden({ timeout: 300 });
    }).toPass({ timeout: 10_000 });
  }

  /** The titles in the context menu of an explorer row, which is closed again. */
  async menuTitles(name: string): Promise<string[]> {
    await this.openExplorer();
    await this.explorerRow(name).click({ button: 'right' });
    const menu = this.#page.locator('.monaco-menu');
    await expect(menu).toBeVisible();
    const titles = await menu.locator('.action-label').allTextContents();
    await this.#page.keyboard.press('Escape');
    await expect(menu).toBeHidden();
    return titles.filter((title) => title.trim() !== '');
  }

  // ── Commands ──

  /** Runs a command by its palette title: `X Media: Initialize X upload`. */
  async palette(title: string): Promise<void> {
    const row = this.quickInput.row(title).first();
    // A window that is still loading does not hear its first keys, and lists what it knows then.
    await expect(async () => {
      if (!(await this.quickInput.input.isVisible())) await this.#page.keyboard.press('F1');
      await expect(this.quickInput.input).toBeVisible({ timeout: 1000 });
      await this.quickInput.type(`>${title}`);
      await expect(row)
        .toBeVisible({ timeout: 1500 })
        .catch(async (error: unknown) => {
          await this.quickInput.cancel();
          throw error;
        });
    }).toPass({ timeout: 15_000 });
    await this.quickInput.click(row);
    // The command may ask its own question in the same box.
    await expect(row).toBeHidden();
  }

  // ── Uploads view ──

  private get uploadsIcon(): Locator {
    return this.#page.locator('.activitybar .action-item a[aria-label^="X Media"]').first();
  }

  /** The view's body, wherever the window shows it. */
  get uploadsView(): Locator {
    return this.#page.locator('.pane:has(.pane-header[aria-label^="Uploads"])');
  }

  /** Shows the view and gives it the focus. The icon would hide it if it were shown already. */
  async openUploads(): Promise<void> {
    await this.palette('X Media: Focus on Uploads View');
    await expect(this.uploadsView).toBeVisible();
  }

  /** Rows and their open children, from the top. */
  rows(name?: string | RegExp): Locator {
    return this.uploadsView.getByRole('treeitem', name === undefined ? {} : { name });
  }

  /** Presses an inline action of a row by its tooltip: `Copy media_id`. */
  async inlineAction(row: Locator, title: string): Promise<void> {
    const button = row.locator(`.actions .action-label[aria-label^="${title}"]`);
    // A row that is drawn anew, or moves, in between leaves the mouse beside it.
    await expect(async () => {
      await row.hover({ timeout: 1000 });
      await button.click({ timeout: 1000 });
    }).toPass({ timeout: 10_000 });
  }

  /** Drags the side bar's edge to this many pixels from the window's. */
  async widenSideBar(to: number): Promise<void> {
    const part = this.#page.locator('.part.sidebar');
    const box = await part.boundingBox();
    if (box === null) throw new Error('The side bar is hidden');
    const y = box.y + box.height / 2;
    await this.#page.mouse.move(box.x + box.width, y);
    await this.#page.mouse.down();
    await this.#page.mouse.move(to, y, { steps: 5 });
    await this.#page.mouse.up();
    await expect.poll(async () => (await part.boundingBox())?.width).toBeGreaterThan(to - 80);
  }

  // ── Forms, accounts ──

  /** The content of the form that is open in an editor. */
  form(): FrameLocator {
    return this.#page.frameLocator('iframe.webview').frameLocator('#active-frame');
  }

  /** Signs an account out as the editor itself offers it, behind the person in its corner. */
  async signOutInAccountsMenu(label: string): Promise<void> {
    const menu = this.#page.locator('.monaco-menu');
    await expect(async () => {
      if (!(await menu.first().isVisible())) {
        await this.#page.locator('.activitybar .action-item a[aria-label^="Accounts"]').click();
      }
      await menu.getByRole('menuitem', { name: label }).hover({ timeout: 1000 });
      await menu.getByRole('menuitem', { name: 'Sign Out' }).click({ timeout: 1000 });
      await expect(menu.first()).toBeHidden({ timeout: 500 });
    }).toPass({ timeout: 15_000 });
    await this.dialogButton('Sign Out').click();
  }

  /** A button of the editor's own question in the middle of the window. */
  dialogButton(title: string | RegExp): Locator {
    return this.#page.locator('.monaco-dialog-box').getByRole('button', { name: title });
  }

  // ── Notifications and status bar ──

  toasts(text?: string | RegExp): Locator {
    const toasts = this.#page.locator('.notification-toast');
    return text === undefined ? toasts : toasts.filter({ hasText: text });
  }

  toastButton(title: string): Locator {
    return this.toasts().locator('.monaco-button').filter({ hasText: title });
  }

  async clearToasts(): Promise<void> {
    await this.palette('Notifications: Clear All Notifications');
    await expect(this.toasts()).toHaveCount(0);
  }

  statusBar(text: string | RegExp): Locator {
    return this.#page.locator('.statusbar-item').filter({ hasText: text });
  }

  /** The extension host writes it after the click returns: `expect.poll(() => workbench.clipboard())`. */
  async clipboard(): Promise<string> {
    return this.#page.evaluate('navigator.clipboard.readText()');
  }

  // ── Settings, pictures ──

  /** Changes user settings and loads the window again: this server does not watch the file. */
  async setSettings(patch: Settings): Promise<void> {
    await this.editor.setSettings(patch);
    await this.open();
  }

  /** Changes user settings as a person does, in the open window. */
  async typeSettings(patch: Settings): Promise<void> {
    const wanted = { ...this.editor.settings, ...patch };
    await this.palette('Preferences: Open User Settings (JSON)');
    const editor = this.#page.locator('.editor-instance[aria-label*="settings.json"]');
    await editor.locator('.view-line').first().click();
    await this.#page.keyboard.press('ControlOrMeta+A');
    await this.#page.keyboard.press('Delete');
    await this.#page.keyboard.insertText(JSON.stringify(wanted));
    await this.#page.keyboard.press('ControlOrMeta+S');
    await expect.poll(() => this.editor.settings).toEqual(JSON.parse(JSON.stringify(wanted)));
    await this.palette('View: Close Editor');
    await expect(editor).toHaveCount(0);
  }

  /** Changes the theme as a person does, by its label, in the open window. */
  async pickTheme(label: string, kind: 'vs' | 'vs-dark' | 'hc-black' | 'hc-light'): Promise<void> {
    const shown = this.#page.locator(`.monaco-workbench.${kind}`);
    const { box } = this.quickInput;
    const row = this.quickInput.row(label).first();
    await expect(async () => {
      if ((await shown.isVisible()) && !(await box.isVisible())) return;
      if (await box.isVisible()) await this.quickInput.cancel();
      await this.palette('Preferences: Color Theme');
      // Typed into before its themes are there, the list stays empty.
      await expect(box.locator('.monaco-list-row').first()).toBeVisible({ timeout: 3000 });
      await this.quickInput.type(label);
      await expect(row).toBeVisible({ timeout: 3000 });
      await this.quickInput.click(row);
      await expect(box).toBeHidden({ timeout: 2000 });
      await expect(shown).toBeVisible({ timeout: 2000 });
    }).toPass({ timeout: 30_000 });
  }

  /** Of the window, or of a part of it: `clip` in pixels, or an element. */
  async screenshot(name: string, clip?: Box | Locator): Promise<string> {
    const file = path.join(screenshots, `${name.replaceAll(/[^\w.-]+/g, '-')}.png`);
    const box = clip && 'boundingBox' in clip ? await clip.boundingBox() : clip;
    if (box === null) throw new Error(`Nothing to be seen for ${name}`);
    await this.#page.screenshot({ path: file, ...(box && { clip: box }) });
    return file;
  }
}
