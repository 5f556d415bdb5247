/** One at a time among processes: the lock that a refresh is made under. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { whileLocked } from '../../../src/accounts/fileLock.ts';
import { systemPorts } from '../../../src/api/ports.ts';
import { thisProcess } from '../../../src/uploads/owner.ts';

let dir: string;
let file: string;
const { signal } = new AbortController();
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'xmedia-lock-'));
  file = path.join(dir, 'folder', 'it.lock');
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid ?? 0;
}

describe('whileLocked', () => {
  it('lets one in at a time, all in the end, and leaves nothing behind', async () => {
    let inside = 0;
    let most = 0;
    const turns = Array.from({ length: 12 }, (_, turn) =>
      whileLocked(file, systemPorts, signal, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await new Promise(setImmediate);
        inside -= 1;
        return turn;
      }),
    );
    expect(await Promise.all(turns)).toEqual(turns.map((_, turn) => turn));
    expect(most).toBe(1);
    expect(await readdir(path.dirname(file))).toEqual([]);
  });

  it('is free again after work that failed', async () => {
    const failing = whileLocked(file, systemPorts, signal, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(await whileLocked(file, systemPorts, signal, () => Promise.resolve(1))).toBe(1);
  });

  it.each<[string, () => Promise<string>]>([
    ['a process that died', async () => JSON.stringify({ pid: await deadPid() })],
    [
      'this process in an earlier life',
      () => Promise.resolve(JSON.stringify({ pid: process.pid, startedAt: 1 })),
    ],
  ])('does not wait for %s', async (_, holder) => {
    await whileLocked(file, systemPorts, signal, () => Promise.resolve());
    await writeFile(file, await holder());
    expect(await whileLocked(file, systemPorts, signal, () => Promise.resolve(1))).toBe(1);
  });

  it.each([
    ['holds on for longer than any work takes', JSON.stringify(thisProcess), 90_000],
    ['never wrote its name', '', 2_000],
  ])('waits for a holder that %s, but not for ever', async (_, text, patienceMs) => {
    await whileLocked(file, systemPorts, signal, () => Promise.resolve());
    await writeFile(file, text);
    // Age says nothing: the machine may have slept, and its clock may have been set.
    const old = Date.now() / 1000 - 86_400;
    await utimes(file, old, old);
    let waitedMs = 0;
    const ports = {
      wait: (ms: number) => {
        waitedMs += ms;
        return Promise.resolve();
      },
    };
    expect(await whileLocked(file, ports, signal, () => Promise.resolve(1))).toBe(1);
    expect(waitedMs).toBe(patienceMs);
    expect(await readdir(path.dirname(file))).toEqual([]);
  });

  it.skipIf(process.platform === 'win32').each<[string, () => Promise<unknown>]>([
    ['a folder', () => mkdir(path.join(file, 'in it'), { recursive: true })],
    ['a link that leads nowhere', () => symlink('nowhere', file)],
    ['a link to what never ends', () => symlink('/dev/zero', file)],
    ['more than a name', () => writeFile(file, 'x'.repeat(300_000))],
  ])('does not wait for ever where %s is in its place', async (_, put) => {
    await whileLocked(file, systemPorts, signal, () => Promise.resolve());
    await put();
    const ports = { wait: () => Promise.resolve() };
    expect(await whileLocked(file, ports, signal, () => Promise.resolve(1))).toBe(1);
    expect(await readdir(path.dirname(file))).toEqual([]);
  });

  it('leaves a lock alone that changes hands while it looks', async () => {
    await whileLocked(file, systemPorts, signal, () => Promise.resolve());
    await writeFile(file, JSON.stringify(thisProcess));
    let looks = 0;
    const ports = {
      wait: async () => {
        looks += 1;
        // Two holders, who together hold on for longer than one may.
        if (looks === 1500) await writeFile(file, JSON.stringify({ ...thisProcess, key: 'other' }));
        if (looks === 2300) await rm(file);
      },
    };
    expect(await whileLocked(file, ports, signal, () => Promise.resolve(looks))).toBe(2300);
  });

  it('leaves the lock of whoever put it aside', async () => {
    const others = JSON.stringify({ pid: process.ppid });
    await whileLocked(file, systemPorts, signal, () => writeFile(file, others));
    expect(await readFile(file, 'utf8')).toBe(others);
  });

  it('takes over from whoever died while taking over from another', async () => {
    await whileLocked(file, systemPorts, signal, () => Promise.resolve());
    const dead = JSON.stringify({ pid: await deadPid() });
    await writeFile(file, dead);
    // As src/uploads/claim.ts names the successor of a content.
    const name = createHash('sha256').update(dead).digest('hex').slice(0, 16);
    await writeFile(`${file}.${name}`, JSON.stringify({ pid: await deadPid(), key: 'next' }));
    expect(await whileLocked(file, systemPorts, signal, () => Promise.resolve(1))).toBe(1);
    expect(await readdir(path.dirname(file))).toEqual([]);
  });

  it('takes a lock in a folder that is deleted while it waits', async () => {
    await whileLocked(file, systemPorts, signal, () => Promise.resolve());
    await writeFile(file, JSON.stringify(thisProcess));
    const ports = { wait: () => rm(path.dirname(file), { recursive: true }) };
    expect(await whileLocked(file, ports, signal, () => Promise.resolve(1))).toBe(1);
  });

  it('waits for one that lives, until the wait is cancelled, and leaves the lock its', async () => {
    await whileLocked(file, systemPorts, signal, () => Promise.resolve());
    const held = JSON.stringify({ pid: process.ppid });
    await writeFile(file, held);
    const cancelled = new AbortController();
    let looks = 0;
    const ports = {
      wait: (ms: number, one: AbortSignal) => {
        looks += 1;
        if (looks === 3) cancelled.abort();
        return systemPorts.wait(ms, one);
      },
    };
    const waiting = whileLocked(file, ports, cancelled.signal, () => Promise.resolve(1));
    await expect(waiting).rejects.toThrow('aborted');
    expect(await readFile(file, 'utf8')).toBe(held);
  });
});
