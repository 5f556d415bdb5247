/** The children of a row. */
import { describe, expect, it } from 'vitest';
import type { UploadRecord } from '../../../src/uploads/record.ts';
import { expiresText, factsOf } from '../../../src/views/facts.ts';
import { localDate } from '../../../src/views/localTime.ts';
import { summaryOf } from '../../../src/views/summary.ts';
import { standing } from '../api/support.ts';
import { failed, initialized, initializing, mediaId } from '../uploads/support.ts';
import { context, paused, progress, ready, working } from './support.ts';

const facts = (record: UploadRecord, over: Parameters<typeof context>[0] = {}) =>
  Object.fromEntries(factsOf(record, context(over), 'en').map(({ key, value }) => [key, value]));

/** As a wall clock here says it. */
function local(at: number): string {
  const date = new Date(at);
  const day = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][date.getDay()] ?? '';
  const two = (value: number) => String(value).padStart(2, '0');
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

describe('a local time', () => {
  it('is a date where nothing beside it says how far off it is', () => {
    expect(localDate(new Date(2026, 11, 6, 9, 5).getTime(), 'en')).toBe('Sun 6 Dec 09:05');
  });
});

describe('facts', () => {
  it('of a media_id with everything', () => {
    const processing = { state: 'pending', progressPercent: 7 };
    const record: UploadRecord = {
      ...initialized({ mediaKey: '3_1', processing }, ['Careful.']),
      notes: ['Noticed.'],
      request: {
        media_type: 'image/png',
        total_bytes: 4213,
        media_category: 'dm_image',
        shared: true,
        additional_owners: ['5', '7'],
      },
    };
    expect(facts(record, { saved: false })).toEqual({
      expires: `1d 00:00:00 · ${local(standing + 86_400_000)}`,
      media_id: mediaId,
      media_key: '3_1',
      processing: 'pending 7 %',
      warning0: 'Careful.',
      note0: 'Noticed.',
      category: 'dm_image',
      type: 'image/png',
      size: '4.1 KiB (4213 bytes)',
      shared: 'yes',
      owners: '5, 7',
      account: expect.stringMatching(/^Sandbox · .*127\.0\.0\.1:4010/) as string,
      dialect: 'v2',
      unsaved: expect.stringContaining('gone after a restart') as string,
    });
  });

  it('of a failure say what happened, what to do and X’s transaction id', () => {
    expect(facts(failed())).toMatchObject({
      failure: 'X is unwell (HTTP 503); nothing is wrong with the file or the token.',
      remedy: 'Initialize again in a few minutes.',
      transaction: 'tx-1',
      category: 'tweet_image',
    });
    const bare = facts(failed({ remedy: '', transactionId: undefined }));
    expect(bare).not.toHaveProperty('remedy');
    expect(bare).not.toHaveProperty('transaction');
  });

  it('of a file that was refused before a request: what is known', () => {
    const record: UploadRecord = { ...failed(), request: undefined };
    expect(facts(record)).toMatchObject({ size: '7 bytes' });
    expect(facts(record)).not.toHaveProperty('category');
    const unknown = { ...record, file: { path: '/x', name: 'x' } };
    expect(facts(unknown)).not.toHaveProperty('size');
  });

  it('without a deadline or a category leave these out, or say so', () => {
    const record: UploadRecord = {
      ...initialized({ expiresAt: undefined }),
      request: { media_type: 'model/gltf-binary', total_bytes: 7 },
    };
    expect(facts(record)).not.toHaveProperty('expires');
    expect(facts(record).category).toContain('X documents none');
  });

  it('of a running upload promise nothing', () => {
    const keys = Object.keys(facts(initializing()));
    expect(keys).toEqual(['category', 'type', 'size', 'account', 'dialect']);
  });

  it('of an upload on its way say how far it is, and what X has for certain', () => {
    const seen = { running: true, progress, notice: 'It will be tried again: X is unwell.' };
    expect(facts(working('uploading', 80), seen)).toMatchObject({
      progress: '42 % · 84.0 of 200.0 MiB · 12.3 MiB/s · 10 s left',
      waiting: 'It will be tried again: X is unwell.',
      atX: '80.0 of 200.0 MiB, in segments of 4.0 MiB',
      media_id: mediaId,
    });
    const at42 = { processing: { state: 'in_progress', progressPercent: 42 } };
    const processing = facts(working('processing', 200, at42));
    expect(processing).toMatchObject({ processing: 'in_progress 42 %' });
    expect(processing).not.toHaveProperty('progress');
  });

  it('of a paused upload say what stopped it', () => {
    expect(facts(paused({ problem: failed().failure }))).toMatchObject({
      failure: expect.stringContaining('X is unwell') as string,
      remedy: 'Initialize again in a few minutes.',
      transaction: 'tx-1',
      atX: '84.0 of 200.0 MiB, in segments of 4.0 MiB',
    });
    expect(facts(paused())).not.toHaveProperty('failure');
  });

  it('of ready media say what was done to it', () => {
    const track = { mediaId: '7', languageCode: 'DE', displayName: 'Deutsch' };
    const other = { mediaId: '8', languageCode: 'EN', displayName: 'English' };
    const extras = { altText: 'A cat', subtitles: [track, other] };
    const done = facts(ready({ extras }));
    expect(done).toMatchObject({
      altText: 'A cat',
      subtitles0: 'Deutsch (DE) · 7',
      subtitles1: 'English (EN) · 8',
    });
    for (const key of ['progress', 'atX']) expect(done).not.toHaveProperty(key);
    expect(facts(ready({ extras: { altText: '' } }))).not.toHaveProperty('altText');
  });

  it('of a failure name what X held', () => {
    expect(facts({ ...failed(), media: { id: mediaId } })).toMatchObject({ media_id: mediaId });
    expect(facts(failed())).not.toHaveProperty('media_id');
  });

  it('have keys of their own, so that each keeps its node', () => {
    const record = { ...initialized({}, ['a', 'a', 'a']), notes: ['a', 'a'] };
    const keys = factsOf(record, context(), 'en').map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('Expires', () => {
  it.each([
    [15 * 86_400_000 - 19_000, '14d 23:59:41'],
    [3_599_999, '59:59'],
    [1, '0:00'],
    [0, 'expired'],
    [-5, 'expired'],
  ])('%i ms before the deadline: %s', (left, text) => {
    const at = standing + left;
    expect(expiresText(at, standing, 'en')).toBe(`${text} · ${local(at)}`);
  });

  it('keeps its shape in every language of the editor', () => {
    for (const language of ['de', 'fr', 'ja', 'zh-cn', 'pt-br', 'qps-ploc']) {
      expect(expiresText(standing + 5000, standing, language)).toMatch(/^0:05 · .+ \d\d:\d\d$/);
    }
  });
});

describe('the summary', () => {
  it('says each thing once', () => {
    const { sentence, lines } = summaryOf(failed(), context(), 'en');
    expect(sentence).toContain('X is unwell');
    expect(lines.map(({ label }) => label)).not.toContain('What happened');
    expect(lines.map(({ label }) => label)).toContain('X’s transaction id');
  });
});
