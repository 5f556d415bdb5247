/** A form from its opening to its answer, with a page that says anything. */
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { mayOpen } from '../../../src/views/formModel.ts';
import { form, sessionOf } from './formSupport.ts';

const good = { name: 'ada', secret: 's3cr3t' };
const submit = (values: object = good) => ({ type: 'submit', values });

describe('a form', () => {
  it('judges what is typed, a missing field first', () => {
    const { session, posted } = sessionOf();
    session.receive({ type: 'edit', values: { name: ' ', secret: 'a b' } });
    expect(posted).toEqual([
      {
        type: 'findings',
        submitted: false,
        findings: { name: { problem: 'Name is missing.' }, secret: { problem: 'No spaces.' } },
      },
    ]);
  });

  it('says nothing of an optional field that is empty', () => {
    const fields = form().fields.map((field) => ({ ...field, optional: true }));
    const check = () => ({ secret: { problem: 'Too short.' } });
    const { session, posted } = sessionOf(form({ fields, check }));
    session.receive({ type: 'edit', values: { name: '', secret: '' } });
    expect(posted).toMatchObject([{ findings: {} }]);
    expect(posted).not.toMatchObject([{ findings: { secret: {} } }]);
  });

  it('is not answered while there is a problem, and says so again', async () => {
    const { session, posted } = sessionOf();
    session.receive(submit({ name: 'ada', secret: 'a b' }));
    expect(posted).toMatchObject([{ type: 'findings', submitted: true }]);
    session.receive(submit());
    expect(await session.answer).toEqual(good);
  });

  it('is answered in spite of a warning', async () => {
    const check = () => ({ secret: { warning: 'Odd.' } });
    const { session } = sessionOf(form({ check }));
    session.receive(submit());
    expect(await session.answer).toEqual(good);
  });

  it('stays open, with what was typed, when the last word is a no', async () => {
    const submitProblem = vi
      .fn()
      .mockResolvedValueOnce('X refused.')
      .mockResolvedValueOnce(undefined);
    const { session, posted } = sessionOf(form({ submitProblem }));
    session.receive(submit());
    // A second click while the first is being decided.
    session.receive(submit());
    await vi.waitFor(() => {
      expect(posted.at(-1)).toEqual({ type: 'problem', sentence: 'X refused.' });
    });
    expect(posted.filter(({ type }) => type === 'busy')).toEqual([
      { type: 'busy', on: true },
      { type: 'busy', on: false },
    ]);
    expect(submitProblem).toHaveBeenCalledExactlyOnceWith(good, expect.any(AbortSignal));
    session.receive(submit());
    expect(await session.answer).toEqual(good);
  });

  it('closed while the last word is awaited is closed, and says so to whoever decides', async () => {
    const decided = Promise.withResolvers<undefined>();
    let heard: AbortSignal | undefined;
    const submitProblem = (_: unknown, signal: AbortSignal) => {
      heard = signal;
      return decided.promise;
    };
    const { session, posted } = sessionOf(form({ submitProblem }));
    session.receive(submit());
    session.receive({ type: 'cancel' });
    expect(heard?.aborted).toBe(true);
    const before = posted.length;
    decided.resolve(undefined);
    expect(await session.answer).toBeUndefined();
    expect(posted).toHaveLength(before);
  });

  it('passes on what goes wrong in deciding', async () => {
    const submitProblem = () => Promise.reject(new Error('no disk'));
    const { session } = sessionOf(form({ submitProblem }));
    session.receive(submit());
    await expect(session.answer).rejects.toThrow('no disk');
  });

  it('that is over hears nothing more', async () => {
    const copy = vi.fn(() => Promise.resolve());
    const { session, posted } = sessionOf(form(), { copy });
    session.cancel();
    for (const message of [submit(), { type: 'ready' }, { type: 'copy', step: 1 }]) {
      session.receive(message);
    }
    expect(await session.answer).toBeUndefined();
    expect(posted).toEqual([]);
    expect(copy).not.toHaveBeenCalled();
  });

  it('gives a page that was moved what was typed, and a new one nothing', () => {
    const { session, posted } = sessionOf();
    session.receive({ type: 'ready' });
    expect(posted).toMatchObject([{ type: 'findings', submitted: false }]);
    session.receive({ type: 'edit', values: good });
    posted.length = 0;
    session.receive({ type: 'ready' });
    expect(posted).toMatchObject([
      { type: 'values', values: good, said: '' },
      { type: 'findings' },
    ]);
  });

  it('fills in what a paste holds, by the labels of the fields', () => {
    const split = (text: string) => (text === 'both' ? good : undefined);
    const { session, posted } = sessionOf(form({ split }));
    session.receive({ type: 'paste', text: 'neither' });
    session.receive({ type: 'paste', text: 'both' });
    expect(posted).toEqual([{ type: 'values', values: good, said: 'Filled in: Name, Secret.' }]);
  });
});

