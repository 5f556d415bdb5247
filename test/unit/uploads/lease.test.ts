/** One window works on an upload. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lutimes, mkdir, readFile, readdir, rm, stat } from 'node:fs/promises';
import { symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { leaseHolder, takeLease } from '../../../src/uploads/lease.ts';
import { thisProcess } from '../../../src/uploads/owner.ts';
import { folder, until, type Folder } from './support.ts';

const script = fileURLToPath(new URL('leaseLoop.ts', import.meta.url));
let dir: Folder;
let file: string;
beforeEach(async () => {
  dir = await folder();
  file = path.join(dir.path, 'uploads', 'it.lease');
});
afterEach(() => dir[Symbol.asyncDispose]());

const names = () => readdir(path.dirname(file));
const put = async (text: string, agedMs = 0) => {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  const then = new Date(Date.now() - agedMs);
  await utimes(file, then, then);
};

/** Another window that wants the lease. */
async function another() {
  const child = spawn(process.execPath, [script, file], { stdio: ['pipe', 'pipe', 'inherit'] });
  const said: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.push(...text.trim().split('\n'));
  });
  await once(child.stdout, 'data');
  const kill = async () => {
    child.kill('SIGKILL');
    await once(child, 'close');
  };
  return { said, begin: () => child.stdin.write('\n'), kill, pid: child.pid };
}

describe('a lease', () => {
  it('is for one at a time, and free again behind it', async () => {
    const taken = await Promise.all(Array.from({ length: 8 }, () => takeLease(file)));
    const [lease, ...others] = taken.filter((one) => one !== undefined);
    expect(others).toEqual([]);
    expect(await lease?.held()).toBe(true);
    expect(await leaseHolder(file)).toEqual(thisProcess);
    expect(await takeLease(file)).toBeUndefined();
    await lease?.[Symbol.asyncDispose]();
    expect(await names()).toEqual([]);
    expect(await lease?.held()).toBe(false);
    expect(await leaseHolder(file)).toBeUndefined();
    await using next = await takeLease(file);
    expect(await next?.held()).toBe(true);
  });

  it('is lost with its folder, and what is another’s then is left alone', async () => {
    const lease = await takeLease(file);
    await rm(path.dirname(file), { recursive: true });
    expect(await lease?.held()).toBe(false);
    await using other = await takeLease(file);
    await lease?.[Symbol.asyncDispose]();
    expect(await other?.held()).toBe(true);
  });

  const gone = { pid: 2 ** 31 - 1 };
  const elsewhere = { pid: 1, host: 'another.example' };
  it.each<[string, string, number, boolean]>([
    ['a dead process', JSON.stringify(gone), 0, true],
    [
      'a living process, however old',
      JSON.stringify({ pid: process.ppid }),
      10 * 86_400_000,
      false,
    ],
    ['a process id given out again', JSON.stringify({ ...thisProcess, ticks: 'x/1' }), 0, true],
    ['another machine, that showed itself', JSON.stringify(elsewhere), 110_000, false],
    ['another machine, that was silent', JSON.stringify(elsewhere), 130_000, true],
    ['another machine, by a clock ahead', JSON.stringify(elsewhere), -86_400_000, false],
    ['nobody, a moment ago', '', 0, false],
    ['nobody, for a while', '', 5_000, true],
    ['what is no name, for a while', '{"pid":"x"}', 5_000, true],
    ['more than a name, for a while', 'x'.repeat(300_000), 5_000, true],
  ])('of %s', async (_, text, agedMs, isFree) => {
    if (text.includes('ticks') && process.platform !== 'linux') return;
    await put(text, agedMs);
    expect((await leaseHolder(file)) === undefined).toBe(isFree || !text.includes('pid'));
    await using lease = await takeLease(file);
    expect(lease !== undefined).toBe(isFree);
    if (!isFree) expect(await readFile(file, 'utf8')).toBe(text);
    expect(await lease?.held()).toBe(isFree ? true : undefined);
    expect(await names()).toEqual(['it.lease']);
  });

  it.skipIf(process.platform === 'win32').each<[string, () => Promise<unknown>]>([
    ['a folder', () => mkdir(path.join(file, 'in it'), { recursive: true })],
    ['a link to nothing', () => symlink('nowhere', file)],
    ['a link to what never ends', () => symlink('/dev/zero', file)],
  ])('is not kept from anyone by %s', async (_, place) => {
    await mkdir(path.dirname(file), { recursive: true });
    await place();
    expect(await takeLease(file)).toBeUndefined();
    const then = Date.now() / 1000 - 10;
    await lutimes(file, then, then);
    await using lease = await takeLease(file);
    expect(await lease?.held()).toBe(true);
    expect(await names()).toEqual(['it.lease']);
  });

  it('shows a sign of life each half minute, as long as it is held', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const lease = await takeLease(file);
      const aged = async () => {
        await utimes(file, new Date(1000), new Date(1000));
        vi.advanceTimersByTime(30_000);
      };
      await aged();
      const now = async () => (await stat(file)).mtimeMs;
      await expect.poll(now).toBeGreaterThan(1000);
      expect(await lease?.held()).toBe(true);
      // Not over what is another's by now.
      await writeFile(file, 'another’s');
      await aged();
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(await readFile(file, 'utf8')).toBe('another’s');
      expect(await now()).toBe(1000);
      await lease?.[Symbol.asyncDispose]();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('windows that race', () => {
  it('for the lease of one that died: exactly one has it, and when that is killed, the next', async () => {
    await put(JSON.stringify({ pid: 2 ** 31 - 1 }));
    const windows = await Promise.all(Array.from({ length: 3 }, another));
    for (const { begin } of windows) begin();
    for (let left = windows.length; left > 0; left -= 1) {
      const holders = () => windows.filter(({ said }) => said.includes('took'));
      const count = windows.length - left + 1;
      await until(() => holders().length === count, 'the next one takes it');
      const holder = await leaseHolder(file);
      const alive = windows.find(({ pid }) => pid === holder?.pid);
      expect(alive?.said).toContain('took');
      // It looks after its lease, and nobody else comes meanwhile.
      await until(() => alive?.said.at(-1) === 'kept', 'it still has it');
      expect(holders()).toHaveLength(count);
      await alive?.kill();
    }
    expect(windows.flatMap(({ said }) => said)).not.toContain('lost');
    await using lease = await takeLease(file);
    expect(await lease?.held()).toBe(true);
  });
});
