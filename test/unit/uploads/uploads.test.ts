/** An upload's life, from the right-click to X's answer, against the sandbox. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { transition } from '../../../src/uploads/states.ts';
import { patienceMs } from '../../../src/uploads/patience.ts';
import { heldApi, rig, type Rig } from './rig.ts';
import { failure, openWindow, until } from './support.ts';

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
    expect(r.uploads.isRunning(record?.id ?? '')).toBe(false);
  });

  it('shows the id even when nothing can be saved', async () => {
    await rm(r.storage.path, { recursive: true });
    await writeFile(r.storage.path, 'no folder');
    const { record } = await r.initialize(await r.png('cat.png'));
    expect(record?.state).toBe('initialized');
    expect(r.window.library.isSaved(record?.id ?? '')).toBe(false);
    expect(r.window.unsavable).toHaveLength(1);
  });
});

describe('while it waits', () => {
  it('says that X is slow, after three seconds and not before', async () => {
    r.x.arm({ call: 'initialize', action: { delayMs: 1 } });
    const noticed: string[] = [];
    r.uploads.onDidNotice((id) => void noticed.push(r.uploads.notice(id) ?? ''));
    const asking = r.initialize(await r.png('cat.png'));
    await until(() => delayed.length === 1, 'X is asked');
    expect(r.held.map(({ ms }) => ms)).toContain(patienceMs);
    expect(noticed).toEqual([]);
    r.held.find(({ ms }) => ms === patienceMs)?.release();
    await until(() => noticed.length === 1, 'the row says so');
    letGo();
    await asking;
    expect(noticed).toEqual(['X has not answered yet; still waiting.', '']);
  });

  it('says why X is asked again', async () => {
    r.x.arm({ call: 'initialize', action: { status: 503 } });
    const noticed: string[] = [];
    r.uploads.onDidNotice((id) => void noticed.push(r.uploads.notice(id) ?? ''));
    const asking = r.initialize(await r.png('cat.png'));
    await until(() => noticed.length === 1, 'the row says so');
    expect(noticed[0]).toMatch(/^Trying again: X is unwell \(HTTP 503\); nothing is wrong/);
    r.held.find(({ ms }) => ms !== patienceMs)?.release();
    const { record } = await asking;
    expect(record?.state).toBe('initialized');
    expect(noticed.at(-1)).toBe('');
    expect(r.x.requests()).toHaveLength(2);
  });

  it.each([
    ['cancel', () => r.window.library.all().map(({ id }) => id), 'failed'],
    ['dispose', () => [], 'failed'],
  ])('%s stops it, and the row says so and stays', async (how, ids, state) => {
    r.x.arm({ call: 'initialize', action: { delayMs: 1 } });
    const asking = r.initialize(await r.png('cat.png'));
    await until(() => delayed.length === 1, 'X is asked');
    if (how === 'dispose') r.uploads.dispose();
    else for (const id of ids()) r.uploads.cancel(id);
    const { record, error } = await asking;
    expect(error?.kind).toBe('cancelled');
    expect(record?.state).toBe(state);
    expect(r.window.library.all()).toEqual([record]);
  });

  it('cancelled in the queue, nothing of it is sent', async () => {
    r.x.arm({ call: 'initialize', times: 8, action: { delayMs: 1 } });
    const files = await Promise.all(Array.from({ length: 12 }, (_, n) => r.png(`${n}.png`)));
    const stopped = new AbortController();
    const all = Promise.all(files.map((file) => r.initialize(file, stopped.signal)));
    await until(() => delayed.length === 8, 'eight are under way');
    stopped.abort();
    const outcomes = await all;
    expect(outcomes.map(({ error }) => error?.kind)).toEqual(files.map(() => 'cancelled'));
    expect(r.x.requests()).toHaveLength(8);
  });

  it('removed, it does not come back with X’s answer', async () => {
    const x = heldApi();
    const asking = r.uploads.initialize(
      await r.png('cat.png'),
      {},
      { ...r.job, api: x.api },
      new AbortController().signal,
    );
    await until(() => x.answers.length === 1, 'X is asked');
    const [row] = r.window.library.all();
    await r.uploads.remove([row?.id ?? '']);
    expect(x.calls[0]?.signal.aborted).toBe(true);
    x.answers[0]?.('77');
    const { record } = await asking;
    expect(record?.state).toBe('initialized');
    expect(r.window.library.all()).toEqual([]);
    using after = openWindow(r.storage.path);
    expect(await after.store.load()).toEqual([]);
  });

  it('removed where the disk refuses to forget, it is stopped all the same', async () => {
    const x = heldApi();
    const asking = r.uploads.initialize(
      await r.png('cat.png'),
      {},
      { ...r.job, api: x.api },
      new AbortController().signal,
    );
    await until(() => x.answers.length === 1, 'X is asked');
    const id = r.window.library.all()[0]?.id ?? '';
    await rm(r.storage.file(id));
    await mkdir(r.storage.file(id));
    await expect(r.uploads.remove([id])).rejects.toHaveProperty('code');
    expect(x.calls[0]?.signal.aborted).toBe(true);
    x.answers[0]?.('77');
    await asking;
  });

  it('given up by another window, X’s answer outranks that', async () => {
    const x = heldApi();
    const job = { ...r.job, api: x.api };
    const never = new AbortController().signal;
    const asking = r.uploads.initialize(await r.png('cat.png'), {}, job, never);
    await until(() => x.answers.length === 1, 'X is asked');
    using other = openWindow(r.storage.path);
    await other.library.load();
    const [row] = other.library.all();
    if (row?.state !== 'initializing') throw new Error('the other window sees the row');
    await other.library.keep(transition(row, { type: 'failed', failure }, row.updatedAt));
    await until(() => r.window.library.get(row.id)?.state === 'failed', 'this window heard');
    x.answers[0]?.('77');
    await asking;
    expect(r.window.library.get(row.id)).toMatchObject({
      state: 'initialized',
      media: { id: '77' },
    });
    await until(() => other.library.get(row.id)?.state === 'initialized', 'the other one too');
  });
});
