/** A process that dies in the middle of writing. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { folder, openWindow } from './support.ts';

const script = fileURLToPath(new URL('writeLoop.ts', import.meta.url));

/** Writes until it is killed; answers the last `id revision` that it said was written. */
async function writeAndDie(dir: string): Promise<string[]> {
  const child = spawn(process.execPath, [script, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await once(child.stdout, 'data');
  await sleep(Math.random() * 40);
  child.kill('SIGKILL');
  await once(child, 'close');
  return said.trim().split('\n').at(-1)?.split(' ') ?? [];
}

it('killed at any moment leaves only whole files, and what it said was written is written', async () => {
  await using dir = await folder();
  const last = await Promise.all(Array.from({ length: 5 }, () => writeAndDie(dir.path)));
  using window = openWindow(dir.path);
  const records = await window.store.load();
  expect(window.problems).toEqual([]);
  expect(records).toHaveLength(5);
  for (const [id, confirmed] of last) {
    const revision = records.find((record) => record.id === id)?.revision;
    // Written, or one further than the process lived to say.
    expect([Number(confirmed), Number(confirmed) + 1]).toContain(revision);
  }
}, 30_000);
