/** What a row says, to the eye and to a screen reader, in every state. */
import { describe, expect, it } from 'vitest';
import { descriptionOf, iconOf, labelOf, sentenceOf } from '../../../src/views/rowText.ts';
import { menuWordsOf } from '../../../src/views/menuWords.ts';
import type { UploadRecord } from '../../../src/uploads/record.ts';
import { summaryOf } from '../../../src/views/summary.ts';
import { standing } from '../api/support.ts';
import { failed, initialized, initializing, mediaId } from '../uploads/support.ts';
import { context } from './support.ts';

const hour = 3_600_000;
const named = (name: string): UploadRecord => ({
  ...initialized(),
  file: { path: `/${name}`, name },
});
const lasting = (ms: number) => initialized({ expiresAt: standing + ms });

describe('the name', () => {
  it.each([
    ['it’s "quoted".png', 'it’s "quoted".png'],
    ['two\nlines\t.png', 'two lines .png'],
    ['😀👩‍👩‍👧.png', '😀👩‍👩‍👧.png'],
    ['שלום.png', 'שלום.png'],
    ['evil\u202egnp.exe', 'evil gnp.exe'],
    ['\u001b[31mred.png', '[31mred.png'],
    ['[x](command:y).png', '[x] (command:y).png'],
    ['$(error).png', '$ (error).png'],
    ['\u200b\u202e', '(a name of invisible characters)'],
    ['a\ud800.png', 'a\ufffd.png'],
  ])('%j is shown as %j', (name, label) => {
    const record = named(name);
    expect(labelOf(record)).toBe(label);
    expect(sentenceOf(record, context())).toContain(`${label} has media_id`);
    expect(summaryOf(record, context(), 'en').title).toBe(label);
  });

  it('is cut when it is long beyond reading', () => {
    expect(Array.from(labelOf(named('😀'.repeat(5000))))).toHaveLength(200);
  });
});

describe('the description', () => {
  it.each<[UploadRecord, string]>([
    [initializing(), 'initializing…'],
    [lasting(24 * hour - 1), `23h 59m · ${mediaId}`],
    [lasting(101_000), `1:41 · ${mediaId}`],
    [lasting(0), `expired · ${mediaId}`],
    [lasting(-hour), `expired · ${mediaId}`],
    [initialized({ expiresAt: undefined }), `no expiry known · ${mediaId}`],
    [initialized({}, ['one']), `1d 0h · ${mediaId} · 1 note`],
    [initialized({}, ['one', 'two']), `1d 0h · ${mediaId} · 2 notes`],
    [{ ...initialized({}, ['one']), notes: ['two'] }, `1d 0h · ${mediaId} · 2 notes`],
  ])('%#: %s', (record, text) => {
    expect(descriptionOf(record, context())).toBe(text);
  });

  it('says why it waits, inert', () => {
    const notice = 'Trying again:\n[x](command:y)';
    expect(descriptionOf(initializing(), context({ notice }))).toBe(
      'Trying again: [x] (command:y)',
    );
    expect(descriptionOf(initialized(), context({ notice }))).not.toContain('Trying');
  });

  it('of a failure says which, shortly', () => {
    for (const record of [failed(), failed({ kind: 'new', explanation: 'x\u202e'.repeat(900) })]) {
      const text = descriptionOf(record, context());
      expect(text).toMatch(/^failed · \S/);
      expect(text.length).toBeLessThan(180);
      expect(text).not.toContain('\u202e');
    }
  });
});

describe('the sentence for a screen reader', () => {
  it.each<[UploadRecord, object, string]>([
    [initializing(), {}, 'cat.png is being initialized.'],
    [initializing(), { notice: 'Still.' }, 'cat.png is being initialized. Still.'],
    [
      lasting(14 * 24 * hour + 23 * hour),
      {},
      `cat.png has media_id ${mediaId}, which expires in 14 days 23 hours.`,
    ],
    [lasting(61_000), {}, `cat.png has media_id ${mediaId}, which expires in 1 minute 1 second.`],
    [lasting(0), {}, `cat.png had media_id ${mediaId}, which has expired.`],
    [
      initialized({ expiresAt: undefined }, ['a', 'b']),
      {},
      `cat.png has media_id ${mediaId}, with no expiry known. It has 2 notes.`,
    ],
    [
      failed(),
      {},
      'cat.png failed. X is unwell (HTTP 503); nothing is wrong with the file or the token. Initialize again in a few minutes.',
    ],
    [failed({ explanation: 'Gone.', remedy: '' }), {}, 'cat.png failed. Gone.'],
  ])('%#', (record, over, sentence) => {
    expect(sentenceOf(record, context(over))).toBe(sentence);
  });
});

describe('icons and menus', () => {
  it('states differ by shape', () => {
    const records = [initializing(), initialized(), failed(), lasting(0)];
    const shapes = records.map((record) => iconOf(record, standing).icon);
    expect(new Set(shapes).size).toBe(records.length);
  });

  it.each<[string, UploadRecord, string]>([
    ['initializing', initializing(), 'row initializing remove'],
    ['initialized', initialized(), 'row initialized copy upload remove'],
    ['failed', failed(), 'row failed again remove'],
    ['expired', lasting(0), 'row expired copy again remove'],
  ])('%s offers what can be done', (_, record, words) => {
    expect(menuWordsOf(record, context())).toBe(words);
  });

  it('offers to cancel what this window waits for, and only that', () => {
    const running = context({ running: true });
    expect(menuWordsOf(initializing(), running)).toBe('row initializing cancel remove');
    expect(menuWordsOf(initialized(), running)).toBe('row initialized copy pause cancel remove');
  });

  it('offers to initialize again what has no deadline to go by', () => {
    const timeless = { ...initialized(), media: { id: '1' } };
    expect(menuWordsOf(timeless, context())).toBe('row initialized copy upload again remove');
  });
});
