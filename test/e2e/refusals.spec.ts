import { startSandbox, type FaultAction, type Sandbox } from '../../src/sandbox/server.ts';
import { expect, test } from './fixtures.ts';
import { enterToken, settingsFor } from './uploading.ts';
import { forgetUploads } from './x.ts';

const token = 'token-that-answers-repeat-0123456789';
const transaction = 'fedcba9876543210';

let x: Sandbox;
test.use({ room: 'refusals', userSettings: { 'xMedia.environment': 'custom' } });
test.beforeEach(async ({ editor }) => {
  x = await startSandbox({ token });
  await forgetUploads(editor);
  await editor.setSettings({
    ...settingsFor(x.url),
    'xMedia.afterInitialize': 'nothing',
    'workbench.colorTheme': 'Dark 2026',
  });
});
test.afterEach(() => x.close());

const types = 'https://api.x.com/2/problems';
/** As an edge that logs requests into its answers does it. */
const repeated = { seen: `authorization: Bearer ${token}` };
const problem = (status: number, type: string, more: object = {}): FaultAction => ({
  status,
  headers: { 'x-transaction-id': transaction },
  contentType: 'application/problem+json',
  body: {
    title: 'T',
    type: type === '' ? 'about:blank' : `${types}/${type}`,
    ...repeated,
    ...more,
  },
});
const code = (status: number, number: number) =>
  problem(status, '', { errors: [{ code: number, message: 'Words of X’s.' }] });
const after = (secs: number) => ({
  status: 429,
  headers: { 'x-transaction-id': transaction, 'retry-after': String(secs) },
  contentType: 'application/problem+json',
  body: { title: 'Too Many Requests', ...repeated },
});
const page = {
  status: 403,
  headers: { 'x-transaction-id': transaction },
  contentType: 'text/html',
  body: `<html><body>Log in first, Bearer ${token}</body></html>`,
};

const developerConsole = 'Open Developer Console';
const options = 'Initialize with Options…';
const registration_url = 'https://developer.x.com/en/portal';
const parameters = { errors: [{ message: 'bad', parameters: { media_type: ['image/png'] } }] };

interface Row {
  readonly name: string;
  readonly action: FaultAction;
  readonly says: RegExp;
  readonly button: string | RegExp;
  readonly times?: number;
}
const rows: readonly Row[] = (
  [
    [
      '400',
      problem(400, 'invalid-request', parameters),
      /X refuses media_type \(image\/png\)/,
      options,
    ],
    [
      'media type',
      { ...page, status: 400, body: `media type unrecognized. Bearer ${token}` },
      /bytes are not what the media type says/,
      options,
    ],
    ['401', problem(401, ''), /did not accept the access token/, 'Sign In'],
    ['402', problem(402, 'credits'), /has no credits left/, developerConsole],
    ['403', problem(403, ''), /lacks the scope media\.write/, 'Sign In'],
    ['app-only', problem(403, 'unsupported-authentication'), /stands for an app alone/, 'Sign In'],
    [
      'no project',
      problem(403, 'client-forbidden', { registration_url }),
      /not attached to a project/,
      'Open X’s Page',
    ],
    ['read-only', problem(403, 'oauth1-permissions'), /may only read/, developerConsole],
    ['64', code(403, 64), /has suspended this account/, 'Sign In'],
    ['326', code(403, 326), /has locked this account/, 'Open x.com'],
    ['453', code(403, 453), /access level of the app/, developerConsole],
    ['404', problem(404, ''), /no such call at this address/, 'Open Settings'],
    ['413', problem(413, ''), /found the request too large/, options],
    ['429', after(720), /rate limit for this call is reached/, /^Wait until \d+:\d+/],
    [
      'usage cap',
      problem(429, 'usage-capped', { period: 'Monthly' }),
      /monthly cap is used up/,
      developerConsole,
    ],
    ['503', problem(503, ''), /X is unwell \(HTTP 503\)/, 'Initialize Again', 3],
    ['307', problem(307, ''), /was a redirect/, 'Initialize Again'],
    ['web page', page, /was a web page and not X’s API/, 'Initialize Again'],
    ['418', problem(418, ''), /X refused the request \(HTTP 418\)/, 'Open X’s List of Errors'],
    [
      'no id',
      { ...problem(200, ''), contentType: 'application/json' },
      /without a usable media_id/,
      'Initialize Again',
    ],
  ] as const
).map(([name, action, says, button, times]) => ({
  name,
  action,
  says,
  button,
  ...(times && { times }),
}));
/** Pictures are taken of these. */
const pictured = ['401', '402', '429', 'web page'];

