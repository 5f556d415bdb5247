/** A file that is not what it was: nothing wrong is sent, and what X acknowledged is kept. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  appendFile,
  chmod,
  copyFile,
  mkdir,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { timedRig } from './timedRig.ts';

interface Row {
  readonly name: string;
  readonly change: (file: string, aside: string) => Promise<unknown>;
  /** Undefined where it goes on to ready. */
  readonly kind?: string;
  readonly says?: RegExp;
  readonly skip?: boolean;
}

const bytesOf = 4500;
const isRoot = process.getuid?.() === 0;

const onResume: Row[] = [
  {
    name: 'is shorter',
    change: (file) => truncate(file, 4400),
    kind: 'changed',
    says: /“cat\.png” changed since its upload began: its size is another one now/,
  },
  { name: 'is longer', change: (file) => appendFile(file, 'x'), kind: 'changed', says: /size/ },
  { name: 'is empty', change: (file) => truncate(file), kind: 'changed' },
  {
    name: 'is another one of the same size',
    change: (file) => writeFile(file, randomBytes(bytesOf)),
    kind: 'changed',
    says: /holds other bytes now/,
  },
  {
    name: 'differs in its last byte',
    change: async (file) => {
      const bytes = await readFile(file);
      bytes[bytesOf - 1] = (bytes[bytesOf - 1] ?? 0) ^ 1;
      await writeFile(file, bytes);
    },
    kind: 'changed',
    says: /holds other bytes now/,
  },
  { name: 'was only touched', change: (file) => utimes(file, 1, 1) },
  {
    name: 'was copied back',
    change: async (file, aside) => {
      await rm(file);
      await copyFile(aside, file);
    },
  },
  {
    name: 'is a link to the same bytes',
    change: async (file, aside) => {
      await rm(file);
      await symlink(aside, file);
    },
  },
  {
    name: 'is a link elsewhere',
    change: async (file, aside) => {
      await writeFile(aside, randomBytes(bytesOf));
      await rm(file);
      await symlink(aside, file);
    },
    kind: 'changed',
    says: /holds other bytes now/,
  },
  {
    name: 'is a link to nothing',
    change: async (file) => {
      await rm(file);
      await symlink('/nowhere/at/all', file);
    },
    kind: 'missing',
  },
  {
    name: 'is gone',
    change: (file) => rm(file),
    kind: 'missing',
    says: /is not there: it was moved, renamed or deleted/,
  },
  {
    name: 'is a folder',
    change: async (file) => {
      await rm(file);
      await mkdir(file);
    },
    kind: 'folder',
  },
  {
    name: 'is a pipe',
    change: async (file) => {
      await rm(file);
      execFileSync('mkfifo', [file]);
    },
    kind: 'special',
    says: /no regular file/,
  },
  {
    name: 'cannot be opened',
    change: async (file) => {
      await rm(file);
      await symlink(file, file);
    },
    kind: 'unreadable',
    says: /could not be read \(ELOOP\)/,
  },
  // Root reads whatever it likes.
  { name: 'may not be read', change: (file) => chmod(file, 0), kind: 'unreadable', skip: isRoot },
];

const meanwhile: Row[] = [
  {
    name: 'gets shorter',
    change: (file) => truncate(file, 3100),
    kind: 'changed',
    says: /it had 4500 bytes and has 3100 now/,
  },
  {
    name: 'gets longer',
    change: (file) => appendFile(file, 'x'),
    kind: 'changed',
    says: /has 4501 now/,
  },
  {
    name: 'is written to',
    change: (file) => writeFile(file, randomBytes(bytesOf), { flag: 'r+' }),
    kind: 'changed',
    says: /it was written to/,
  },
  {
    name: 'is touched',
    change: (file) => utimes(file, 1, 1),
    kind: 'changed',
    says: /it was written to/,
  },
  { name: 'is deleted', change: (file) => rm(file) },
  {
    name: 'is replaced by another',
    change: async (file, aside) => {
      await writeFile(aside, randomBytes(bytesOf));
      await rename(aside, file);
    },
  },
  {
    name: 'becomes a link elsewhere',
    change: async (file) => {
      await rm(file);
      await symlink('/nowhere', file);
    },
  },
  {
    name: 'becomes a folder',
    change: async (file) => {
      await rm(file);
      await mkdir(file);
    },
  },
];

async function restore(file: string, bytes: Buffer): Promise<void> {
  await rm(file, { recursive: true, force: true });
  await writeFile(file, bytes);
}

describe.concurrent('a file that, when its upload goes on,', () => {
  it.each(onResume.filter(({ skip }) => skip !== true))('$name', async ({ change, kind, says }) => {
    await using t = await timedRig();
    const bytes = await readFile(t.file);
    const aside = `${t.file}.aside`;
    await copyFile(t.file, aside);
    await t.paused();
    const sent = t.r.x.requests().length;
    await change(t.file, aside);
    const ended = await t.r.carry(t.id);
    if (kind !== undefined) {
      expect(ended).toBe('paused');
      const record = t.r.record(t.id);
      expect(record).toMatchObject({
        state: 'paused',
        stage: 'uploading',
        problem: { kind },
        sending: { acknowledgedBytes: 2000 },
      });
      if (says !== undefined)
        expect(record).toMatchObject({
          problem: { explanation: expect.stringMatching(says) as string },
        });
      expect(t.r.x.requests()).toHaveLength(sent);
      await restore(t.file, bytes);
      expect(await t.r.carry(t.id)).toBe('ready');
    } else expect(ended).toBe('ready');
    expect(t.appended(sent)).toEqual([2, 3, 4]);
    expect(t.r.x.uploads()[0]?.sha256).toBe(t.sha256);
  });
});

describe.concurrent('a file that, while it is sent,', () => {
  it.each(meanwhile)('$name', async ({ change, kind, says }) => {
    await using t = await timedRig();
    const bytes = await readFile(t.file);
    const { carrying } = await t.untilThird(60);
    const sent = t.r.x.requests().length;
    await change(t.file, `${t.file}.aside`);
    const ended = await carrying;
    if (kind !== undefined) {
      expect(ended).toBe('paused');
      const record = t.r.record(t.id);
      expect(record).toMatchObject({ problem: { kind }, sending: { acknowledgedBytes: 3000 } });
      expect(record).toMatchObject({
        problem: { explanation: expect.stringMatching(says ?? /./) as string },
      });
      expect(t.appended(sent)).toEqual([]);
      await restore(t.file, bytes);
      expect(await t.r.carry(t.id)).toBe('ready');
    } else {
      expect(ended).toBe('ready');
      const record = t.r.record(t.id);
      expect('warnings' in record ? record.warnings : []).toEqual([
        expect.stringMatching(/^The file was changed or removed after it was read/),
      ]);
    }
    expect(t.appended(sent)).toEqual([3, 4]);
    expect(t.r.x.uploads()[0]?.sha256).toBe(t.sha256);
  });
});
