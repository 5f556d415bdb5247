/** A process that dies in the middle of writing. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { folder, openWindow } from './support.ts';

const script = fileURLToPath(new URL('writeLoop.ts', import.meta.url));

it('killed at any moment leaves only whole files, and what it said was written is written', async () => {
  await using dir = await folder();
  for (let round = 0; round < 5; round += 1) {
    const child = spawn(process.execPath, [script, dir.path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    await once(child.stdout, 'data');
    await sleep(Math.random() * 30);
    child.kill('SIGKILL');
    await once(child, 'close');

    using window = openWindow(dir.path);
    const records = await window.store.load();
    expect(window.problems).toEqual([]);
    expect(records).toHaveLength(round + 1);
    const [id, confirmed] = said.trim().split('\n').at(-1)?.split(' ') ?? [];
    const revision = records.find((record) => record.id === id)?.revision;
    // Written, or one further than the process lived to say.
    expect([Number(confirmed), Number(confirmed) + 1]).toContain(revision);
  }
}, 30_000);
