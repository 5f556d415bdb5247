/** The page of a form in a browser, with the session behind it but no editor around it. */
import type { Page } from '@playwright/test';
import { contextOptions } from '../harness/browser.ts';
import type { ToPage } from '../../src/views/formMessages.ts';
import type { Form } from '../../src/views/formModel.ts';
import { formPage } from '../../src/views/formPage.ts';
import { oauth1KeyNames, splitPasted, type OAuth1KeyName } from '../../src/views/formPaste.ts';
import { FormSession } from '../../src/views/formSession.ts';
import { expect, test } from './fixtures.ts';

test.use(contextOptions);

const labels = { consumerKey: 'Key', consumerSecret: 'Secret', accessToken: 'Token' };
const form: Form<OAuth1KeyName> = {
  id: 'test',
  title: 'Four keys',
  intro: ['<b>Not bold</b>'],
  steps: [
    { text: 'Register.', copy: { label: 'Callback URI', value: 'http://127.0.0.1:1/callback' } },
    { text: 'Look.', link: { label: 'Open the console', url: 'https://console.x.com/' } },
  ],
  fields: oauth1KeyNames.map((name) => ({
    name,
    label: { ...labels, accessTokenSecret: 'Token Secret' }[name],
    help: `Help of ${name}`,
    secret: name !== 'consumerKey',
    optional: name === 'accessTokenSecret',
  })),
  submit: 'Keep',
  check: ({ consumerKey, accessToken }) => ({
    ...(/\s/.test(consumerKey) && { consumerKey: { problem: 'No spaces, please.' } }),
    ...(accessToken !== '' &&
      !accessToken.includes('-') && { accessToken: { warning: 'No hyphen?' } }),
  }),
  split: splitPasted,
};
const keys = {
  consumerKey: 'xvz1evFS4wEEPTGEFPHBog',
  consumerSecret: 'kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw',
  accessToken: '370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb',
  accessTokenSecret: 'LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE',
};

/** Opens a form as the editor would: the page speaks through `acquireVsCodeApi` alone. */
async function open(page: Page, over: Partial<Form<OAuth1KeyName>> = {}) {
  const copied: string[] = [];
  const opened: string[] = [];
  const heard: { readonly type: string }[] = [];
  const asked = { ...form, ...over };
  const session = new FormSession(asked, {
    post: (message: ToPage) => {
      const script = 'postMessage(' + JSON.stringify(message) + ')';
      // What is typed last is judged after the test, when the page may be gone.
      page.evaluate(script).catch(() => undefined);
    },
    copy: (text) => Promise.resolve(void copied.push(text)),
    open: (url) => Promise.resolve(opened.push(url) > 0),
  });
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.exposeFunction('toExtension', (message: { readonly type: string }) => {
    heard.push(message);
    session.receive(message);
  });
  await page.addInitScript(
    'globalThis.acquireVsCodeApi = () => ({ postMessage: (m) => toExtension(m) })',
  );
  const body = formPage(asked, 'n');
  await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body }));
  await page.goto('https://form.test/');
  await expect.poll(() => heard.length).toBeGreaterThan(0);
  const field = (label: string) => page.getByLabel(label, { exact: true });
  const submit = page.getByRole('button', { name: 'Keep', exact: true });
  return { session, copied, opened, heard, complaints, field, submit };
}

/** Puts a text into the clipboard and pastes it where the focus is. */
async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate('navigator.clipboard.writeText(' + JSON.stringify(text) + ')');
  await page.keyboard.press('ControlOrMeta+V');
}

