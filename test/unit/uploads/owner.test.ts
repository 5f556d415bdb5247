/** Whether the process of an upload lives. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  isElsewhere,
  isOwnerAlive,
  ownerSchema,
  thisProcess,
  type Owner,
} from '../../../src/uploads/owner.ts';

const linux = process.platform === 'linux';
const source = JSON.stringify(new URL('../../../src/uploads/owner.ts', import.meta.url).href);
/** Says who it is, and lives until its input ends. */
const script = `import(${source}).then(({ thisProcess }) => {
  console.log(JSON.stringify(thisProcess));
  process.stdin.resume();
});`;

async function another() {
  const child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const owner = v.parse(v.pipe(v.string(), v.parseJson(), ownerSchema), line.toString());
  const kill = async () => {
    child.kill('SIGKILL');
    await once(child, 'close');
  };
  return { owner, kill };
}

describe('isOwnerAlive', () => {
  it('knows a process while it lives, and no longer', async () => {
    const { owner, kill } = await another();
    expect(isOwnerAlive(owner)).toBe(true);
    if (linux) expect(owner.ticks).toMatch(/^[0-9a-f-]{36}\/\d+$/);
    // As another version of the extension writes it.
    expect(isOwnerAlive({ pid: owner.pid })).toBe(true);
    // The same process id, of a process that began at another time or in another boot.
    const otherTicks = [owner.ticks?.replace(/\d+$/, '1'), owner.ticks?.replace(/^./, 'x')];
    if (linux) {
      const alive = otherTicks.map((ticks) => isOwnerAlive({ ...owner, ticks }));
      expect(alive).toEqual([false, false]);
    }
    await kill();
    expect(isOwnerAlive(owner)).toBe(false);
  });

  it.skipIf(!linux)('counts a zombie as dead', async () => {
    // A shell that is gone before its child is, and so never asks what became of it.
    const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const [line] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(line.toString());
      // A busy machine takes its time to run even this.
      await expect.poll(() => isOwnerAlive({ pid }), { timeout: 9000 }).toBe(false);
      expect(() => process.kill(pid, 0)).not.toThrow();
    } finally {
      parent.kill('SIGKILL');
      await once(parent, 'close');
    }
  });

  it.each<[string, Owner, boolean]>([
    ['this process', thisProcess, true],
    ['this process in an earlier life', { pid: process.pid, startedAt: 1 }, false],
    ['this process id in an earlier boot', { ...thisProcess, ticks: 'boot/1' }, !linux],
    ['another process, of which no more is known', { pid: process.ppid }, true],
    ['an id that no process can have', { pid: 2 ** 31 - 1 }, false],
    ['a process of another machine', { pid: 2 ** 31 - 1, host: 'another.example' }, true],
  ])('%s: %s', (_, owner, alive) => {
    expect(isOwnerAlive(owner)).toBe(alive);
  });

  it('is read from disk whole, and nothing odd is', () => {
    expect(v.parse(ownerSchema, JSON.parse(JSON.stringify(thisProcess)))).toEqual(thisProcess);
    for (const pid of [-1, 1.5, 2 ** 31, '1', null]) expect(v.is(ownerSchema, { pid })).toBe(false);
    expect(isElsewhere(thisProcess)).toBe(false);
    expect(isElsewhere({})).toBe(false);
  });
});
