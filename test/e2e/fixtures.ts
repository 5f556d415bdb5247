/** `test` with a real VS Code behind it, and `workbench`, which knows how to use its window. */
import { type Browser, test as base } from '@playwright/test';
import { launchBrowser } from '../harness/browser.ts';
import type { Settings } from '../harness/settings.ts';
import { Editor } from './editor.ts';
import { Windows } from './windows.ts';
import type { Workbench } from './workbench.ts';

export { expect } from '@playwright/test';

interface TestFixtures {
  /**
   * `test.use({ shared: true })` has the tests after one another in one window, which is tidied up
   * in between: opening one takes longer than most tests. Those that look at what a window does
   * when it opens, or at what a browser keeps, want one of their own.
   */
  shared: boolean;
  /** Opens this test's window when it asks for it, which is read with these user settings. */
  openWindow: (settings?: Settings) => Promise<Workbench>;
  workbench: Workbench;
}

interface WorkerFixtures {
  /** `test.use({ room: 'resume' })` gives a spec file an editor and a profile of its own. */
  room: string;
  /** User settings from the start, beyond the calm ones. Another value is another editor. */
  userSettings: Settings;
  editor: Editor;
  browser: Browser;
  windows: Windows;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  shared: [false, { option: true }],
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
  windows: [
    async ({ browser, editor }, use) => {
      const windows = new Windows(browser, editor);
      await use(windows);
      await windows.closeAll();
    },
    { scope: 'worker' },
  ],
  openWindow: async ({ editor, windows, shared }, use, info) => {
    await use(async (settings) => {
      if (settings === undefined) return shared ? windows.shared() : windows.fresh();
      await editor.setSettings(settings);
      return windows.fresh();
    });
    const failed = info.status !== info.expectedStatus;
    if (failed) {
      await windows.current?.screenshot(`failed-${info.titlePath.slice(1).join('-')}`);
      console.log(await editor.log());
    }
    // What a failed test leaves is nobody else's to work in.
    await (failed || !shared ? windows.closeAll() : windows.closeOthers());
  },
  workbench: async ({ openWindow }, use) => {
    await use(await openWindow());
  },
});
