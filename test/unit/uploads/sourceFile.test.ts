/** The file that is uploaded, and what becomes of it meanwhile. */
import { execFileSync } from 'node:child_process';
import { appendFile, chmod, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { readlink, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileProblem } from '../../../src/files/problem.ts';
import { BufferPool } from '../../../src/uploads/buffers.ts';
import { SourceFile } from '../../../src/uploads/sourceFile.ts';
import { silenceDisk } from './silentDisk.ts';
import { folder, type Folder } from './support.ts';

const { signal } = new AbortController();
const bytes = Buffer.from(Array.from({ length: 3_000_000 }, (_, n) => (n * 31) % 251));
const at = new Date(1_700_000_000_123);
const posix = process.platform !== 'win32';

let dir: Folder;
let file: string;
beforeEach(async () => {
  dir = await folder();
  file = path.join(dir.path, 'clip.mp4');
  await writeFile(file, bytes);
  await utimes(file, at, at);
});
afterEach(() => dir[Symbol.asyncDispose]());

async function problemOf(call: Promise<unknown>): Promise<FileProblem> {
  const outcome = await call.catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(FileProblem);
  return outcome as FileProblem;
}

const readAll = (source: SourceFile, one = signal) =>
  source.read(Buffer.alloc(bytes.length), 0, bytes.length, 0, one);

describe('SourceFile', () => {
  it.each([
    [0, 3_000_000],
    [1, 2_999_999],
    [1_048_575, 1_048_577],
    [2_999_999, 1],
    [17, 0],
  ])('reads at %i exactly %i bytes, and touches none beside them', async (position, length) => {
    await using source = await SourceFile.open(file, signal);
    expect(source.stamp).toEqual({ size: bytes.length, mtimeMs: at.getTime() });
    const buffer = Buffer.alloc(length + 20, 0xff);
    await source.read(buffer, 10, length, position, signal);
    expect(buffer.subarray(10, -10).equals(bytes.subarray(position, position + length))).toBe(true);
    const beside = Buffer.concat([buffer.subarray(0, 10), buffer.subarray(-10)]);
    expect(beside.equals(Buffer.alloc(20, 0xff))).toBe(true);
    await source.verify(signal);
  });

  it('refuses to write beyond a buffer', async () => {
    await using source = await SourceFile.open(file, signal);
    await expect(source.read(Buffer.alloc(9), 0, 10, 0, signal)).rejects.toThrow(RangeError);
  });

  it.skipIf(!posix)('follows a link to a file', async () => {
    const linked = path.join(dir.path, 'link.mp4');
    await symlink(file, linked);
    await using source = await SourceFile.open(linked, signal);
    await readAll(source);
    await source.verify(signal);
  });

  it.skipIf(!posix).each<[string, FileProblem['kind'], () => unknown]>([
    ['nothing', 'missing', () => undefined],
    ['a folder', 'folder', () => mkdir(file)],
    ['a pipe', 'special', () => execFileSync('mkfifo', [file])],
    ['a link to a device', 'special', () => symlink('/dev/zero', file)],
    ['a link to nothing', 'missing', () => symlink('nowhere', file)],
  ])('opens no %s', async (_, kind, put) => {
    await rm(file);
    await put();
    const problem = await problemOf(SourceFile.open(file, signal));
    expect(problem.kind).toBe(kind);
    expect(problem.message).toContain('“clip.mp4”');
  });

  it.skipIf(!posix || process.getuid?.() === 0)('opens no file that may not be read', async () => {
    await chmod(file, 0);
    expect((await problemOf(SourceFile.open(file, signal))).kind).toBe('unreadable');
  });

  it.each<[string, RegExp, () => Promise<void>]>([
    ['grows', /it had 3000000 bytes and has 3000001 now/, () => appendFile(file, 'x')],
    ['shrinks', /it had 3000000 bytes and has 2999999 now/, () => truncate(file, 2_999_999)],
    ['is written over', /it was written to/, () => writeFile(file, Buffer.alloc(bytes.length))],
    ['is touched', /it was written to/, () => utimes(file, at, new Date(at.getTime() + 1))],
  ])('says that the file changed when it %s', async (_, how, change) => {
    await using source = await SourceFile.open(file, signal);
    await change();
    for (const call of [readAll(source), source.verify(signal)]) {
      const problem = await problemOf(call);
      expect(problem.kind).toBe('changed');
      expect(problem.message).toMatch(how);
    }
  });

  it('says that the file changed when it does in the middle of a read', async () => {
    await using source = await SourceFile.open(file, signal);
    const reading = problemOf(readAll(source));
    await truncate(file, 1_500_000);
    expect((await reading).kind).toBe('changed');
  });

  it.skipIf(!posix).each<[string, FileProblem['kind'] | undefined, () => Promise<void>]>([
    ['deleted', 'missing', () => rm(file)],
    ['in a folder that is deleted', 'missing', () => rm(dir.path, { recursive: true })],
    [
      'replaced by a folder',
      'changed',
      async () => {
        await rm(file);
        await mkdir(file);
      },
    ],
    [
      'replaced by another file of its size',
      'changed',
      async () => {
        await writeFile(`${file}.new`, Buffer.alloc(bytes.length));
        await rename(`${file}.new`, file);
      },
    ],
    [
      'replaced by a copy of its size and time',
      undefined,
      async () => {
        await writeFile(`${file}.new`, await readFile(file));
        await utimes(`${file}.new`, at, at);
        await rename(`${file}.new`, file);
      },
    ],
  ])('%s: verify says %s, and what is open is still the old file', async (_, kind, change) => {
    await using source = await SourceFile.open(file, signal);
    await change();
    await readAll(source);
    const outcome = await source.verify(signal).catch((error: unknown) => error);
    expect(outcome instanceof FileProblem ? outcome.kind : outcome).toBe(kind);
  });
});

describe.skipIf(!posix)('a disk that does not answer', () => {
  it('is said to stall, by whatever is asked of it, and closing waits for nothing', async () => {
    const source = await SourceFile.open(file, signal, { stallMs: 30 });
    const answer = silenceDisk(dir.path);
    try {
      const open = SourceFile.open(file, signal, { stallMs: 30 });
      const calls = [readAll(source), source.verify(signal), open].map(problemOf);
      for (const problem of await Promise.all(calls)) {
        expect(problem.kind).toBe('stalled');
        expect(problem.message).toContain('“clip.mp4”');
      }
      await source[Symbol.asyncDispose]();
    } finally {
      await answer();
    }
    if (process.platform === 'linux') await expect.poll(() => opened(file)).toBe(0);
  });

  it('holds up no pause', async () => {
    const source = await SourceFile.open(file, signal);
    const pause = new AbortController();
    const reason = new Error('paused');
    const answer = silenceDisk(dir.path);
    try {
      const calls = [readAll(source, pause.signal), SourceFile.open(file, pause.signal)];
      const outcomes = Promise.allSettled(calls);
      pause.abort(reason);
      expect(await outcomes).toEqual(calls.map(() => ({ status: 'rejected', reason })));
      await source[Symbol.asyncDispose]();
    } finally {
      await answer();
    }
    if (process.platform === 'linux') await expect.poll(() => opened(file)).toBe(0);
  });
});

describe('a pause', () => {
  it('lends nobody the buffer that bytes are still on the way to', async () => {
    const pool = new BufferPool(bytes.length, 1);
    await using source = await SourceFile.open(file, signal);
    const buffer = await pool.acquire(signal);
    const pause = new AbortController();
    buffer.fill(0);
    const reading = source.read(buffer, 0, bytes.length, 0, pause.signal);
    while (buffer[1] === 0) await new Promise(setImmediate);
    pause.abort(new Error('paused'));
    await expect(reading).rejects.toThrow('paused');
    pool.release(buffer);
    expect(await pool.acquire(signal)).not.toBe(buffer);
  });

  it('rejects at once where it is cancelled before', async () => {
    const reason = new Error('cancelled');
    await using source = await SourceFile.open(file, signal);
    const gone = AbortSignal.abort(reason);
    await expect(SourceFile.open(file, gone)).rejects.toBe(reason);
    await expect(readAll(source, gone)).rejects.toBe(reason);
    await expect(source.verify(gone)).rejects.toBe(reason);
  });
});

/** How often this process has a file open. */
async function opened(wanted: string): Promise<number> {
  const names = await readdir('/proc/self/fd');
  const links = await Promise.all(
    names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')),
  );
  return links.filter((link) => link === wanted).length;
}
