/** State files: torn, foreign, newer, unreadable: each is left or set aside, and told once. */
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRecord } from '../../../src/uploads/record.ts';
import {
  failed,
  folder,
  initialized,
  initializing,
  openWindow,
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
    const text = JSON.stringify({ ...initialized(), version: 3, novelty: true });
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
