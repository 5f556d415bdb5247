/** A folder that other windows write to, where it can be watched and where it cannot. */
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchFolder } from '../../../src/uploads/watchFolder.ts';
import { keptLog } from '../api/support.ts';

let parent: string;
let dir: string;
let stopped: AbortController;
beforeEach(async () => {
  parent = await mkdtemp(path.join(tmpdir(), 'xmedia-watch-'));
  dir = path.join(parent, 'uploads');
  stopped = new AbortController();
});
afterEach(async () => {
  stopped.abort();
  vi.restoreAllMocks();
  await rm(parent, { recursive: true, force: true });
});

it('that could not be watched for a while is polled meanwhile, and watched again', async () => {
  const cleared = vi.spyOn(globalThis, 'clearInterval');
  const { log, lines } = keptLog();
  const seen = new Set<string>();
  // A file in the folder's place.
  await writeFile(dir, '');
  await watchFolder(dir, (name) => seen.add(name), stopped.signal, log);
  expect(lines.join()).toContain('is polled instead');
  await rm(dir);
  await vi.waitFor(() => {
    expect(cleared).toHaveBeenCalled();
  }, 5000);
  await writeFile(path.join(dir, 'a.json'), '{}');
  await vi.waitFor(() => {
    expect(seen).toContain('a.json');
  }, 5000);
  expect(lines.filter((line) => line.includes('polled instead'))).toHaveLength(1);
});

it('that is replaced is watched on', async () => {
  const seen = new Set<string>();
  await watchFolder(dir, (name) => seen.add(name), stopped.signal, keptLog().log);
  await rename(dir, `${dir}-away`);
  await vi.waitFor(async () => {
    await writeFile(path.join(dir, 'b.json'), '{}');
    expect(seen).toContain('b.json');
  }, 5000);
});
