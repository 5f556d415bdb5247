/** The page of a form: what it may do, and that nothing put into it becomes markup. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Form } from '../../../src/views/formModel.ts';
import { formPage } from '../../../src/views/formPage.ts';
import { form } from './formSupport.ts';

const everywhere = (text: string): Form<string> => ({
  id: text,
  title: text,
  intro: [text],
  steps: [
    { text, link: { label: text, url: 'https://x.com/' }, copy: { label: text, value: text } },
  ],
  fields: [
    { name: text, label: text, help: text, secret: false, placeholder: text, initial: text },
    { name: text, label: text, help: text, secret: true, optional: true },
  ],
  submit: text,
  check: () => ({}),
});

const escaped = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

describe('the page', () => {
  it('takes text for text, wherever it stands', () => {
    const mark = 'MARKMARKMARK';
    const page = formPage(everywhere(mark), 'n');
    expect(page.split(mark).length).toBeGreaterThan(15);
    const hostile = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        '</script><script>alert(1)</script>',
        '"><img src=x onerror=alert(1)>',
        "' onfocus='alert(1)",
        '</style><b>',
        '&lt;b&gt;',
        '$& $1 ${x} `',
        '\\u003cscript>',
        '<!--',
      ),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        expect(formPage(everywhere(text), 'n')).toBe(page.split(mark).join(escaped(text)));
      }),
    );
  });

  it('may run its own script and style, load nothing, and be sent nowhere', () => {
    const page = formPage(form(), 'a-nonce');
    const [, policy = ''] =
      /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    expect(policy.replaceAll('&#39;', "'").split('; ').sort()).toEqual([
      "base-uri 'none'",
      "default-src 'none'",
      "form-action 'none'",
      "script-src 'nonce-a-nonce'",
      "style-src 'nonce-a-nonce'",
    ]);
    // What the policy forbids is not there to be forbidden.
    expect(page.match(/<(script|style)\b[^>]*>/g)).toEqual([
      '<style nonce="a-nonce">',
      '<script nonce="a-nonce">',
    ]);
    expect(page).not.toMatch(/\s(on\w+|style|src|href)=/);
  });

  it('keeps no state and parses no markup', () => {
    const page = formPage(form(), 'n');
    for (const word of [
      'setState',
      'getState',
      'innerHTML',
      'outerHTML',
      'insertAdjacent',
      'eval',
    ]) {
      expect(page).not.toContain(word);
    }
  });

  it('shows what an open field starts with, and never a secret', () => {
    const [open, secret] = form().fields;
    if (open === undefined || secret === undefined) throw new Error('Two fields are expected');
    const fields = [open, { ...secret, initial: 's3cr3t-value' }];
    const page = formPage(form({ fields }), 'n');
    expect(page).toContain('value="ada"');
    expect(page).not.toContain('s3cr3t-value');
    expect(page.match(/type="password"/g)).toHaveLength(1);
  });
});
