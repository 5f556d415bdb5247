/** A disk that refuses or spoils: no row is lost to it, and each is said once. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeWhole } from '../../../src/uploads/writeWhole.ts';
import {
  failed,
  folder,
  initialized,
  openWindow,
  replaceByFile,
  until,
  type Folder,
  type Window,
} from './support.ts';

let dir: Folder;
let window: Window;
beforeEach(async () => {
  dir = await folder();
  window = openWindow(dir.path);
});
afterEach(async () => {
  window[Symbol.dispose]();
  await dir[Symbol.asyncDispose]();
});

const asideNames = () => readdir(path.join(dir.path, 'set-aside')).catch(() => []);

describe('a storage folder that cannot be written', () => {
  it('keeps the row, says so once, and says so again after it worked meanwhile', async () => {
    const storage = path.join(dir.path, 'storage');
    await writeFile(storage, 'a file where the folder should be');
    using blocked = openWindow(storage);
    await blocked.library.load();
    const [first, second, third] = [initialized(), failed(), initialized()];
    await blocked.library.keep(first);
    await blocked.library.keep(second);
    expect(blocked.library.all()).toHaveLength(2);
    expect([first, second].map(({ id }) => blocked.library.isSaved(id))).toEqual([false, false]);
    expect(blocked.unsavable).toHaveLength(1);

    await rm(storage);
    const before = blocked.changes.filter(({ id }) => id === first.id).length;
    await blocked.library.keep(first);
    expect(blocked.library.isSaved(first.id)).toBe(true);
    // Before the write, and after it: the row no longer says that it was not saved.
    expect(blocked.changes.filter(({ id }) => id === first.id).length - before).toBe(2);
    // The other one, which nobody touched, is written as well.
    await until(() => blocked.library.isSaved(second.id), 'the second is saved');
    expect((await readdir(storage)).sort()).toEqual(
      [first, second].map(({ id }) => `${id}.json`).sort(),
    );

    await replaceByFile(storage);
    await blocked.library.keep(third);
    expect(blocked.unsavable).toHaveLength(2);
  });

  it('lets go of rows that were never on disk', async () => {
    const storage = path.join(dir.path, 'file', 'storage');
    await writeFile(path.join(dir.path, 'file'), '');
    using blocked = openWindow(storage);
    await blocked.library.load();
    const record = failed();
    await blocked.library.keep(record);
    await blocked.library.release(record.id);
    await blocked.library.remove(record.id);
    expect(blocked.library.all()).toEqual([]);
    // Rather warned twice than never.
    expect(await blocked.library.claim(record.id)).toBe(true);
  });

  it('leaves no temporary file behind', async () => {
    const target = path.join(dir.path, 'taken.json');
    await mkdir(path.join(target, 'not-empty'), { recursive: true });
    await expect(writeWhole(target, 'text')).rejects.toHaveProperty('code');
    expect(await readdir(dir.path)).toEqual(['taken.json']);
  });
});

describe('claim', () => {
  it('is true exactly once across windows, until the upload gets a new media_id', async () => {
    using other = openWindow(dir.path);
    const { id } = initialized();
    const claims = () =>
      Promise.all(
        Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? window : other).library.claim(id)),
      );
    expect((await claims()).filter(Boolean)).toHaveLength(1);
    expect((await claims()).filter(Boolean)).toHaveLength(0);
    await window.library.release(id);
    expect((await claims()).filter(Boolean)).toHaveLength(1);
  });

  it('goes with its upload', async () => {
    const record = initialized();
    await window.library.keep(record);
    await window.library.claim(record.id);
    await window.library.remove(record.id);
    expect(await readdir(dir.path)).toEqual([]);
  });
});

describe('a file spoilt while its row is shown', () => {
  it('is set aside, and what it said is said again', async () => {
    await window.library.load();
    const record = initialized();
    await window.library.keep(record);
    await writeFile(dir.file(record.id), 'spoilt');
    await until(() => window.problems.length === 1, 'the spoilt file is reported');
    await until(() => window.lines.length > 0, 'logged');
    await expect
      .poll(() => readFile(dir.file(record.id), 'utf8').catch(() => ''))
      .toContain(record.media.id);
    expect(window.library.get(record.id)).toEqual(record);
    expect(await asideNames()).toHaveLength(1);
  });

  it('by a newer version keeps its row, and is not written over', async () => {
    await window.library.load();
    const record = initialized();
    await window.library.keep(record);
    await writeFile(dir.file(record.id), JSON.stringify({ ...record, version: 3 }));
    await until(() => window.problems.length === 1, 'the newer file is reported');
    expect(window.library.get(record.id)).toEqual(record);
    expect(await readFile(dir.file(record.id), 'utf8')).toContain('"version":3');
  });
});