describe('copies and links', () => {
  it('are those of the form, whatever the page asks for', async () => {
    const copy = vi.fn(() => Promise.resolve());
    const open = vi.fn(() => Promise.resolve(true));
    const { session, posted } = sessionOf(form(), { copy, open });
    for (const step of [0, 1, 2, 99]) {
      session.receive({ type: 'copy', step });
      session.receive({ type: 'open', step });
    }
    session.receive({ type: 'open', step: 0, url: 'https://evil.test/' });
    await vi.waitFor(() => {
      expect(posted).toEqual([{ type: 'copied', step: 1, said: 'Callback URI copied.' }]);
    });
    expect(copy).toHaveBeenCalledExactlyOnceWith('http://127.0.0.1:1/cb');
    expect(open).toHaveBeenCalledExactlyOnceWith('https://console.x.com/');
  });

  it.each([
    ['copy', 1, 'The clipboard did not take the Callback URI: select it above and copy it.'],
    ['open', 0, 'No browser was opened. The address is https://console.x.com/'],
  ])('that fail say what to do instead: %s', async (type, step, sentence) => {
    const { session, posted } = sessionOf(form(), {
      copy: () => Promise.reject(new Error('no clipboard')),
      open: () => Promise.resolve(false),
    });
    session.receive({ type, step });
    await vi.waitFor(() => {
      expect(posted).toEqual([{ type: 'problem', sentence }]);
    });
  });

  it.each([
    ['https://console.x.com/', true],
    ['https://developer.x.com/en/portal', true],
    ['https://docs.x.com/x-api', true],
    ['https://x.com/settings/connected_apps', true],
    ['http://console.x.com/', false],
    ['https://console.x.com.evil.test/', false],
    ['https://console.x.com@evil.test/', false],
    ['https://user@console.x.com/', false],
    ['https://console.x.com:8443/', false],
    ['https://console.x.com./', false],
    ['https://evil.test/?console.x.com', false],
    ['https://xn--cnsole-6ze.x.com/', false],
    ['command:workbench.action.quit', false],
    ['javascript:alert(1)', false],
    ['file:///etc/passwd', false],
    ['', false],
  ])('lead to X alone: %s', (url, open) => {
    expect(mayOpen(url)).toBe(open);
    const steps = [{ text: 'Go.', link: { label: 'Go', url } }];
    const making = () => sessionOf(form({ steps }));
    if (open) expect(making).not.toThrow();
    else expect(making).toThrow();
  });
});

describe('a message that is none', () => {
  it.each([
    ['nothing', undefined],
    ['a text', 'submit'],
    ['an unknown type', { type: 'close' }],
    ['no values', { type: 'submit' }],
    ['values that are no texts', submit({ name: 'ada', secret: 5 })],
    ['more than it has', { ...submit(), extra: 1 }],
    ['a huge value', submit({ name: 'ada', secret: 'x'.repeat(20_001) })],
    ['a negative step', { type: 'copy', step: -1 }],
    ['half a step', { type: 'open', step: 0.5 }],
  ])('is ignored: %s', async (_, message) => {
    const { session, posted } = sessionOf();
    session.receive(message);
    expect(posted).toEqual([]);
    session.cancel();
    expect(await session.answer).toBeUndefined();
  });

  it('leaves fields that are none out of the answer, and takes missing ones for empty', async () => {
    const fields = form().fields.map((field) => ({ ...field, optional: true }));
    const { session } = sessionOf(form({ fields }));
    const values = JSON.parse('{"name":"ada","other":"x","__proto__":"y"}') as object;
    session.receive(submit(values));
    expect(await session.answer).toStrictEqual({ name: 'ada', secret: '' });
    expect(Object.prototype).not.toHaveProperty('secret');
  });

  it('never ends the form, whatever it is', () => {
    const kinds = ['ready', 'edit', 'paste', 'open', 'copy', 'other'];
    const messages = fc.oneof(
      fc.anything(),
      fc.record({ type: fc.constantFrom(...kinds), values: fc.anything(), step: fc.anything() }),
    );
    fc.assert(
      fc.property(messages, (message) => {
        const { session, posted } = sessionOf();
        session.receive(message);
        session.receive({ type: 'edit', values: good });
        expect(posted.at(-1)).toEqual({ type: 'findings', findings: {}, submitted: false });
      }),
    );
  });
});
