/** *Initialize again*: the same row, another media_id. */
import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Choices } from '../../../src/uploads/record.ts';
import { mayInitializeAgain, stateAt } from '../../../src/uploads/states.ts';
import { rig, type Rig } from './rig.ts';
import { standing } from '../api/support.ts';
import { initialized } from './support.ts';

const never = new AbortController().signal;
let r: Rig;
beforeEach(async () => {
  r = await rig({ expiresAfterSecs: 60 });
});
afterEach(() => r[Symbol.asyncDispose]());

const choices: Choices = {
  mediaCategory: 'dm_image',
  shared: true,
  additionalOwners: ['5', '7'],
};

async function expired() {
  const file = await r.png('cat.png');
  const { record } = await r.uploads.initialize(file, choices, r.job, never);
  if (record?.state !== 'initialized') throw new Error('initialize succeeds');
  r.pass(60_000);
  return { file, record };
}

describe('an expired upload', () => {
  it('gets a new media_id in its row, with the same choices, and warns anew', async () => {
    const { record } = await expired();
    const { library } = r.window;
    expect(await library.claim(record.id)).toBe(true);
    expect(await library.claim(record.id)).toBe(false);
    const outcome = await r.uploads.initializeAgain(record.id, r.job, never);
    const after = library.get(record.id);
    expect(outcome?.record).toEqual(after);
    expect(library.all()).toHaveLength(1);
    expect(after).toMatchObject({ state: 'initialized', choices, createdAt: record.createdAt });
    expect(after?.state === 'initialized' && after.media.id).not.toBe(record.media.id);
    expect(after?.revision).toBe(record.revision + 2);
    const [first, second, ...more] = r.x.requests().map(({ body }) => body);
    expect(second).toEqual(first);
    expect(more).toEqual([]);
    expect(await library.claim(record.id)).toBe(true);
  });

  it('whose file is gone keeps its row and says so', async () => {
    const { file, record } = await expired();
    await rm(file);
    const outcome = await r.uploads.initializeAgain(record.id, r.job, never);
    expect(outcome?.error?.kind).toBe('missing');
    expect(r.window.library.get(record.id)).toMatchObject({ state: 'failed', choices });
    expect(r.x.requests()).toHaveLength(1);
  });

  it('clicked twice is asked for once', async () => {
    const { record } = await expired();
    const both = await Promise.all([
      r.uploads.initializeAgain(record.id, r.job, never),
      r.uploads.initializeAgain(record.id, r.job, never),
    ]);
    expect(both.filter((outcome) => outcome !== undefined)).toHaveLength(1);
    expect(r.x.requests()).toHaveLength(2);
  });

  it('removed meanwhile is not asked for', async () => {
    const { record } = await expired();
    const again = r.uploads.initializeAgain(record.id, r.job, never);
    await r.uploads.remove([record.id]);
    await again;
    expect(r.window.library.all()).toEqual([]);
    expect(r.x.requests()).toHaveLength(1);
  });
});

describe('what has a living media_id, or none of ours', () => {
  it('is not initialized again', async () => {
    const { record } = await r.uploads.initialize(await r.png('cat.png'), {}, r.job, never);
    expect(await r.uploads.initializeAgain(record?.id ?? '', r.job, never)).toBeUndefined();
    expect(await r.uploads.initializeAgain('no such row', r.job, never)).toBeUndefined();
    expect(r.x.requests()).toHaveLength(1);
  });

  it('expires at the deadline and not a millisecond before', () => {
    const record = initialized({ expiresAt: standing + 5 });
    expect(stateAt(record, standing + 4)).toBe('initialized');
    expect(mayInitializeAgain(record, standing + 4)).toBe(false);
    expect(stateAt(record, standing + 5)).toBe('expired');
    expect(mayInitializeAgain(record, standing + 5)).toBe(true);
    // Nothing is known to be alive without a deadline: the user decides.
    expect(mayInitializeAgain(initialized({ expiresAt: undefined }), standing)).toBe(true);
  });
});
