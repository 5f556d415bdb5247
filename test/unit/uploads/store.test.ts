/** State files: torn, foreign, newer, unreadable; and a disk that refuses. */
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRecord } from '../../../src/uploads/record.ts';
import { writeWhole } from '../../../src/uploads/writeWhole.ts';
import {
  failed,
  folder,
  initialized,
  initializing,
  openWindow,
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

describe('a record', () => {
  it.each([
    ['initializing', initializing()],
    ['initialized', initialized({ mediaKey: '3_1', size: 7 }, ['X says: “m”'])],
    ['failed', failed()],
  ])('%s comes back from disk as it was', async (_, record) => {
    await window.store.write(record);
    expect(await window.store.load()).toEqual([JSON.parse(JSON.stringify(record))]);
    expect(await readdir(dir.path)).toEqual([`${record.id}.json`]);
  });

  it('with an odd file name comes back too', async () => {
    const file = { path: '/p/"\n\u202e😀\ud800', name: '"\n\u202e😀\ud800' };
    const record = { ...initialized(), file };
    await window.store.write(record);
    expect((await window.store.load())[0]?.file.name).toBe('"\n\u202e😀\ud800');
  });

  it('is for its owner’s eyes alone', async () => {
    const record = initialized();
    await window.store.write(record);
    const { mode } = await stat(dir.file(record.id));
    if (process.platform !== 'win32') expect(mode & 0o077).toBe(0);
  });

  it('keeps the order in which it was written, whatever the disk does', async () => {
    const record = initialized();
    const revisions = Array.from({ length: 50 }, (_, revision) => ({ ...record, revision }));
    await Promise.all(revisions.map((one) => window.store.write(one)));
    expect((await window.store.load())[0]?.revision).toBe(49);
    await Promise.all([window.store.write(record), window.store.delete(record.id)]);
    expect(await readdir(dir.path)).toEqual([]);
  });
});

describe('a state file that cannot be used', () => {
  const good = JSON.stringify(initialized());
  const id = '01234567-89ab-4cde-8f01-23456789abcd';

  it.each([
    ['torn', good.slice(0, good.length / 2)],
    ['empty', ''],
    ['of another program', '{"name":"x"}'],
    ['no object', '[1,2]'],
    ['binary', '\0\0\0\0'],
    ['of another upload', good],
    ['with an id that is a path', good.replace(/"id":"[^"]*"/, '"id":"../../x"')],
    ['with a media_id of letters', good.replace('1880028106020515840', '188x')],
    ['with a caller of another scheme of things', good.replace('"sandbox"', '"nowhere"')],
    ['with a time beyond all dates', good.replace(/"updatedAt":\d+/, '"updatedAt":1e20')],
  ])('%s: set aside, told once, and not deleted', async (_, text) => {
    const kept = initialized();
    await window.store.write(kept);
    await writeFile(dir.file(id), text);
    expect(await window.store.load()).toHaveLength(1);
    const [aside, ...more] = await asideNames();
    expect(more).toEqual([]);
    expect(await readFile(path.join(dir.path, 'set-aside', aside ?? ''), 'utf8')).toBe(text);
    expect(window.problems).toHaveLength(1);
    expect(window.problems[0]).toContain('the others are untouched');
    await window.store.load();
    expect(window.problems).toHaveLength(1);
  });

  it('__proto__ in it changes nothing', () => {
    const polluted = good.replace('{', '{"__proto__":{"polluted":1},');
    const read = readRecord(polluted);
    expect(read).toHaveProperty('record');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect('record' in read && 'polluted' in read.record).toBe(false);
  });

  it('of a newer version stays where it is, and is told once', async () => {
    const text = JSON.stringify({ ...initialized(), version: 2, novelty: true });
    await writeFile(dir.file(id), text);
    expect(await window.store.load()).toEqual([]);
    expect(await window.store.load()).toEqual([]);
    expect(await readFile(dir.file(id), 'utf8')).toBe(text);
    expect(window.problems).toEqual([
      `The saved upload ${id}.json was written by a newer version; update to see it.`,
    ]);
  });

  it('that is a folder stays where it is', async () => {
    await mkdir(dir.file(id));
    expect(await window.store.load()).toEqual([]);
    expect(window.problems[0]).toContain('was left where it is');
    expect(await readdir(dir.path)).toEqual([`${id}.json`]);
  });

  it('stays where it is when there is no place to set it aside', async () => {
    await writeFile(path.join(dir.path, 'set-aside'), 'a file of that name');
    await writeFile(dir.file(id), 'torn');
    expect(await window.store.load()).toEqual([]);
    expect(await readFile(dir.file(id), 'utf8')).toBe('torn');
    expect(window.problems[0]).toContain('was left where it is');
  });

  it('never throws, whatever is in it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(readRecord(text)).toHaveProperty('problem');
      }),
    );
  });

  it('other files are nobody’s business', async () => {
    for (const name of ['notes.json', `.${id}.json.tmp`, `${id}.json.bak`, 'README']) {
      await writeFile(path.join(dir.path, name), 'x');
    }
    expect(await window.store.load()).toEqual([]);
    expect(window.problems).toEqual([]);
    expect(await readdir(dir.path)).toHaveLength(4);
  });
});

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
    const before = blocked.changes.length;
    await blocked.library.keep(first);
    expect(blocked.library.isSaved(first.id)).toBe(true);
    // Before the write, and after it: the row no longer says that it was not saved.
    expect(blocked.changes.length - before).toBe(2);

    await rm(storage, { recursive: true });
    await writeFile(storage, 'again');
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
    await writeFile(dir.file(record.id), JSON.stringify({ ...record, version: 2 }));
    await until(() => window.problems.length === 1, 'the newer file is reported');
    expect(window.library.get(record.id)).toEqual(record);
    expect(await readFile(dir.file(record.id), 'utf8')).toContain('"version":2');
  });
});
