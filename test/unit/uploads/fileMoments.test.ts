/** When in an upload's life its file changes, goes, or cannot be read for a while. */
import { appendFile, open, rm } from 'node:fs/promises';
import { expect, it, vi } from 'vitest';
import { silenceDisk } from './silentDisk.ts';
import { until } from './support.ts';
import { timedRig } from './timedRig.ts';

it('a file whose disk falls silent pauses its upload, which goes on when it answers', async () => {
  await using t = await timedRig({ stallMs: 60 });
  const { carrying } = await t.untilThird(20);
  // No file system of a test can keep silent about one file alone: its handle does.
  await using handle = await open(t.file);
  const handles = Object.getPrototypeOf(handle) as {
    read: (buffer: Buffer, offset: number, length: number, position: number) => Promise<unknown>;
  };
  const { read } = handles;
  const silent = vi.spyOn(handles, 'read').mockImplementation(function (this: unknown, ...to) {
    // Of a segment, that is.
    return to[2] >= 500 && to[3] >= 3000 ? new Promise(() => undefined) : read.apply(this, to);
  });
  expect(await carrying).toBe('paused');
  silent.mockRestore();
  expect(t.appended()).toEqual([0, 1, 2]);
  expect(t.r.record(t.id)).toMatchObject({
    sending: { acknowledgedBytes: 3000 },
    problem: {
      kind: 'stalled',
      explanation: expect.stringMatching(/Nothing could be read of “cat\.png”/) as string,
    },
  });
  expect(await t.r.carry(t.id)).toBe('ready');
  expect(t.appended()).toEqual([0, 1, 2, 3, 4]);
  expect(t.r.x.uploads()[0]?.sha256).toBe(t.sha256);
});

it('a whole machine whose disks fall silent sends nothing meanwhile, and goes on', async () => {
  await using t = await timedRig({ parallel: 2 });
  t.r.x.arm({ call: 'append', nth: 2, action: { delayMs: 60 } });
  const carrying = t.r.carry(t.id);
  await until(() => t.r.x.requests().length >= 3, 'two segments are under way');
  const speak = silenceDisk(t.r.files.path);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const sent = t.r.x.requests().length;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(t.r.x.requests()).toHaveLength(sent);
  await speak();
  expect(await carrying).toBe('ready');
  expect(t.r.x.uploads()[0]).toMatchObject({ sha256: t.sha256, repeats: 0, replacements: 0 });
});

it('a file that changed between initialize and the first segment is not sent', async () => {
  await using t = await timedRig();
  await appendFile(t.file, 'x');
  expect(await t.r.carry(t.id)).toBe('paused');
  expect(t.r.record(t.id)).toMatchObject({ problem: { kind: 'changed' } });
  expect(t.appended()).toEqual([]);
});

it('a file that is deleted once X has all of it is ready all the same', async () => {
  await using t = await timedRig();
  t.r.x.arm({ call: 'finalize', action: { status: 503 } });
  t.time.onWait = () => rm(t.file);
  expect(await t.r.carry(t.id)).toBe('ready');
  expect(t.r.x.uploads()[0]?.sha256).toBe(t.sha256);
});