// One window for all: opening one takes longer than all of its refusals.
test('each refusal has its sentence, its button and its answer', async ({ workbench }) => {
  test.setTimeout(300_000);
  const { page: window, quickInput } = workbench;
  // Nothing here may reach X.
  await window
    .context()
    .route(/^https:\/\/([\w-]+\.)*x\.com\//, (route) => route.fulfill({ body: 'X' }));
  await enterToken(workbench, x);
  await workbench.clearToasts();
  const row = workbench.rows(/^photo\.png/);
  const toast = workbench.toasts(/“.?photo\.png.?”/);
  const button = (name: string | RegExp) => toast.getByRole('button', { name });
  const shown = window.locator('.editor-instance .view-lines').last();
  const text = async () => (await shown.innerText()).replaceAll('\u00a0', ' ');
  // A click that was slow to return has been heard all the same, and must not come twice.
  const again = () =>
    expect(async () => {
      if (!x.faults().some(({ seen }) => seen === 0)) return;
      await row.hover({ timeout: 1000 });
      const pressed = row.locator('.actions .action-label[aria-label^="Initialize again"]');
      await pressed.click({ timeout: 1000 });
    }).toPass({ timeout: 10_000 });

  for (const { name, action, says, button: title, times = 1 } of rows) {
    await test.step(name, async () => {
      x.arm({ call: 'initialize', times, action });
      if ((await row.count()) === 0) {
        await workbench.contextMenu(['photo.png'], 'Initialize X upload');
        await expect(row).toHaveAttribute('aria-label', says);
        await row.click();
      } else await again();
      await expect(toast).toContainText(says);
      await expect(toast).toContainText(`(transaction ${transaction})`);
      await expect(button(title)).toBeVisible();
      await expect(row).toHaveAttribute('aria-label', says);
      await expect(workbench.rows(/^What to do: /)).toBeVisible();
      await expect(workbench.rows(/^X’s answer: HTTP \d+ · \d+ bytes/)).toBeVisible();
      if (pictured.includes(name)) await workbench.screenshot(`refusal-${name}`);
      await button('Show Answer').click();
      // The editor may still show the answer before it.
      await expect.poll(text).toMatch(says);
      const answer = await text();
      expect(answer).toContain(`X’s transaction id: ${transaction}`);
      expect(answer).toMatch(new RegExp(`X’s answer: HTTP ${action.status ?? 0} · \\d+ bytes`));
      expect(answer).toMatch(/Bearer \[hidden\]/);
      expect(answer).not.toContain(token);
      expect(x.faults()).toEqual([]);
    });
  }
  await workbench.screenshot('refusal-answer');

  await test.step('the answer is copied with the transaction id, and opened by a click', async () => {
    await workbench.palette('View: Close All Editors');
    await workbench.rows(/^X’s answer: /).click();
    await expect.poll(text).toContain('X’s answer: HTTP 200');
    // The keyboard stays with the child.
    await window.keyboard.press('ControlOrMeta+C');
    await expect.poll(() => workbench.clipboard()).toContain(`X’s transaction id: ${transaction}`);
    expect(await workbench.clipboard()).toContain('X’s answer: HTTP 200');
    await workbench.palette('View: Close All Editors');
    await workbench.menuOf(row, 'Show X’s Answer');
    await expect.poll(text).toContain('X’s answer: HTTP 200');
  });

  await test.step('each button does what it says', async () => {
    const met = async (action: FaultAction, title: string | RegExp) => {
      x.arm({ call: 'initialize', action });
      await again();
      await button(title).click();
    };
    await met(problem(401, ''), 'Sign In');
    await expect(quickInput.title).toContainText('Sign in to');
    await quickInput.cancel();
    await met(problem(400, ''), options);
    await expect(quickInput.title).toContainText('with Options (1/4)');
    await quickInput.cancel();
    const dialog = window.locator('.monaco-dialog-box');
    await met(problem(402, 'credits'), developerConsole);
    await expect(dialog).toContainText('https://console.x.com/');
    const opened = window.waitForEvent('popup');
    await workbench.dialogButton('Open').click();
    expect((await opened).url()).toBe('https://console.x.com/');
    await (await opened).close();
    // The child of the row does the same.
    await workbench.rows(/^What to do: Buy credits/).click();
    await expect(dialog).toContainText('https://console.x.com/');
    await workbench.dialogButton('Cancel').click();
    await expect(workbench.toasts('The address is https://console.x.com/')).toBeVisible();
    await met(problem(404, ''), 'Open Settings');
    await expect(window.locator('.settings-editor')).toContainText('Environment');
  });

  await test.step('a wait is seen, can be stopped, and ends in the call', async () => {
    const before = x.requests().length;
    x.arm({ call: 'initialize', action: after(11) });
    await again();
    await button(/^Wait until/).click();
    const waiting = workbench.toasts(/Waiting until .* to go on with “.?photo\.png/);
    await expect(waiting).toBeVisible();
    await waiting.getByRole('button', { name: 'Cancel' }).click();
    await expect(waiting).toHaveCount(0);
    await workbench.rows(/^What to do: /).click();
    await expect(waiting).toBeVisible();
    await workbench.screenshot('refusal-waiting');
    expect(x.requests()).toHaveLength(before + 1);
    await expect(row).toHaveAttribute('aria-label', /has media_id \d{19}/, { timeout: 15_000 });
    await expect(waiting).toHaveCount(0);
    expect(x.requests()).toHaveLength(before + 2);
  });
});
