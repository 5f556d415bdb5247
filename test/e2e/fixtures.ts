/** `test` with a real VS Code behind it, and `workbench`, which knows how to use its window. */
import { type Browser, test as base } from '@playwright/test';
import { contextOptions, launchBrowser } from '../harness/browser.ts';
import type { Settings } from '../harness/settings.ts';
import { Editor } from './editor.ts';
import { Workbench } from './workbench.ts';

export { expect } from '@playwright/test';

interface WorkerFixtures {
  /** `test.use({ room: 'resume' })` gives a spec file an editor and a profile of its own. */
  room: string;
  /** User settings from the start, beyond the calm ones. Another value is another editor. */
  userSettings: Settings;
  editor: Editor;
  browser: Browser;
}

export const test = base.extend<{ workbench: Workbench }, WorkerFixtures>({
  room: ['', { scope: 'worker', option: true }],
  userSettings: [{}, { scope: 'worker', option: true }],
  browser: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the pattern.
    async ({}, use) => {
      const browser = await launchBrowser();
      await use(browser);
      await browser.close();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  editor: [
    async ({ userSettings }, use) => {
      const editor = await Editor.start(userSettings);
      await use(editor);
      await editor.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  workbench: async ({ browser, editor }, use, info) => {
    const context = await browser.newContext(contextOptions);
    const workbench = new Workbench(editor, await context.newPage());
    await workbench.open();
    await use(workbench);
    if (info.status !== info.expectedStatus) {
      await workbench.screenshot(`failed-${info.titlePath.slice(1).join('-')}`);
      console.log(await editor.log());
    }
    for (const window of browser.contexts()) await window.close();
  },
});
