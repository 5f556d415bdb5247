/** The disk of the ledger, when it takes nothing more. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { makeReadOnly, makeWritable } from './readOnly.ts';
import { folder } from './support.ts';
import { timedRig } from './timedRig.ts';

const kept =
  /^The progress of this upload cannot be kept on this machine \(.*\), so nothing more was sent\.$/;
const problem = { kind: 'ledger', explanation: expect.stringMatching(kept) as string };

it.concurrent(
  'a folder that is read-only pauses the upload before anything is sent',
  async ({ skip }) => {
    await using t = await timedRig();
    const sent = t.r.x.requests().length;
    skip(!(await makeReadOnly(t.r.storage.path)));
    try {
      expect(await t.r.carry(t.id)).toBe('paused');
    } finally {
      await makeWritable(t.r.storage.path);
    }
    expect(t.r.record(t.id)).toMatchObject({ state: 'paused', problem });
    expect(t.r.x.requests()).toHaveLength(sent);
    expect(await t.r.carry(t.id)).toBe('ready');
    expect(t.appended()).toEqual([0, 1, 2, 3, 4]);
  },
);

it.concurrent(
  'a folder that becomes read-only costs the row on disk, and not the upload',
  async ({ skip }) => {
    await using t = await timedRig();
    const { carrying } = await t.untilThird(30);
    skip(!(await makeReadOnly(t.r.storage.path)));
    try {
      expect(await carrying).toBe('ready');
    } finally {
      await makeWritable(t.r.storage.path);
    }
    expect(t.r.window.unsavable).toHaveLength(1);
    expect(t.r.x.uploads()[0]?.sha256).toBe(t.sha256);
  },
);

it.concurrent(
  'a ledger that becomes read-only pauses the upload before the next segment',
  async ({ skip }) => {
    await using t = await timedRig();
    const { carrying } = await t.untilThird(60);
    const ledger = path.join(t.r.storage.path, `${t.id}.ledger`);
    skip(!(await makeReadOnly(ledger)));
    try {
      expect(await carrying).toBe('paused');
      expect(t.r.record(t.id)).toMatchObject({ problem, sending: { acknowledgedBytes: 3000 } });
      expect(t.appended()).toEqual([0, 1, 2]);
      // As long as it is so, it stays so.
      expect(await t.r.carry(t.id)).toBe('paused');
      expect(t.appended()).toEqual([0, 1, 2]);
    } finally {
      await makeWritable(ledger);
    }
    expect(await t.r.carry(t.id)).toBe('ready');
    // Of the third one, only X knew.
    expect(t.appended()).toEqual([0, 1, 2, 2, 3, 4]);
    expect(t.r.x.uploads()[0]).toMatchObject({ sha256: t.sha256, repeats: 1, replacements: 0 });
  },
);

it.concurrent(
  'a disk that is full pauses the upload, which goes on when there is room',
  async ({ skip }) => {
    await using dir = await folder();
    const small = 'mount -t tmpfs -o size=512k none "$1" && shift && exec "$@"';
    const run = (...command: string[]) =>
      promisify(execFile)('unshare', ['-rm', 'sh', '-c', small, 'sh', dir.path, ...command], {
        env: { ...process.env, TMPDIR: dir.path },
      });
    // Not every machine lets its users mount.
    const mounts = await run('true').then(
      () => true,
      () => false,
    );
    skip(!mounts);
    const script = fileURLToPath(new URL('carryFull.ts', import.meta.url));
    const { stdout, stderr } = await run(process.execPath, script, dir.path);
    expect(stderr).toBe('');
    const told = JSON.parse(stdout) as Record<string, unknown>;
    expect(told).toMatchObject({
      ended: 'paused',
      then: 'ready',
      sameBytes: true,
    });
    expect(told.explanation).toMatch(/\(the disk is full\), so nothing more was sent\.$/);
    // At most what was under way: to send that again, nothing need be written before.
    expect(told.sentMeanwhile).toBeLessThanOrEqual(3);
    expect(told.repeats).toBeLessThanOrEqual(6);
  },
  30_000,
);
