/** The box at the top of the window: palette, pickers, questions, and the dialog to open a file. */
import { expect, type Locator, type Page } from '@playwright/test';

export class QuickInput {
  readonly #page: () => Page;

  constructor(page: () => Page) {
    this.#page = page;
  }

  get box(): Locator {
    return this.#page().locator('.quick-input-widget');
  }

  get input(): Locator {
    return this.box.locator('.quick-input-box input');
  }

  get title(): Locator {
    return this.box.locator('.quick-input-title');
  }

  /** The row whose label is exactly this. */
  row(label: string): Locator {
    const exact = this.#page().getByText(label, { exact: true });
    return this.box.locator('.monaco-list-row').filter({ has: exact });
  }

  /** The labels on offer, from the top, once there are any. */
  async items(): Promise<string[]> {
    const labels = this.box.locator(
      '.monaco-list-row .quick-input-list-row:first-child .label-name',
    );
    await expect(labels.first()).toBeVisible();
    return labels.allTextContents();
  }

  async pick(label: string): Promise<void> {
    await this.click(this.row(label).first());
  }

  /** Clicks a row. A mouse that rests on another makes that one's card cover this one. */
  async click(row: Locator): Promise<void> {
    await expect(row).toBeVisible();
    await expect(async () => {
      // A click that was slow to return has been heard all the same.
      if (!(await row.isVisible())) return;
      await this.#page().mouse.move(1, 1);
      await row.click({ timeout: 1000 });
    }).toPass({ timeout: 10_000 });
  }

  async type(text: string): Promise<void> {
    await expect(this.input).toBeVisible();
    await this.input.fill(text);
  }

  /** Types an answer and gives it. */
  async answer(text: string): Promise<void> {
    await this.type(text);
    await this.input.press('Enter');
  }

  async cancel(): Promise<void> {
    await this.#page().keyboard.press('Escape');
    await expect(this.box).toBeHidden();
  }
}
