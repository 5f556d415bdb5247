/** Several windows on one folder: each sees what the others do, and takes over from the dead. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { transition } from '../../../src/uploads/states.ts';
import { standing } from '../api/support.ts';
import {
  sent,
  failed,
  failure,
  folder,
  heldPorts,
  initialized,
  initializing,
  openWindow,
  replaceByFile,
  until,
  type Folder,
} from './support.ts';

let dir: Folder;
beforeEach(async () => {
  dir = await folder();
});
afterEach(() => dir[Symbol.asyncDispose]());

async function open(ports = heldPorts().ports) {
  const window = openWindow(dir.path, ports);
  await window.library.load();
  return window;
}

/** Longer than events of a write take to arrive and settle. */
const settled = () => sleep(60);

/** The id of a process that has ended, and is nobody's. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid ?? 0;
}

describe('two windows', () => {
  it('see each other’s uploads come, change and go, within two seconds', async () => {
    const promised = 2000;
    using one = await open();
    using other = await open();
    const record = initialized();
    await one.library.keep(record);
    await until(
      () => other.library.get(record.id) !== undefined,
      'the row is in the other window',
      promised,
    );
    expect(other.changes).toEqual([{ id: record.id, structure: true }]);

    await other.library.keep(transition(record, { type: 'failed', failure }, standing));
    await until(
      () => one.library.get(record.id)?.state === 'failed',
      'the change is seen',
      promised,
    );
    expect(one.changes.at(-1)).toEqual({ id: record.id, structure: false });

    await one.library.remove(record.id);
    await until(
      () => other.library.get(record.id) === undefined,
      'the row is gone there too',
      promised,
    );
    expect(other.changes.at(-1)).toEqual({ id: record.id, structure: true });
  });

  it('agree on what is on disk when both answered at once', async () => {
    using one = await open();
    using other = await open();
    const record = initialized();
    await one.library.keep(record);
    await until(() => other.library.get(record.id) !== undefined, 'both know the row');
    const answer = (id: string, updatedAt: number) => ({
      ...record,
      revision: record.revision + 2,
      updatedAt,
      media: { ...record.media, id },
    });
    await one.library.keep(answer('1003', standing + 1));
    await other.library.keep(answer('1002', standing + 2));
    const idIn = ({ library }: typeof one) => {
      const known = library.get(record.id);
      return known?.state === 'initialized' ? known.media.id : undefined;
    };
    await until(() => idIn(one) === '1002', 'the first takes what was written last');
    expect(idIn(other)).toBe('1002');
  });

  it('know what another began, before its event has come', async () => {
    using one = await open();
    using other = await open();
    const record = failed();
    await one.library.keep(record);
    await until(() => other.library.get(record.id) !== undefined, 'both know the row');
    await one.library.keep(transition(record, sent(), standing + 1));
    expect((await other.library.latest(record.id))?.state).toBe('initializing');
  });

  it('do not tell of their own writes a second time', async () => {
    using one = await open();
    const record = initialized();
    await one.library.keep(record);
    await one.library.keep({ ...record, revision: record.revision + 1 });
    await settled();
    expect(one.changes).toEqual([
      { id: record.id, structure: true },
      { id: record.id, structure: false },
    ]);
  });

  it('ignore an older state, and keep what they have', async () => {
    using one = await open();
    const record = { ...initialized(), revision: 5 };
    await one.library.keep(record);
    await settled();
    const before = one.changes.length;
    for (const revision of [4, 5]) {
      const older = { ...record, revision, createdAt: 1 };
      await writeFile(dir.file(record.id), JSON.stringify(older));
      await settled();
    }
    expect(one.library.get(record.id)).toEqual(record);
    expect(one.changes).toHaveLength(before);
  });

  it('do not bring a removed row back with a late event', async () => {
    using one = await open();
    const record = initialized();
    await one.library.keep(record);
    await one.library.remove(record.id);
    await writeFile(dir.file(record.id), JSON.stringify({ ...record, revision: 9 }));
    await settled();
    expect(one.library.all()).toEqual([]);
    expect(one.changes).toHaveLength(2);
  });

  it('keep rows that only they hold when a file is missing', async () => {
    using one = await open();
    const record = initialized();
    await one.library.keep(record);
    await replaceByFile(dir.path);
    await one.library.keep({ ...record, revision: 7 });
    await settled();
    expect(one.library.get(record.id)?.revision).toBe(7);
  });

  it('follow each other again after the folder was deleted', async () => {
    using one = await open();
    await one.library.keep(initialized());
    await rm(dir.path, { recursive: true });
    await until(() => one.library.all().length === 0, 'the row is gone with its file');
    using other = await open();
    const record = initialized();
    await other.library.keep(record);
    await until(() => one.library.get(record.id) !== undefined, 'the new row is followed');
  });

  it('list the newest first', async () => {
    using one = await open();
    for (const createdAt of [20, 30, 10]) await one.library.keep({ ...initialized(), createdAt });
    expect(one.library.all().map(({ createdAt }) => createdAt)).toEqual([30, 20, 10]);
  });
});

describe('an upload whose window waits for X', () => {
  async function written(pid: number, updatedAt = standing) {
    using before = openWindow(dir.path);
    const record = { ...initializing(pid), updatedAt };
    await before.library.keep(record);
    return record;
  }

  it('is ended when that window is dead, and says what is not known', async () => {
    const record = await written(await deadPid());
    using one = await open();
    const after = one.library.get(record.id);
    expect(after).toMatchObject({
      state: 'failed',
      revision: record.revision + 1,
      failure: { kind: 'interrupted' },
    });
    const { explanation, remedy } = after?.state === 'failed' ? after.failure : failure;
    expect(explanation).toContain('whether X accepted the request is not known');
    expect(remedy).toContain('Initialize again');
    using next = await open();
    expect(next.library.get(record.id)).toEqual(after);
  });

  it('is left alone while that window lives, and ended when it dies', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(child, 'spawn');
    const record = await written(child.pid ?? 0);
    const { ports, held } = heldPorts();
    using one = await open(ports);
    expect(one.library.get(record.id)?.state).toBe('initializing');
    held.shift()?.release();
    await until(() => held.length === 1, 'it looks again');
    expect(one.library.get(record.id)?.state).toBe('initializing');
    child.kill('SIGKILL');
    await once(child, 'exit');
    held.shift()?.release();
    await until(() => one.library.get(record.id)?.state === 'failed', 'it is ended');
  });

  it('is followed from another window’s first word on', async () => {
    const { ports, held } = heldPorts();
    using one = await open(ports);
    using other = await open();
    const record = initializing(await deadPid());
    await other.library.keep(record);
    await until(() => one.library.get(record.id)?.state === 'failed', 'it is ended here');
    expect(held).toEqual([]);
  });

  it('is ended after five minutes, since a process id may be given out again', async () => {
    const old = await written(process.pid, standing - 5 * 60_000 - 1);
    const young = await written(process.pid, standing - 5 * 60_000);
    using one = await open();
    expect(one.library.get(old.id)?.state).toBe('failed');
    expect(one.library.get(young.id)?.state).toBe('initializing');
  });

  it('is ended when this process has the id of one that ran before it', async () => {
    using before = openWindow(dir.path);
    const owner = { pid: process.pid, startedAt: 1 };
    const record = { ...initializing(), owner, updatedAt: standing };
    await before.library.keep(record);
    using one = await open();
    expect(one.library.get(record.id)?.state).toBe('failed');
  });

  it('of an older answer is left alone: only a wait can be interrupted', async () => {
    using before = openWindow(dir.path);
    const record = initialized();
    await before.library.keep(record);
    using one = await open();
    expect(one.library.get(record.id)?.state).toBe('initialized');
    expect(one.changes).toEqual([]);
  });
});
