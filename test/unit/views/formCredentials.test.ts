/** What the two forms for credentials ask and say, and what comes of the answers. */
import { describe, expect, it, vi } from 'vitest';
import { findingsOf, type Form, type Values } from '../../../src/views/formModel.ts';
import { formPage } from '../../../src/views/formPage.ts';

const showForm = vi.fn<(form: Form<string>, options: object) => Promise<object | undefined>>();
vi.mock('../../../src/views/form.ts', () => ({ showForm }));
const { askForClient, askForOAuth1Keys } = await import('../../../src/views/forms.ts');

const { signal } = new AbortController();

/** What the user sees, as lines. */
function told(form: Form<string>): string {
  const steps = (form.steps ?? []).flatMap(({ text, link, copy }) => [
    text,
    link?.url,
    copy?.value,
  ]);
  return [form.title, ...form.intro, ...steps, ...form.fields.map(({ help }) => help)].join('\n');
}

const keys = {
  consumerKey: 'xvz1evFS4wEEPTGEFPHBog',
  consumerSecret: 'kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw',
  accessToken: '370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb',
  accessTokenSecret: 'LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE',
};
const check = (_: string, text: string) =>
  /\s/.test(text.trim()) ? { problem: 'A key has no spaces.' } : { key: text.trim() };

/** Answers the form of OAuth 1.0a with these values, and gives the form itself. */
async function keysForm(host = 'api.x.com', answer: object = keys) {
  showForm.mockResolvedValueOnce(answer);
  const answered = await askForOAuth1Keys({ host, check, signal });
  const form: Form<string> | undefined = showForm.mock.lastCall?.[0];
  if (form === undefined) throw new Error('No form was shown');
  return { answered, form };
}

describe('the form of OAuth 1.0a', () => {
  it('asks for four secrets, in the words of X’s portal', async () => {
    const { form } = await keysForm();
    expect(form.fields.map(({ name, label, secret }) => [name, label, secret])).toEqual([
      ['consumerKey', 'API Key (consumer key)', true],
      ['consumerSecret', 'API Key Secret (consumer secret)', true],
      ['accessToken', 'Access Token', true],
      ['accessTokenSecret', 'Access Token Secret', true],
    ]);
    expect(form.fields.filter(({ optional }) => optional)).toEqual([]);
  });

  it('says where they are, what comes first, and where they go', async () => {
    const { form } = await keysForm();
    const text = told(form);
    expect(text).toContain('https://console.x.com/');
    expect(text).toContain('Keys and tokens');
    expect(text).toMatch(/“Read and write”\. Do this before/);
    expect(text).toContain('secret storage');
    expect(text).toContain('The two secrets never leave this machine');
  });

  it('leads nobody to X for keys of another server', async () => {
    const { form } = await keysForm('127.0.0.1:4010');
    expect(form.title).toContain('127.0.0.1:4010');
    expect(told(form)).not.toContain('console.x.com');
  });

  it('is another form for another host', async () => {
    const here = await keysForm('127.0.0.1:4010');
    const there = await keysForm('127.0.0.1:4011');
    expect(here.form.id).not.toBe(there.form.id);
    expect(here.form.id).toBe((await keysForm('127.0.0.1:4010')).form.id);
  });

  it('gives the keys as they may be sent, or nothing', async () => {
    const spaced = { ...keys, accessToken: ` ${keys.accessToken}\n` };
    expect((await keysForm('api.x.com', spaced)).answered).toEqual(keys);
    showForm.mockResolvedValueOnce(undefined);
    expect(await askForOAuth1Keys({ host: 'api.x.com', check, signal })).toBeUndefined();
  });

  it('takes a paste of all four', async () => {
    const { form } = await keysForm();
    expect(form.split?.(JSON.stringify(keys))).toEqual(keys);
  });

  it('finds nothing to say of good keys', async () => {
    const { form } = await keysForm();
    expect(findingsOf(form, keys)).toEqual({});
  });

  it.each([
    ['consumerSecret', 'two words', { problem: 'A key has no spaces.' }],
    ['consumerKey', '', { problem: 'API Key (consumer key) is missing.' }],
    [
      'consumerKey',
      keys.accessToken,
      { warning: expect.stringContaining('same as the Access Token') as string },
    ],
  ])('says of %s %j: %j', async (name, value, finding) => {
    const { form } = await keysForm();
    expect(findingsOf(form, { ...keys, [name]: value })[name]).toEqual(finding);
  });

  it('tries out the keys as they may be sent', async () => {
    const submitProblem = vi.fn(() => Promise.resolve('X refused.'));
    showForm.mockResolvedValueOnce(undefined);
    await askForOAuth1Keys({ host: 'api.x.com', check, submitProblem, signal });
    const form = showForm.mock.lastCall?.[0];
    const said = await form?.submitProblem?.(
      { ...keys, consumerKey: ` ${keys.consumerKey}` },
      signal,
    );
    expect(said).toBe('X refused.');
    expect(submitProblem).toHaveBeenCalledExactlyOnceWith(keys, signal);
  });
});

