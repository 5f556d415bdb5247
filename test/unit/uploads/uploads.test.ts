/** An upload's life, from the right-click to X's answer, against the sandbox. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rig, type Rig } from './rig.ts';
import { openWindow, replaceByFile, until } from './support.ts';

/** Requests that the sandbox holds until they are let go. */
let delayed: (() => void)[];
let most: number;
let r: Rig;

beforeEach(async () => {
  delayed = [];
  most = 0;
  r = await rig({
    sleep: () =>
      new Promise((resolve) => {
        delayed.push(resolve);
        most = Math.max(most, delayed.length);
      }),
  });
});
afterEach(() => r[Symbol.asyncDispose]());

const letGo = () => {
  for (const release of delayed.splice(0)) release();
};

describe('initialize', () => {
  it('writes the intent, asks X once, and writes the answer', async () => {
    r.x.arm({ call: 'initialize', action: { delayMs: 1 } });
    const file = await r.png('cat "1" 😀.png', 123);
    const asking = r.initialize(file);
    await until(() => delayed.length === 1, 'X is asked');
    const [row] = r.window.library.all();
    expect(row?.state).toBe('initializing');
    const text = await readFile(r.storage.file(row?.id ?? ''), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ state: 'initializing', owner: { pid: process.pid } });
    expect(text).not.toContain(r.x.token);
    letGo();
    const { name, record, error } = await asking;
    expect(error).toBeUndefined();
    expect(name).toBe('cat "1" 😀.png');
    expect(record).toEqual(r.window.library.get(row?.id ?? ''));
    expect(record).toMatchObject({ state: 'initialized', warnings: [], revision: 1 });
    expect(r.x.requests().map(({ body }) => body)).toEqual([
      { media_type: 'image/png', total_bytes: 123, media_category: 'tweet_image' },
    ]);
    using after = openWindow(r.storage.path);
    expect(await after.store.load()).toEqual([JSON.parse(JSON.stringify(record))]);
  });

  it('of 40 files sends at most 8 at once, and one POST a file', async () => {
    r.x.arm({ call: 'initialize', times: 40, action: { delayMs: 1 } });
    const sizes = Array.from({ length: 40 }, (_, n) => 100 + n);
    const files = await Promise.all(sizes.map((size) => r.png(`${size}.png`, size)));
    const all = Promise.all(files.map((file) => r.initialize(file)));
    for (let done = 0; done < 40; done += 8) {
      await until(() => delayed.length === 8, 'eight are under way');
      // A ninth would be here by the time a file was inspected and sent.
      await new Promise((resolve) => setTimeout(resolve, 15));
      letGo();
    }
    const outcomes = await all;
    expect(most).toBe(8);
    expect(outcomes.every(({ record }) => record?.state === 'initialized')).toBe(true);
    const asked = r.x.requests().map(({ body }) => (body as { total_bytes: number }).total_bytes);
    expect(asked.toSorted((a, b) => a - b)).toEqual(sizes);
    const ids = outcomes.map(({ record }) => record?.state === 'initialized' && record.media.id);
    expect(new Set(ids).size).toBe(40);
    expect(r.x.faults()).toEqual([]);
  });

  it.each([
    ['gone between menu and click', (file: string) => rm(file), 'missing'],
    ['empty', (file: string) => writeFile(file, ''), 'empty'],
    ['of an unlisted type', (file: string) => writeFile(file, 'PK\x03\x04 no picture'), 'unlisted'],
  ])('of a file that is %s says so in its row, and sends nothing', async (_, spoil, kind) => {
    const file = await r.png(kind === 'unlisted' ? 'notes.txt' : 'cat.png');
    await spoil(file);
    const { record, error } = await r.initialize(file);
    expect(error?.kind).toBe(kind);
    expect(record?.state === 'failed' && record.failure.explanation).toContain(path.basename(file));
    expect(r.window.library.all()).toEqual([record]);
    expect(r.x.requests()).toEqual([]);
  });

  it('of a folder makes no row', async () => {
    const file = await r.png('cat.png');
    const { record, error } = await r.initialize(path.dirname(file));
    expect(record).toBeUndefined();
    expect(error?.kind).toBe('folder');
    expect(r.window.library.all()).toEqual([]);
  });

  it('keeps what failed beside its file, with X’s transaction id', async () => {
    const headers = { 'x-transaction-id': 'tx-7' };
    r.x.arm({ call: 'initialize', nth: 1, action: { status: 402, headers } });
    const { record, error } = await r.initialize(await r.png('cat.png'));
    expect(error?.kind).toBe('credits');
    expect(record).toMatchObject({
      state: 'failed',
      request: { total_bytes: 100 },
      failure: { kind: 'credits', transactionId: 'tx-7' },
    });
    expect(r.activity.has(record?.id ?? '')).toBe(false);
  });

  it('shows the id even when nothing can be saved', async () => {
    await replaceByFile(r.storage.path);
    const { record } = await r.initialize(await r.png('cat.png'));
    expect(record?.state).toBe('initialized');
    expect(r.window.library.isSaved(record?.id ?? '')).toBe(false);
    expect(r.window.unsavable).toHaveLength(1);
  });
});
