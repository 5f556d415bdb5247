/** Clocks, sleep, accounts and other windows, in the middle of an upload. */
import { rm, writeFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { XApiError } from '../../../src/api/errors.ts';
import { mayUpload, stateAt } from '../../../src/uploads/states.ts';
import { standing } from '../api/support.ts';
import { until } from './support.ts';
import { timedRig } from './timedRig.ts';

const day = 24 * 3_600_000;

describe.concurrent('a clock that is set', () => {
  it.each([
    ['back a day', -day],
    ['forward a day', day],
    ['back to its beginnings', -50 * 365 * day],
  ])('%s, costs nothing', async (_, ms) => {
    await using t = await timedRig();
    const { carrying } = await t.untilThird(30);
    t.time.pass(ms);
    expect(await carrying).toBe('ready');
    expect(t.time.waits).toEqual([]);
    expect(t.appended()).toEqual([0, 1, 2, 3, 4]);
    expect(t.r.x.uploads()[0]?.sha256).toBe(t.sha256);
  });

  it('back a day while a failure is waited out beside another segment, prolongs nothing', async () => {
    await using t = await timedRig({ parallel: 2 });
    t.r.x.arm([
      { call: 'append', action: { status: 503 } },
      { call: 'append', nth: 2, action: { delayMs: 80 } },
    ]);
    const carrying = t.r.carry(t.id);
    await until(() => t.r.activity.notice(t.id) !== undefined, 'it waits');
    t.time.pass(-day);
    expect(await carrying).toBe('ready');
    expect(t.time.waits).toEqual([500]);
  });

  it('too far forward, ends in an expiry that is none once it is set right', async () => {
    // X, whose clock is right, says nothing of the deadline.
    await using t = await timedRig({ sandbox: { clock: () => standing, appendAnswer: 'empty' } });
    const { carrying } = await t.untilThird(30);
    t.time.pass(20 * day);
    expect(await carrying).toBe('expired');
    expect(stateAt(t.r.record(t.id), t.time.now())).toBe('expired');
    t.time.pass(-20 * day);
    expect(mayUpload(t.r.record(t.id), t.time.now())).toBe(true);
    expect(await t.r.carry(t.id)).toBe('ready');
    expect(t.appended()).toEqual([0, 1, 2, 3, 4]);
  });
});

it('a machine that sleeps through a wait goes on at once', async () => {
  await using t = await timedRig();
  t.r.x.arm({ call: 'append', nth: 3, action: { status: 503 } });
  t.time.onWait = () => {
    t.time.pass(9 * 3_600_000);
  };
  expect(await t.r.carry(t.id)).toBe('ready');
  expect(t.time.waits).toEqual([500]);
});

it('a media_id that expired during the night is not sent to', async () => {
  await using t = await timedRig();
  await t.paused();
  const sent = t.r.x.requests().length;
  t.time.pass(16 * day);
  expect(await t.r.carry(t.id)).toBe('impossible');
  expect(t.r.record(t.id)).toMatchObject({ state: 'paused', sending: { acknowledgedBytes: 2000 } });
  expect(t.r.x.requests()).toHaveLength(sent);
});

it('a notice says why it waits, for as long as it does', async () => {
  await using t = await timedRig({ parallel: 2 });
  t.r.x.arm([
    { call: 'append', action: { status: 503 } },
    { call: 'append', nth: 2, action: { delayMs: 60 } },
  ]);
  const notices: (string | undefined)[] = [];
  t.r.activity.onDidNotice((id) => void notices.push(t.r.activity.notice(id)));
  const carrying = t.r.carry(t.id);
  // The first is of its beginning.
  await until(() => notices.length > 1, 'it waits');
  // The wait is over before the segment beside it is answered.
  t.time.pass(10_000);
  expect(await carrying).toBe('ready');
  expect(notices[1]).toMatch(/^It will be tried again: X is unwell \(HTTP 503\)/);
  expect(notices[2]).toBeUndefined();
});

describe.concurrent('an account', () => {
  const signedOut = new XApiError({
    kind: 'signed-out',
    explanation: 'This account is signed out.',
    remedy: 'Sign in, then initialize again.',
  });

  it('that is signed out in mid-upload pauses it, and continues it later', async () => {
    let calls = 0;
    let token = '';
    await using t = await timedRig({
      sandbox: { token: 'test-token' },
      credential: {
        authorization: () => {
          calls += 1;
          if (calls === 4 && token === '') return Promise.reject(signedOut);
          return Promise.resolve('Bearer test-token');
        },
      },
    });
    expect(await t.r.carry(t.id)).toBe('paused');
    expect(t.appended()).toEqual([0, 1]);
    expect(t.r.record(t.id)).toMatchObject({
      problem: { kind: 'signed-out', remedy: 'Sign in, then continue the upload.' },
    });
    token = 'again';
    expect(await t.r.carry(t.id)).toBe('ready');
    expect(t.appended()).toEqual([0, 1, 2, 3, 4]);
  });

  it('whose token expires in mid-upload is renewed, and goes on with the same segment', async () => {
    let token = 'first-token';
    await using t = await timedRig({
      sandbox: { token: 'test-token' },
      credential: {
        authorization: () => Promise.resolve(`Bearer ${token}`),
        renew: () => {
          token = 'test-token';
          return Promise.resolve(true);
        },
      },
    });
    token = 'test-token';
    t.r.x.arm({ call: 'append', nth: 3, action: { status: 401 } });
    expect(await t.r.carry(t.id)).toBe('ready');
    expect(t.appended()).toEqual([0, 1, 2, 2, 3, 4]);
    expect(t.time.waits).toEqual([]);
  });
});

describe.concurrent('a folder of uploads', () => {
  const lease = (t: { r: { storage: { path: string } }; id: string }) =>
    path.join(t.r.storage.path, `${t.id}.lease`);

  it('that loses a ledger has the file sent whole, under the same indexes', async () => {
    await using t = await timedRig();
    await t.paused();
    await rm(path.join(t.r.storage.path, `${t.id}.ledger`));
    const sent = t.r.x.requests().length;
    expect(await t.r.carry(t.id)).toBe('ready');
    expect(t.appended(sent)).toEqual([0, 1, 2, 3, 4]);
    expect(t.r.x.uploads()[0]).toMatchObject({ sha256: t.sha256, repeats: 2, replacements: 0 });
  });

  it.each([
    ['is gone', (file: string) => rm(file)],
    [
      'is another’s',
      async (file: string) => {
        const { pid, ...rest } = JSON.parse(await readFile(file, 'utf8')) as { pid: number };
        await writeFile(file, JSON.stringify({ ...rest, pid, key: 'another' }));
      },
    ],
  ])('where the lease %s ends the sending', async (_, change) => {
    await using t = await timedRig();
    const { carrying } = await t.untilThird(30);
    await change(lease(t));
    expect(await carrying).toBe('closed');
    expect(t.appended()).toEqual([0, 1, 2]);
    await rm(lease(t), { force: true });
    expect(await t.r.carry(t.id)).toBe('ready');
    expect(t.appended()).toEqual([0, 1, 2, 3, 4]);
    expect(t.r.x.uploads()[0]?.sha256).toBe(t.sha256);
  });
});