test('checks as typed, and ties each sentence to its field', async ({ page }) => {
  const { field, submit, heard, complaints } = await open(page);
  await expect(field('Key')).toBeFocused();
  await expect(page.getByText('<b>Not bold</b>')).toBeVisible();
  await expect(submit).toBeDisabled();
  // A fresh form blames nobody.
  await expect(page.locator('.finding:visible')).toHaveCount(0);

  await field('Key').pressSequentially('two words', { delay: 20 });
  await expect(page.getByText('No spaces, please.')).toBeVisible();
  await expect(field('Key')).toHaveAttribute('aria-invalid', 'true');
  await expect(field('Key')).toHaveAccessibleDescription('Help of consumerKey No spaces, please.');
  // Nine keys were not nine questions.
  expect(heard.filter(({ type }) => type === 'edit').length).toBeLessThan(5);

  await field('Key').fill('one');
  await expect(page.getByText('No spaces, please.')).toBeHidden();
  await expect(field('Key')).not.toHaveAttribute('aria-invalid');
  await expect(field('Key')).toHaveAccessibleDescription('Help of consumerKey');

  // Left behind empty for the next field, it is missing; looked away from, it is not.
  await field('Secret').focus();
  await page.getByRole('button', { name: 'Copy Callback URI' }).focus();
  await expect(page.getByText('Secret is missing.')).toBeHidden();
  await field('Secret').focus();
  await field('Token').focus();
  await expect(page.getByText('Secret is missing.', { exact: true })).toBeVisible();
  await field('Secret').fill('two');
  await field('Token').fill('three');
  await expect(page.getByText('No hyphen?')).toBeVisible();
  await expect(field('Token')).not.toHaveAttribute('aria-invalid');
  await expect(submit).toBeEnabled();
  expect(complaints).toEqual([]);
});

test('submitted too early, says all that is missing and goes there', async ({ page }) => {
  const { session, field, submit } = await open(page);
  await field('Key').fill('one');
  await field('Key').press('Enter');
  await expect(page.getByText('Secret is missing.', { exact: true })).toBeVisible();
  await expect(page.getByText('Token is missing.', { exact: true })).toBeVisible();
  await expect(field('Secret')).toBeFocused();
  await field('Secret').fill('two');
  await field('Token').fill('3-3');
  // At once: what was just typed counts, though nobody has judged it yet.
  await submit.click();
  expect(await session.answer).toEqual({
    consumerKey: 'one',
    consumerSecret: 'two',
    accessToken: '3-3',
    accessTokenSecret: '',
  });
});

test('a paste of all four keys fills all four', async ({ page }) => {
  const { session, field } = await open(page);
  await field('Key').fill('before');
  await paste(page, JSON.stringify({ url: 'http://127.0.0.1:1', token: 'x', oauth1: keys }));
  await expect(field('Token Secret (optional)')).toHaveValue(keys.accessTokenSecret);
  await expect(field('Key')).toHaveValue(keys.consumerKey);
  await expect(page.getByRole('status')).toHaveText('Filled in: Key, Secret, Token, Token Secret.');
  await field('Token').press('Enter');
  expect(await session.answer).toEqual(keys);
});

test('a paste of two keys leaves the others as they were', async ({ page }) => {
  const { field } = await open(page);
  await field('Key').fill('before');
  await field('Secret').focus();
  const { accessToken, accessTokenSecret } = keys;
  await paste(page, `Access Token: ${accessToken}\nAccess Token Secret: ${accessTokenSecret}`);
  await expect(field('Token')).toHaveValue(accessToken);
  await expect(field('Token Secret (optional)')).toHaveValue(accessTokenSecret);
  await expect(field('Key')).toHaveValue('before');
  await expect(field('Secret')).toHaveValue('');
});

test('any other paste goes where the cursor is', async ({ page }) => {
  const { field, heard } = await open(page);
  await field('Key').fill('ab');
  await field('Key').press('ArrowLeft');
  await paste(page, 'one: two\n');
  await expect(field('Key')).toHaveValue(/^aone: two ?b$/);
  await expect(page.getByText('No spaces, please.')).toBeVisible();
  expect(heard.filter(({ type }) => type === 'paste')).toHaveLength(1);
});

test('a secret is shown on request, and only that one', async ({ page }) => {
  const { field } = await open(page);
  await field('Secret').fill('s3cr3t');
  await expect(field('Secret')).toHaveAttribute('type', 'password');
  await page.getByRole('button', { name: 'Show Secret' }).click();
  await expect(field('Secret')).toHaveAttribute('type', 'text');
  await expect(field('Token')).toHaveAttribute('type', 'password');
  await page.getByRole('button', { name: 'Hide Secret' }).click();
  await expect(field('Secret')).toHaveAttribute('type', 'password');
  for (const input of await page.locator('input').all()) {
    await expect(input).toHaveAttribute('autocomplete', 'off');
    await expect(input).toHaveAttribute('spellcheck', 'false');
  }
});

