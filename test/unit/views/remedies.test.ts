/** What mends a refused row: on its button, in its children, in what is copied, and on disk. */
import { describe, expect, it } from 'vitest';
import type { RemedyAction } from '../../../src/api/action.ts';
import { failureOf } from '../../../src/uploads/failures.ts';
import { XApiError } from '../../../src/api/errors.ts';
import { readRecord, type Failure, type UploadRecord } from '../../../src/uploads/record.ts';
import { answerText } from '../../../src/views/answerText.ts';
import { factsOf } from '../../../src/views/facts.ts';
import { abilitiesOf } from '../../../src/views/menuWords.ts';
import { actionOf, againFor, titleOf } from '../../../src/views/remedyButtons.ts';
import { standing } from '../api/support.ts';
import { failed, failure, initialized } from '../uploads/support.ts';
import { context, paused, ready } from './support.ts';

const answer =
  'initialize (v2) → HTTP 403 · 21 bytes\nx-transaction-id: tx-1\n\n{"title":"Forbidden"}';
const open = (url: string) => ({ kind: 'open', url }) as const;
const clock = (at: number) =>
  new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });

const stopped = (over: Partial<Failure> = {}) => paused({ problem: { ...failure, ...over } });

describe('the button', () => {
  it.each<[string, RemedyAction, UploadRecord | undefined, string | undefined]>([
    ['sign in', { kind: 'sign-in' }, failed(), 'Sign In'],
    ['sign in, beside the rows', { kind: 'sign-in' }, undefined, 'Sign In'],
    ['the console', open('https://console.x.com/'), failed(), 'Open Developer Console'],
    ['another page', open('https://developer.x.com/en'), failed(), 'Open X’s Page'],
    ['a page of no name', open('constructor'), failed(), 'Open X’s Page'],
    ['a setting', { kind: 'settings', setting: 'xMedia.apiVersion' }, failed(), 'Open Settings'],
    ['options', { kind: 'options' }, failed(), 'Initialize with Options…'],
    ['options without a file', { kind: 'options' }, undefined, undefined],
    ['again, of a failed row', { kind: 'again' }, failed(), 'Initialize Again'],
    ['again, of a stopped row', { kind: 'again' }, stopped(), 'Continue'],
    ['again, of a ready row', { kind: 'again' }, ready(), undefined],
    ['again, of a row that was removed', { kind: 'again' }, undefined, undefined],
    [
      'a wait',
      { kind: 'wait', until: standing + 720_000 },
      failed(),
      `Wait until ${clock(standing + 720_000)}`,
    ],
    ['a wait that is over', { kind: 'wait', until: standing - 1 }, failed(), 'Initialize Again'],
    ['a wait that is over, stopped', { kind: 'wait', until: standing }, stopped(), 'Continue'],
    ['a wait of a ready row', { kind: 'wait', until: standing + 1 }, ready(), undefined],
  ])('for %s', (_, action, record, title) => {
    expect(titleOf(action, record, standing)).toBe(title);
  });

  it.each([
    ['signed-out', { kind: 'sign-in' }],
    ['missing-scope', { kind: 'sign-in' }],
    ['timeout', { kind: 'again' }],
    ['proxy', { kind: 'settings', setting: 'http.proxy' }],
    ['processing-failed', undefined],
    ['constructor', undefined],
  ])('of a row that says only that it is %s', (kind, action) => {
    expect(actionOf({ kind })).toEqual(action);
    expect(actionOf({ kind, action: { kind: 'options' } })).toEqual({ kind: 'options' });
  });

  it('goes on where X has something, and anew where it has not', () => {
    expect(againFor(stopped(), standing)).toBe('xMedia.upload');
    expect(againFor(failed(), standing)).toBe('xMedia.initializeAgain');
    expect(againFor(initialized({ expiresAt: standing }), standing)).toBe('xMedia.initializeAgain');
  });
});

describe('the children of a refused row', () => {
  const facts = (record: UploadRecord) =>
    new Map(factsOf(record, context(), 'en').map((fact) => [fact.key, fact]));

  it.each([
    ['failed', failed({ answer, action: { kind: 'options' } })],
    ['stopped', stopped({ answer, action: { kind: 'options' } })],
  ])('that %s do what mends it, and show what X answered', (_, record) => {
    const found = facts(record);
    const title = 'Initialize with Options…';
    expect(found.get('remedy')?.click).toEqual({ command: 'xMedia.followRemedy', title });
    expect(found.get('answer')).toMatchObject({
      label: 'X’s answer',
      value: 'HTTP 403 · 21 bytes',
      click: { command: 'xMedia.showAnswer' },
    });
    // Whoever pastes it into a question has the transaction id in it.
    expect(found.get('answer')?.copy).toContain('X’s transaction id: tx-1');
    expect(found.get('answer')?.copy).toContain('{"title":"Forbidden"}');
    expect(abilitiesOf(record, { now: standing, running: false })).toContain('answer');
  });

  it('have no answer where there was none, and nothing to click where nothing helps', () => {
    const record = failed({ kind: 'segments' });
    expect(facts(record).has('answer')).toBe(false);
    expect(facts(record).get('remedy')?.click).toBeUndefined();
    expect(abilitiesOf(record, { now: standing, running: false })).not.toContain('answer');
  });
});

describe('the document', () => {
  const told = { ...failure, name: 'cat\u202e.png', at: Date.UTC(2026, 10, 22, 10) };

  it('says what happened, what to do, the transaction id, the time and the call', () => {
    expect(answerText({ ...told, answer })).toBe(
      [
        'File: cat .png',
        `What happened: ${failure.explanation}`,
        `What to do: ${failure.remedy}`,
        'X’s transaction id: tx-1',
        'Time: 2026-11-22T10:00:00.000Z',
        'Call: initialize (v2)',
        '',
        'X’s answer: HTTP 403 · 21 bytes',
        'x-transaction-id: tx-1',
        '',
        '{"title":"Forbidden"}',
        '',
      ].join('\n'),
    );
  });

  it('leaves out what there is not', () => {
    const bare = { ...told, remedy: '', transactionId: undefined, answer: 'HTTP 500' };
    expect(answerText(bare)).not.toMatch(/What to do|transaction|Call/);
    expect(answerText({ ...told, answer: undefined })).toBeUndefined();
  });
});

describe('a record', () => {
  const read = (over: object) => {
    const record = failed();
    const found = readRecord(
      JSON.stringify({ ...record, failure: { ...record.failure, ...over } }),
    );
    if (!('record' in found) || found.record.state !== 'failed') throw new Error('unreadable');
    return found.record.failure;
  };

  it.each<RemedyAction>([
    { kind: 'sign-in' },
    { kind: 'options' },
    { kind: 'again' },
    open('https://console.x.com/'),
    { kind: 'wait', until: standing },
    { kind: 'settings', setting: 'xMedia.apiVersion' },
  ])('keeps $kind', (action) => {
    const error = new XApiError({
      kind: 'refused',
      explanation: 'E.',
      remedy: 'R.',
      answer,
      action,
    });
    expect(read(failureOf(error, standing))).toMatchObject({ answer, action });
  });

  it.each([
    [{ action: { kind: 'teleport' } }],
    [{ action: { kind: 'wait', until: 'tomorrow' } }],
    [{ action: { kind: 'open' } }],
    [{ action: 'again' }],
    [{ action: null }],
    [{ answer: 7 }],
  ])('with %j is read without it', (over) => {
    const kept = read(over);
    expect(kept.explanation).toBe(failure.explanation);
    expect([kept.action, kept.answer]).toEqual([undefined, undefined]);
  });
});
