/** Answers that bring a media_id, with all that may be odd about them. */
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { readInitialized } from '../../../src/api/answers.ts';
import { XApiError } from '../../../src/api/errors.ts';
import type { HttpAnswer } from '../../../src/api/problem.ts';
import { failureOf } from '../../../src/uploads/failures.ts';
import { readRecord } from '../../../src/uploads/record.ts';
import { begin, transition } from '../../../src/uploads/states.ts';
import { beginning, sent } from '../uploads/support.ts';
import { standing } from './support.ts';

const id = '1880028106020515840';
const readAnswer = (answer: HttpAnswer) =>
  readInitialized(answer, { now: standing, mask: String, dialect: 'v2', credential: 'oauth2' });
const read = (text: string, status = 200) => readAnswer({ status, headers: {}, text });
const withLifetime = (raw: string) =>
  read(`{"data":{"id":"${id}"${raw === '' ? '' : `,"expires_after_secs":${raw}`}}}`);

describe('the id', () => {
  it.each([200, 201, 202])('comes with %i, with or without a byte order mark', (status) => {
    expect(read(`{"data":{"id":"${id}"}}`, status).id).toBe(id);
    expect(read(`\ufeff{"data":{"id":"${id}"}}`, status).id).toBe(id);
  });

  it('keeps every digit: 9999999999999999999 is beyond every number', () => {
    expect(read('{"data":{"id":"9999999999999999999"}}').id).toBe('9999999999999999999');
  });
});

describe('expires_after_secs', () => {
  it.each([
    ['1295999', 1_295_999_000],
    ['1', 1000],
    ['31622400', 31_622_400_000],
  ])('%s counts from the answer', (raw, ms) => {
    const { expiresAt, warnings } = withLifetime(raw);
    expect(expiresAt).toBe(standing + ms);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['', 'did not say when'],
    ['null', 'did not say when'],
    ['-1', 'gave -1 as the lifetime'],
    ['1000000000000', 'gave 1000000000000 as'],
    ['1e999', 'gave Infinity as'],
    ['31622401', 'cannot be right'],
    ['"86400"', 'gave "86400" as'],
    ['true', 'gave boolean as'],
    ['{"a":1}', 'gave object as'],
    [`"\\u202e${'x'.repeat(500)}"`, '…'],
  ])('%s: the id is shown without a countdown, and why', (raw, says) => {
    const { expiresAt, warnings } = withLifetime(raw);
    expect(expiresAt).toBeUndefined();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(says);
    expect(warnings[0]).toContain('use the media_id soon, or initialize again');
    expect(warnings[0]?.length).toBeLessThan(220);
    expect(warnings[0]).not.toContain('\u202e');
  });

  it('nested as deeply as a megabyte allows costs no id', () => {
    const deep = '['.repeat(400_000) + ']'.repeat(400_000);
    expect(withLifetime(deep).id).toBe(id);
  });

  it('0: expired on arrival, and said so', () => {
    const { expiresAt, warnings } = withLifetime('0');
    expect(expiresAt).toBe(standing);
    expect(warnings).toEqual(['X says that this media_id has expired already: initialize again.']);
  });

  it('a fraction counts in whole seconds, and never promises more than X did', () => {
    const { expiresAt, warnings } = withLifetime('3599.9');
    expect(expiresAt).toBe(standing + 3_599_000);
    expect(warnings).toEqual([
      'X gave 3599.9 seconds as the lifetime; the countdown uses whole seconds.',
    ]);
  });
});

describe('data and errors together', () => {
  it('show the id and each remark', () => {
    const errors = [{ title: 'Partial', detail: 'Owner 5 is unknown' }, { message: 'Slow down' }];
    const body = JSON.stringify({ data: { id, expires_after_secs: 60 }, errors });
    expect(read(body).warnings).toEqual(['X says: “Owner 5 is unknown”', 'X says: “Slow down”']);
  });

  it('by the thousand stay a list that can be read', () => {
    const errors = Array.from({ length: 5000 }, () => ({ message: 'm'.repeat(1000) }));
    const { warnings } = read(JSON.stringify({ data: { id, expires_after_secs: 60 }, errors }));
    expect(warnings).toHaveLength(11);
    expect(warnings.at(-1)).toBe('X says 4990 things more, which are not shown.');
    expect(warnings.every((warning) => warning.length < 250)).toBe(true);
  });
});

