/** Processes that are killed in the middle of uploads, and those that take over. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { carryRig, sha256Of, type CarryRig } from './carryRig.ts';
import { until } from './support.ts';

const script = fileURLToPath(new URL('carryLoop.ts', import.meta.url));

function start(r: CarryRig, ids: readonly string[]) {
  const args = [script, r.x.url, r.x.token, r.storage.path, ...ids];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}

it.concurrent(
  'goes on from whatever moment its process was killed at',
  async () => {
    await using r = await carryRig({ segmentBytes: 1000, sandbox: { answerAfterMs: 3 } });
    const files = await Promise.all(['a', 'b', 'c'].map((name) => r.file(`${name}.png`, 60_000)));
    const ids = await Promise.all(files.map((file) => r.initialized(file)));
    const before = r.x.requests().length;
    await Promise.all(
      ids.map(async (id, n) => {
        const child = start(r, [id]);
        await once(child.stdout, 'data');
        await until(() => r.x.requests().length > before + 10 * n, 'some are sent');
        await sleep(Math.random() * 30);
        child.kill('SIGKILL');
        await once(child, 'close');
      }),
    );
    for (const [n, id] of ids.entries()) {
      let ended = await r.carry(id);
      // The library of this window looks after what the dead one left.
      while (ended === 'elsewhere') {
        await sleep(5);
        ended = await r.carry(id);
      }
      expect(['ready', 'impossible']).toContain(ended);
      expect(r.record(id).state).toBe('ready');
      const mediaId = (r.record(id) as { media: { id: string } }).media.id;
      const upload = r.x.uploads().find((each) => each.id === mediaId);
      expect(upload).toMatchObject({ sha256: await sha256Of(files[n] ?? ''), replacements: 0 });
      // What was under way when it was killed, and nothing else.
      expect(upload?.repeats).toBeLessThanOrEqual(3);
    }
  },
  30_000,
);

it.concurrent(
  'lets one process of two carry an upload, and the other know',
  async () => {
    await using r = await carryRig({ segmentBytes: 1000, sandbox: { answerAfterMs: 5 } });
    const file = await r.file('cat.png', 60_000);
    const id = await r.initialized(file);
    const told = await Promise.all(
      [0, 1].map(async () => {
        const child = start(r, [id]);
        let said = '';
        child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
        await once(child, 'close');
        return said.trim().split('\n').at(-1);
      }),
    );
    expect(told.filter((ended) => ended === 'ready')).toHaveLength(1);
    // It came while the first one worked, or after.
    expect(told.some((ended) => ended === 'elsewhere' || ended === 'impossible')).toBe(true);
    expect(r.x.uploads()[0]).toMatchObject({ sha256: await sha256Of(file), repeats: 0 });
  },
  30_000,
);
