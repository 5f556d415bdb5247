/** An upload while X is asked: slow, asked again, cancelled, removed, given up by others. */
import { mkdir, rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { patienceMs } from '../../../src/uploads/patience.ts';
import { transition } from '../../../src/uploads/states.ts';
import { heldApi, rig, type Rig } from './rig.ts';
import { failure, openWindow, until } from './support.ts';

/** Requests that the sandbox holds until they are let go. */
let delayed: (() => void)[];
let r: Rig;

beforeEach(async () => {
  delayed = [];
  r = await rig({
    sleep: () =>
      new Promise((resolve) => {
        delayed.push(resolve);
      }),
  });
});
afterEach(() => r[Symbol.asyncDispose]());

const letGo = () => {
  for (const release of delayed.splice(0)) release();
};

describe('while it waits', () => {
  it('says that X is slow, after three seconds and not before', async () => {
    r.x.arm({ call: 'initialize', action: { delayMs: 1 } });
    const noticed: string[] = [];
    r.activity.onDidNotice((id) => void noticed.push(r.activity.notice(id) ?? ''));
    const asking = r.initialize(await r.png('cat.png'));
    await until(() => delayed.length === 1, 'X is asked');
    expect(r.held.map(({ ms }) => ms)).toContain(patienceMs);
    // That it began.
    expect(noticed).toEqual(['']);
    r.held.find(({ ms }) => ms === patienceMs)?.release();
    await until(() => noticed.length === 2, 'the row says so');
    letGo();
    await asking;
    expect(noticed).toEqual(['', 'Waiting for X’s answer…', '']);
  });

  it('says why X is asked again', async () => {
    r.x.arm({ call: 'initialize', action: { status: 503 } });
    const noticed: string[] = [];
    r.activity.onDidNotice((id) => void noticed.push(r.activity.notice(id) ?? ''));
    const asking = r.initialize(await r.png('cat.png'));
    await until(() => noticed.length === 2, 'the row says so');
    expect(noticed[1]).toMatch(/^Trying again: X is unwell \(HTTP 503\); nothing is wrong/);
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
    if (how === 'dispose') r.activity.dispose();
    else for (const id of ids()) r.activity.stop(id, 'cancel');
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