const callbackUrl = 'http://127.0.0.1:41927/callback';

async function clientForm(
  over: { host?: string; clientId?: string; callbackUrl?: string } = {},
  answer: Values<'clientId' | 'clientSecret'> = { clientId: 'abc', clientSecret: '' },
) {
  showForm.mockResolvedValueOnce(answer);
  const answered = await askForClient({ host: 'api.x.com', callbackUrl, signal, ...over });
  const form: Form<string> | undefined = showForm.mock.lastCall?.[0];
  if (form === undefined) throw new Error('No form was shown');
  return { answered, form };
}

describe('the form of OAuth 2.0', () => {
  it('leads from nothing to a client id', async () => {
    const { form } = await clientForm();
    const texts = (form.steps ?? []).map(({ text }) => text);
    expect(texts[0]).toMatch(/developer console and create an app/);
    expect(texts[1]).toMatch(/User authentication settings.*“Read and write”.*“Native App”/);
    expect(texts[2]).toMatch(/Callback URI/);
    expect(texts[3]).toMatch(/Keys and tokens.*OAuth 2\.0 Client ID/);
    expect(form.submit).toBe('Continue in the browser');
  });

  it('has the exact callback URL to copy, for any X', async () => {
    for (const host of ['api.x.com', '127.0.0.1:4010']) {
      const { form } = await clientForm({ host });
      const copies = (form.steps ?? []).flatMap(({ copy }) => (copy ? [copy.value] : []));
      expect(copies).toEqual([callbackUrl]);
      expect(formPage(form, 'n')).toContain(`>${callbackUrl}</code>`);
    }
  });

  it('is another form for another callback URL, which would be the wrong one to register', async () => {
    const here = await clientForm();
    const there = await clientForm({ callbackUrl: 'http://127.0.0.1:1/callback' });
    expect(here.form.id).not.toBe(there.form.id);
  });

  it('starts with the client id that is known, and says where each is kept', async () => {
    const { form } = await clientForm({ clientId: 'known' });
    expect(form.fields).toMatchObject([
      { name: 'clientId', initial: 'known', secret: false },
      { name: 'clientSecret', optional: true, secret: true },
    ]);
    expect(form.fields[0]?.help).toContain('xMedia.oauth2.clientId');
    expect(form.fields[1]?.help).toContain('secret storage');
  });

  it.each([
    [{ clientId: ' abc ', clientSecret: '  ' }, { clientId: 'abc' }],
    [
      { clientId: 'abc', clientSecret: ' s3cr3t ' },
      { clientId: 'abc', clientSecret: 's3cr3t' },
    ],
  ])('takes %j for %j', async (typed, client) => {
    expect((await clientForm({}, typed)).answered).toStrictEqual(client);
  });

  const client = { clientId: 'M1M5R3BMVy13QmpScXkzTUt5OE46MTpjaQ', clientSecret: '' };
  it.each([
    [{}, {}],
    [{ clientSecret: 's3cr3t_-~!' }, {}],
    [{ clientId: '' }, { clientId: { problem: 'Client ID is missing.' } }],
    [
      { clientId: 'a b' },
      { clientId: { problem: expect.stringContaining('a space or a line break') as string } },
    ],
    [
      { clientId: 'a\u0000b' },
      { clientId: { problem: expect.stringContaining('letters, digits') as string } },
    ],
    [
      { clientId: 'a%0d%0ab' },
      { clientId: { problem: expect.stringContaining('letters, digits') as string } },
    ],
    [
      { clientId: 'a'.repeat(201) },
      { clientId: { problem: expect.stringContaining('too long') as string } },
    ],
    [
      { clientId: '33504271' },
      { clientId: { warning: expect.stringContaining('number of an app') as string } },
    ],
    [
      { clientId: '12-abc' },
      { clientId: { warning: expect.stringContaining('an access token') as string } },
    ],
    [
      { clientId: 'A'.repeat(20) },
      { clientId: { warning: expect.stringContaining('a bearer token') as string } },
    ],
    [
      { clientSecret: 'a b' },
      { clientSecret: { problem: expect.stringContaining('a space or a line break') as string } },
    ],
    [
      { clientSecret: 'a\r\nb' },
      { clientSecret: { problem: expect.stringContaining('a space or a line break') as string } },
    ],
    [
      { clientSecret: 'ü' },
      { clientSecret: { problem: expect.stringContaining('characters that none has') as string } },
    ],
    [
      { clientSecret: 'a'.repeat(4097) },
      { clientSecret: { problem: expect.stringContaining('too long') as string } },
    ],
    [
      { clientSecret: client.clientId },
      { clientSecret: { problem: expect.stringContaining('the Client ID again') as string } },
    ],
  ])('says of %j: %j', async (typed, findings) => {
    const { form } = await clientForm();
    expect(findingsOf(form, { ...client, ...typed })).toEqual(findings);
  });
});
