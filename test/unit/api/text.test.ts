/** Text from outside, made harmless. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBytes, inert, quoted } from '../../../src/api/text.ts';
import { startSandbox } from '../../../src/sandbox/server.ts';
import { client } from './support.ts';

/** What must not survive, by what it would do. */
const acting = {
  // eslint-disable-next-line no-control-regex -- the point is to name them
  'control characters': /[\u0000-\u001f\u007f-\u009f]/,
  'bidi controls': /[\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]/,
  'line separators': /[\u2028\u2029]/,
  'Markdown links': /\]\(/,
  icons: /\$\(/,
  'lone surrogates': /\p{Surrogate}/u,
};

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '](',
        ']',
        '(',
        '$(',
        '$',
        '\u001b[31m',
        '\u202e',
        '\u200b',
        '\ud83d',
        '\ude00',
      ),
      fc.constantFrom('[x](command:y)', '$(icon)', '\r\n', '\0', '😀', 'שלום', '<b>'),
      fc.string({ unit: 'binary', maxLength: 8 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

describe('inert', () => {
  it('lets nothing act, is cut, and is the same when done twice', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 80 }), (text, length) => {
        const clean = inert(text, length);
        for (const [what, pattern] of Object.entries(acting)) {
          expect(pattern.test(clean), `${what} in ${JSON.stringify(clean)}`).toBe(false);
        }
        expect(Array.from(clean).length).toBeLessThanOrEqual(length);
        expect(inert(clean, length)).toBe(clean);
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps what is only text', () => {
    for (const text of ['Größe “5”: <b> & 😀', 'שלום', '👩‍👩‍👧 família', 'a [b] (c) $d']) {
      expect(inert(text)).toBe(text);
    }
  });

  it('cuts a megabyte at code points', () => {
    expect(inert('😀'.repeat(500_000), 5)).toBe('😀😀😀😀…');
    expect(inert('x'.repeat(1_000_000))).toHaveLength(300);
  });
});

describe('X’s words in an explanation', () => {
  it.each([
    ['control characters and ANSI', 'a\u0000b\u001b[31mred'],
    ['bidi', 'abc\u202egnp.exe'],
    ['a command link', '[Click](command:workbench.action.terminal.new)'],
    ['an icon', '$(error)'],
    ['HTML', 'Bad <img src=x onerror=alert(1)>'],
    ['almost a megabyte', 'x'.repeat(1_000_000)],
    ['lone surrogates', 'a\ud800b'],
  ])('%s', async (_, said) => {
    await using x = await startSandbox();
    await using api = client(x.url, { token: x.token });
    const errors = [{ message: said, parameters: { [said.slice(0, 900)]: [said] } }];
    const body = { errors, detail: said, title: said };
    const headers = { 'x-transaction-id': 'tx' };
    x.arm({ call: 'initialize', action: { status: 400, headers, body } });
    const error = await api.failure();
    for (const text of [error.explanation, error.remedy, error.message]) {
      for (const pattern of Object.values(acting)) expect(pattern.test(text)).toBe(false);
      expect(text.length).toBeLessThan(600);
    }
  });
});

describe('names and sizes', () => {
  it('quoted isolates the direction of a name, which cannot end the isolation', () => {
    expect(quoted('a\u2069\u202eb')).toBe('“\u2068a b\u2069”');
  });

  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [1023, '1023 bytes'],
    [1024, '1.0 KiB'],
    [4_194_304, '4.0 MiB'],
    [17_179_869_184, '16.0 GiB'],
  ])('%i bytes', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});
