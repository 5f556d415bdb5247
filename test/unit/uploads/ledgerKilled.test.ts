/** A ledger whose writer dies, or whose disk is full. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Ledger } from '../../../src/uploads/ledger.ts';
import { ledgerPath, readLedger } from '../../../src/uploads/ledgerFile.ts';
import { header, told, toldOnDisk } from './ledgerSupport.ts';
import { folder } from './support.ts';

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** What a child said was on disk, up to the moment it was killed. */
async function writeAndDie(dir: string, head: object): Promise<string[]> {
  const args = [script('ledgerLoop.ts'), dir, JSON.stringify(head)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await once(child.stdout, 'data');
  await sleep(Math.random() * 60);
  child.kill('SIGKILL');
  await once(child, 'close');
  return said.split('\n').slice(0, -1);
}

describe('a process killed at any moment', () => {
  it('leaves a ledger that reads, has all that was on disk, and is gone on with', async () => {
    await using dir = await folder();
    const runs = Array.from({ length: 4 }, async () => {
      const head = header({ totalBytes: 99_901 });
      const said = await writeAndDie(dir.path, head);
      const bytes = await readFile(ledgerPath(dir.path, head.uploadId));
      const read = readLedger(bytes);
      // Behind the last whole line is at most a torn one.
      expect(bytes.subarray(read?.length).includes('\n')).toBe(false);
      for (const line of said) {
        const [what, index] = [line.slice(0, 1), Number(line.slice(2))];
        if (what === 's') expect(read?.facts.isSent(index)).toBe(true);
        if (what === 'a') expect(read?.facts.isAcknowledged(index)).toBe(true);
      }
      await using ledger = await Ledger.resume(dir.path, head.uploadId, head.mediaId);
      const [next = -1] = ledger?.missing() ?? [];
      await ledger?.sent(next);
      await ledger?.acknowledged(next);
      expect(await toldOnDisk(dir.path, head)).toEqual(ledger && told(ledger));
      return said.length;
    });
    const lines = await Promise.all(runs);
    expect(Math.max(...lines)).toBeGreaterThan(1);
  });
});

/** A shell that can run the full disk: a size limit on files, and a small file system of its own. */
const disks: [string, string][] = [
  ['EFBIG', 'ulimit -S -f 1 && exec "$@"'],
  ['ENOSPC', 'mount -t tmpfs -o size=48k none "$DIR" && exec "$@"'],
];

describe.skipIf(process.platform === 'win32')('a disk that is full', () => {
  it.for(disks)(
    '%s: says so, keeps what X acknowledged, and goes on once there is room',
    async ([code, shell], { skip }) => {
      await using dir = await folder();
      const ownMounts = code === 'ENOSPC' ? ['unshare', '-rm'] : [];
      const run = (...what: string[]) => {
        const [command = '', ...args] = [...ownMounts, 'bash', '-c', shell, 'bash', ...what];
        return spawnSync(command, args, {
          env: { ...process.env, DIR: dir.path },
          encoding: 'utf8',
        });
      };
      // Not every machine lets its users mount.
      skip(run('true').status !== 0);
      const { stdout, stderr } = run(process.execPath, script('ledgerFull.ts'), dir.path, code);
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toEqual({
        refused: [code, code],
        agrees: true,
        inMemory: [100, 101],
        missing: 998,
        sentAfterwards: true,
        onDisk: [100, 101],
      });
    },
  );
});

describe('a ledger that cannot be written', () => {
  it('rejects as long as it cannot, and tells it again', async () => {
    await using dir = await folder();
    const head = header();
    const ledger = await Ledger.create(dir.path, head);
    await ledger.sent(0);
    await ledger[Symbol.asyncDispose]();
    await expect(ledger.acknowledged(0)).rejects.toThrow('closed');
    expect(ledger.isAcknowledged(0)).toBe(true);
    await expect(ledger.sent(1)).rejects.toThrow('closed');
    expect(ledger.isAmbiguous(1)).toBe(false);
    expect(await toldOnDisk(dir.path, head)).toMatchObject({ acknowledged: [], ambiguous: [0] });
  });

  it('rejects where the folder cannot be', async () => {
    await using dir = await folder();
    const head = header();
    await Ledger.create(dir.path, head).then((ledger) => ledger[Symbol.asyncDispose]());
    const inFile = ledgerPath(dir.path, head.uploadId);
    await expect(Ledger.create(inFile, head)).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await Ledger.resume(inFile, head.uploadId, head.mediaId)).toBeUndefined();
  });
});