test('copies and opens what stands in the form, and says so', async ({ page }) => {
  const { copied, opened } = await open(page);
  const copy = page.getByRole('button', { name: 'Copy Callback URI' });
  await expect(copy).toHaveText('Copy');
  await copy.click();
  await expect(copy).toHaveText('Copied');
  await expect(page.getByRole('status')).toHaveText('Callback URI copied.');
  expect(copied).toEqual(['http://127.0.0.1:1/callback']);
  await page.getByRole('button', { name: 'Open the console' }).click();
  await expect.poll(() => opened).toEqual(['https://console.x.com/']);
  await expect(copy).toHaveText('Copy');
});

test('refused, stays with what was typed, until it is typed anew', async ({ page }) => {
  const decided = Promise.withResolvers<string>();
  const { field, submit, session } = await open(page, {
    submitProblem: ({ consumerKey }) => (consumerKey === 'wrong' ? decided.promise : undefined),
  });
  for (const label of ['Key', 'Secret', 'Token']) await field(label).fill('wrong');
  await submit.click();
  await expect(submit).toBeDisabled();
  await expect(field('Secret')).not.toBeEditable();
  decided.resolve('X did not accept these keys.');
  await expect(page.getByRole('alert')).toHaveText('X did not accept these keys.');
  await expect(submit).toBeEnabled();
  await expect(field('Secret')).toHaveValue('wrong');
  await field('Key').fill('right');
  await expect(page.getByRole('alert')).toBeHidden();
  await submit.click();
  expect(await session.answer).toMatchObject({ consumerKey: 'right' });
});

for (const [how, close] of [
  ['Escape', (page: Page) => page.keyboard.press('Escape')],
  ['Cancel', (page: Page) => page.getByRole('button', { name: 'Cancel' }).click()],
] as const) {
  test(`${how} is no answer`, async ({ page }) => {
    const { session, field } = await open(page);
    await field('Key').fill('one');
    await close(page);
    expect(await session.answer).toBeUndefined();
  });
}

test('can be used with the keyboard alone, in the order it is read', async ({ page }) => {
  const { field } = await open(page);
  await page.getByRole('button', { name: 'Copy Callback URI' }).focus();
  const order: string[] = [];
  for (let step = 0; step < 10; step += 1) {
    await page.keyboard.press('Tab');
    order.push(
      await page.evaluate<string>(
        '(({ ariaLabel, id, textContent }) => ariaLabel || id || textContent.trim())(document.activeElement)',
      ),
    );
  }
  expect(order).toEqual([
    'Open the console',
    'field-0',
    'field-1',
    'Show Secret',
    'field-2',
    'Show Token',
    'field-3',
    'Show Token Secret',
    'Keep',
    'Cancel',
  ]);
  await field('Key').focus();
  expect(await field('Key').evaluate('document.activeElement.matches(":focus-visible")')).toBe(
    true,
  );
});

test('fits a column of 300 pixels', async ({ page }) => {
  await page.setViewportSize({ width: 300, height: 700 });
  const value = `http://127.0.0.1:41927/${'callback'.repeat(8)}`;
  const steps = [{ text: 'Register exactly this address.', copy: { label: 'URI', value } }];
  const { field, submit } = await open(page, { intro: ['Four keys. '.repeat(20)], steps });
  await field('Key').fill('two words');
  await expect(page.getByText('No spaces, please.')).toBeVisible();
  const width = 'document.scrollingElement.scrollWidth';
  expect(await page.evaluate<number>(width)).toBeLessThanOrEqual(300);
  const copy = page.getByRole('button', { name: 'Copy URI' });
  for (const part of [copy, field('Key'), submit, page.getByText('No spaces, please.')]) {
    const box = await part.boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(300);
  }
});

test('a page that is loaded again has what was typed', async ({ page }) => {
  const { field, session } = await open(page);
  for (const label of ['Key', 'Secret', 'Token']) await field(label).fill('kept');
  await expect(page.getByRole('button', { name: 'Keep' })).toBeEnabled();
  await page.reload();
  await expect(field('Secret')).toHaveValue('kept');
  await field('Secret').press('Enter');
  expect(await session.answer).toMatchObject({ consumerSecret: 'kept' });
});