describe('the other fields', () => {
  it('are taken where they are what X describes', () => {
    const processing_info = { state: 'pending', check_after_secs: 5, progress_percent: 7 };
    const data = { id, media_key: `13_${id}`, size: 42, expires_after_secs: 60, processing_info };
    expect(read(JSON.stringify({ data }))).toEqual({
      id,
      mediaKey: `13_${id}`,
      size: 42,
      expiresAt: standing + 60_000,
      processing: { state: 'pending', checkAfterSecs: 5, progressPercent: 7 },
      warnings: [],
    });
  });

  it('are left out one by one where they are not', () => {
    const processing_info = { state: 'x', check_after_secs: -1, progress_percent: 101 };
    const data = { id, media_key: 7, size: 1.5, expires_after_secs: 60, processing_info };
    expect(read(JSON.stringify({ data }))).toMatchObject({
      mediaKey: undefined,
      size: undefined,
      processing: { state: 'x', checkAfterSecs: undefined, progressPercent: undefined },
    });
  });

  it('beyond every number are left out too: no state file could hold them', () => {
    const info = '{"state":"x","check_after_secs":1e999,"progress_percent":-1e999}';
    const { processing, size } = read(
      `{"data":{"id":"${id}","size":1e999,"processing_info":${info}}}`,
    );
    expect(size).toBeUndefined();
    expect(processing).toEqual({ state: 'x' });
  });

  it('named __proto__ change nothing', () => {
    const polluting = `{"__proto__":{"polluted":1},"data":{"id":"${id}","__proto__":{"polluted":1},"processing_info":{"state":"x","__proto__":{"polluted":1}}},"errors":[{"message":"m","parameters":{"__proto__":["polluted"],"constructor":["x"]}}]}`;
    const answer = read(polluting);
    expect(answer.id).toBe(id);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect((answer as unknown as Record<string, unknown>).polluted).toBeUndefined();
    expect((answer.processing as unknown as Record<string, unknown>).polluted).toBeUndefined();
  });
});

const odd = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom('RAW1e999', -1, 0, 1e300, Number.MAX_VALUE, '\u0000\u202e', '\ud800'),
);
const body = fc
  .record(
    {
      data: fc.record(
        {
          id: fc.constant(id),
          media_key: odd,
          expires_after_secs: odd,
          size: odd,
          processing_info: fc.oneof(
            odd,
            fc.record({ state: fc.string(), check_after_secs: odd, progress_percent: odd }),
          ),
        },
        { requiredKeys: ['id'] },
      ),
      errors: fc.oneof(odd, fc.array(fc.record({ message: odd, detail: odd, parameters: odd }))),
      type: odd,
      title: odd,
      detail: odd,
    },
    { requiredKeys: [] },
  )
  .map((value) => JSON.stringify(value).replaceAll('"RAW1e999"', '1e999'));

describe('whatever X answers', () => {
  it('becomes a record that can be read back from disk', () => {
    const headers = fc.record({
      'retry-after': fc.oneof(fc.string(), fc.double().map(String), fc.bigInt().map(String)),
      'x-rate-limit-reset': fc.oneof(fc.string(), fc.double().map(String)),
      'x-transaction-id': fc.string(),
    });
    const status = fc.constantFrom(200, 202, 302, 400, 401, 403, 420, 429, 500, 503);
    fc.assert(
      fc.property(status, headers, fc.oneof(body, fc.string()), (status, headers, text) => {
        const asked = begin(beginning(), sent(), standing);
        v.assert(v.object({ state: v.literal('initializing') }), asked);
        let record;
        try {
          const { warnings, ...media } = readAnswer({ status, headers, text });
          record = transition(asked, { type: 'answered', media, warnings }, standing);
        } catch (error) {
          if (!(error instanceof XApiError)) throw error;
          const failure = failureOf(error, standing);
          record = transition(asked, { type: 'failed', failure }, standing);
        }
        expect(readRecord(JSON.stringify(record))).toHaveProperty('record');
      }),
      { numRuns: 400 },
    );
  });
});
