/** The other side of a sign-in: X's page in the browser, and what the browser keeps. */
import { expect, type Locator, type Page } from '@playwright/test';
import path from 'node:path';
import type { Workbench } from './workbench.ts';

const screenshots = path.resolve(import.meta.dirname, '../../.test-results/screenshots');

/** The page that asks whether an app may act, in a tab of its own. */
export class XPage {
  readonly #page: Page;

  private constructor(page: Page) {
    this.#page = page;
  }

  /** The tab that `action` makes the editor open. */
  static async openedBy(workbench: Workbench, action: () => Promise<unknown>): Promise<XPage> {
    const opened = workbench.page.context().waitForEvent('page');
    await action();
    const page = await opened;
    await expect(page.getByRole('button', { name: 'Authorize app' })).toBeVisible();
    return new XPage(page);
  }

  get url(): string {
    return this.#page.url();
  }

  text(text: string | RegExp): Locator {
    return this.#page.getByText(text);
  }

  async authorize(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Authorize app' }).click();
  }

  async cancel(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Cancel' }).click();
  }

  /**
   * Authorizes as a browser on another machine than the editor's does, which finds nothing at its
   * own port: the address it ends up at.
   */
  async authorizeElsewhere(): Promise<string> {
    const ticket = await this.#page.locator('input[name=ticket]').inputValue();
    const form = { ticket, user: 'sandbox', decision: 'authorize' };
    const url = new URL('authorize', this.#page.url()).href;
    const answer = await this.#page.request.post(url, { form, maxRedirects: 0 });
    return answer.headers().location ?? '';
  }

  async screenshot(name: string): Promise<void> {
    await this.#page.screenshot({ path: path.join(screenshots, `${name}.png`) });
  }
}

/** Bytes of key, nonce and tag around the sealed text of the editor's secret storage. */
const sealBytes = 32 + 12 + 16;

/** Bytes of the editor's secret storage in this browser, unsealed: 2, `{}`, when it holds nothing. */
export async function secretBytes(workbench: Workbench): Promise<number> {
  const read = () => localStorage.getItem('secrets.provider');
  const sealed = await workbench.page.evaluate(read);
  return sealed === null ? 2 : Buffer.from(sealed, 'base64').length - sealBytes;
}
