/** Every row of the table of refusals: what it is called, what mends it, and that it is needed. */
import { describe, expect, it } from 'vitest';
import { pageOfX } from '../../../src/api/action.ts';
import { explainAnswer, ruleFor } from '../../../src/api/explain.ts';
import { otherRefusal, refusals } from '../../../src/api/refusals.ts';
import { refusalRows, type RefusalRow } from './refusalRows.ts';
import { standing } from './support.ts';

const reading = ({ call, dialect = 'v2', credential = 'oauth2' }: Partial<RefusalRow>) => ({
  now: standing,
  mask: (text: string) => text,
  dialect,
  credential,
  call,
});
const answerOf = ({ status, body = '', headers = {} }: Partial<RefusalRow>) => ({
  status: status ?? 403,
  headers,
  text: typeof body === 'string' ? body : JSON.stringify(body),
});

describe('a refusal', () => {
  it.each(refusalRows)('$name: $kind', (row) => {
    const error = explainAnswer(answerOf(row), reading(row));
    expect(error.kind).toBe(row.kind);
    expect(error.action).toEqual(row.action);
    // One sentence and one remedy, each with an end, whatever X said.
    for (const words of [error.explanation, error.remedy]) expect(words).toMatch(/[.”]$/);
    if (error.action?.kind === 'open') expect(pageOfX(error.action.url)).toBe(error.action.url);
    expect(error.answer).toContain(`${row.call ?? 'initialize'} (${row.dialect ?? 'v2'}) → HTTP`);
  });

  it('has a row for each rule, and each rule its row', () => {
    const used = new Set(refusalRows.map((row) => ruleFor(answerOf(row), reading(row)).rule));
    const all = [...refusals, otherRefusal];
    expect(all.filter((rule) => !used.has(rule)).map(({ kind }) => kind)).toEqual([]);
    expect(all.filter(({ action }) => action === undefined)).toEqual([]);
  });

  it.each([
    ['https://developer.twitter.com/en/docs/projects/overview', true],
    ['https://developer.x.com/en/portal/dashboard?a=b', true],
    ['https://x.com.evil.test/', false],
    ['https://evil-x.com/', false],
    ['http://developer.x.com/', false],
    ['https://developer.x.com:8443/', false],
    ['https://me@developer.x.com/', false],
    ['javascript:alert(1)', false],
    ['command:workbench.action.quit', false],
    ['https://x.com./', false],
    [`https://x.com/${'a'.repeat(600)}`, false],
    ['not an address', false],
  ])('with the registration_url %s opens it: %s', (registration_url, isOpened) => {
    const body = { type: 'https://api.x.com/2/problems/client-forbidden', registration_url };
    const error = explainAnswer(answerOf({ body }), reading({}));
    const url = isOpened ? registration_url : 'https://console.x.com/';
    expect(error.action).toEqual({ kind: 'open', url });
    expect(error.remedy.includes(registration_url)).toBe(isOpened);
  });
});
