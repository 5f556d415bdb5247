import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { sweepTemporaries } from '../../../src/uploads/writeWhole.ts';

it('removes what killed writers left, and nothing that is in use', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sweep-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const old = '.a.json.1.tmp';
  for (const name of [old, '.b.json.2.tmp', 'c.json', 'notes.tmp']) {
    await writeFile(path.join(folder, name), '{}');
  }
  const twoHoursAgo = new Date(Date.now() - 2 * 60 * 60_000);
  for (const name of [old, 'c.json', 'notes.tmp']) {
    await utimes(path.join(folder, name), twoHoursAgo, twoHoursAgo);
  }
  await sweepTemporaries(folder);
  expect((await readdir(folder)).sort()).toEqual(['.b.json.2.tmp', 'c.json', 'notes.tmp']);
});
