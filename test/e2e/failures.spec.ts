import { expect, test } from './fixtures.ts';
import { forgetUploads, SandboxAdmin, sandboxInUse } from './x.ts';

/** Every failure that can be rehearsed, what the row says, and what X was asked. */
const rehearsals = [
  { name: 'Rate limit', says: /X’s rate limit for this call is reached.*resets/, requests: 1 },
  { name: 'Token expired', says: /X did not accept the access token/, requests: 1 },
  { name: 'No credits', says: /has no credits left.*Buy credits/, requests: 1 },
  { name: 'Missing scope', says: /lacks the scope media\.write/, requests: 1 },
  { name: 'X unwell', says: /X is unwell \(HTTP 503\)/, requests: 3 },
];

test.use({ shared: true });
test.beforeEach(({ editor }) => forgetUploads(editor));

// One window for all: opening one takes longer than a rehearsal.
test('rehearsed failures are explained, and mended in their rows', async ({
  workbench,
  editor,
}) => {
  test.setTimeout(120_000);
  for (const { name, says, requests } of rehearsals) {
    await test.step(name, async () => {
      await workbench.palette('X Media: Simulate a Failure…');
      await workbench.quickInput.pick(name);
      await expect(workbench.toasts(`will meet: ${name}`)).toBeVisible();
      const x = await SandboxAdmin.ofWindow(editor);
      const before = (await x.initialized()).length;
      await workbench.contextMenu(['clip.mp4'], 'Initialize X upload');
      const row = workbench.rows(/^clip\.mp4/);
      await expect(row).toHaveAttribute('aria-label', says, { timeout: 10_000 });
      await expect(row).toHaveAttribute('aria-label', /^clip\.mp4 failed\./);
      await expect(workbench.toasts(/“.?clip\.mp4.?”/)).toContainText(
        /\(transaction [0-9a-f]{16}\)/,
      );
      await row.click();
      await expect(workbench.rows(/^What to do: /)).toBeVisible();
      await workbench.screenshot(`failure-${name}`);
      // Support asks for the transaction id: a child is copied as it stands there.
      await workbench.rows(/^X’s transaction id: /).click();
      await workbench.page.keyboard.press('ControlOrMeta+C');
      await expect.poll(() => workbench.clipboard()).toMatch(/^[0-9a-f]{16}$/);
      expect((await x.initialized()).length - before).toBe(requests);
      expect(await x.faultsLeft()).toEqual([]);

      // Nothing is lost: the row is tried again, and its children follow.
      await workbench.inlineAction(row, 'Initialize again');
      await expect(row).toHaveAttribute('aria-label', /^clip\.mp4 has media_id \d{19}/);
      await expect(workbench.rows(/^media_id: \d{19}$/)).toBeVisible();
      await expect(workbench.rows(/^What to do: /)).toHaveCount(0);
      await workbench.inlineAction(row, 'Remove');
      await expect(workbench.rows()).toHaveCount(0);
      await workbench.clearToasts();
    });
  }
});

test('rehearsed: Slow, which is said while it lasts and can be cancelled', async ({
  workbench,
  editor,
}) => {
  for (const fate of ['answered', 'cancelled']) {
    await test.step(`the one that is ${fate}`, async () => {
      await workbench.palette('X Media: Simulate a Failure…');
      await workbench.quickInput.pick('Slow');
      await workbench.clearToasts();
    });
  }
  await workbench.contextMenu(['clip.mp4', 'photo.png'], 'Initialize X upload');
  await expect(workbench.rows(/^clip\.mp4 is being initialized\.$/)).toBeVisible();
  await expect(workbench.rows(/^clip\.mp4.*Waiting for X’s answer/)).toBeVisible();
  await workbench.screenshot('slow');
  await workbench.inlineAction(workbench.rows(/^photo\.png/), 'Cancel');
  await expect(workbench.rows(/^photo\.png failed\. Cancelled\./)).toBeVisible();
  await expect(workbench.rows(/^clip\.mp4 has media_id/)).toBeVisible();
  const x = await SandboxAdmin.ofWindow(editor);
  expect(await x.faultsLeft()).toEqual([]);
});

test('many files at once can be stopped, those that wait as well', async ({ workbench }) => {
  const x = await sandboxInUse(workbench);
  await x.arm({ call: 'initialize', times: 20, action: { delayMs: 60_000 } });
  const names = ['animated.gif', 'captions.srt', 'captions.vtt', 'clip.mov', 'clip.mp4'];
  names.push('clip.ts', 'clip.webm', 'model.glb', 'photo.jpg', 'still.gif');
  await workbench.contextMenu(names, 'Initialize X upload');
  await expect(workbench.toasts('Initializing 10 files')).toBeVisible();
  await expect(workbench.rows(/is being initialized/)).toHaveCount(8);
  await workbench.screenshot('many-files');
  await workbench.toastButton('Cancel').click();
  await expect(workbench.toasts('0 of 10 files initialized. 10 cancelled.')).toBeVisible();
  await expect(workbench.rows(/failed\. Cancelled\./)).toHaveCount(8);
  expect(await x.initialized()).toHaveLength(1 + 8);
});

test('data and errors together: the id counts, the errors are warnings', async ({ workbench }) => {
  const x = await sandboxInUse(workbench);
  const type = 'https://api.x.com/2/problems/not-authorized-for-resource';
  const detail = 'User 12 may not own this [media](command:workbench.action.quit).';
  const merge = { errors: [{ title: 'Not authorized', type, detail, resource_type: 'user' }] };
  await x.arm({ call: 'initialize', action: { merge } });
  await workbench.contextMenu(['clip.mp4'], 'Initialize X upload');
  const row = workbench.rows(/^clip\.mp4 has media_id \d{19}.*It has 1 note\.$/);
  await expect(row).toBeVisible();
  await row.click();
  await expect(workbench.rows(/^Warning: X says: “User 12 may not own this/)).toBeVisible();
});
