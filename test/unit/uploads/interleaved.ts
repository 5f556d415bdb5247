/** One upload, through any interleaving of failures, pauses, kills and restarts by two windows. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Fault } from '../../../src/sandbox/server.ts';
import { ledgerPath, readLedger } from '../../../src/uploads/ledgerFile.ts';
import { sha256Of, type CarryRig } from './carryRig.ts';
import { sentInVain } from './faultRow.ts';
import { mortalWindow, type MortalWindow } from './mortalWindow.ts';
import type { VirtualTime } from './virtualTime.ts';

const actions = fc.constantFrom<Fault['action'][]>(
  { reset: 'before' },
  { reset: 'after' },
  { half: true },
  { status: 503 },
  { status: 503, headers: { 'retry-after': '20' } },
  { status: 429, headers: { 'retry-after': '7' } },
  { status: 429, headers: { 'retry-after': '4000' } },
  { status: 402 },
  { status: 401 },
  { delayMs: 5 },
);

const fault: fc.Arbitrary<Fault> = fc.record({
  call: fc.constantFrom<Fault['call'][]>('append', 'append', 'append', 'finalize', 'status'),
  nth: fc.integer({ min: 1, max: 6 }),
  times: fc.integer({ min: 1, max: 3 }),
  action: actions,
});

interface Act {
  readonly who: readonly number[];
  readonly after: number;
  readonly ms: number;
  readonly ends: 'pause' | 'kill' | 'close' | 'by itself';
}

const act: fc.Arbitrary<Act> = fc.record({
  /** Of two: the second one alone, the first one alone, or both at once. */
  who: fc.constantFrom<readonly number[]>([0], [1], [0, 1]),
  /** Requests that X has received since, when it ends. */
  after: fc.nat({ max: 7 }),
  ms: fc.nat({ max: 3 }),
  ends: fc.constantFrom<Act['ends'][]>('pause', 'kill', 'kill', 'close', 'by itself'),
});

/** What happens to one upload. */
export const lives = fc.record({
  type: fc.constantFrom('png', 'mp4'),
  bytes: fc.integer({ min: 40, max: 900 }),
  parallel: fc.integer({ min: 1, max: 3 }),
  sequential: fc.boolean(),
  faults: fc.array(fault, { maxLength: 5 }),
  acts: fc.array(act, { minLength: 1, maxLength: 5 }),
});
type Life = typeof lives extends fc.Arbitrary<infer T> ? T : never;

/** Lives it, then continues without failures; answers how many steps that took. */
export async function live(r: CarryRig, time: VirtualTime, life: Life): Promise<number> {
  const { type, bytes, parallel, sequential, faults, acts } = life;
  const file = await r.file(`${randomUUID()}.${type}`, bytes);
  const id = await r.initialized(file);
  r.x.set({ segmentOrder: sequential ? 'sequential' : 'any' });
  r.x.arm(faults);
  const dir = r.storage.path;
  const open = () => mortalWindow(r.x, dir, time, { segmentBytes: 100, parallel });
  const windows: MortalWindow[] = [await open(), await open()];
  const dead: MortalWindow[] = [];
  const seen = () => r.x.requests().at(-1)?.n ?? 0;
  const of = (from: number) => r.x.requests().filter(({ n }) => n > from);
  let steps = 0;

  async function carry({ who, after, ms, ends }: Act): Promise<unknown> {
    const from = seen();
    const known = await acknowledged(dir, id);
    const carriers = who.flatMap((n) => windows[n] ?? []);
    const before = carriers.map(({ calls }) => calls());
    const carrying = carriers.map((window) => window.carry(id));
    const over = { yet: false };
    const all = Promise.all(carrying).finally(() => (over.yet = true));
    let ended: readonly string[] = [];
    while (!over.yet && ends !== 'by itself' && seen() < from + after) await sleep(1);
    await sleep(ms);
    if (ends === 'kill') {
      all.catch(() => undefined);
      for (const window of carriers) await window.kill(id);
      dead.push(...carriers);
      for (const n of who) windows[n] = await open();
    } else {
      if (ends !== 'by itself') for (const { activity } of carriers) activity.stop(id, ends);
      ended = await all;
      if (who.length > 1) expect(ended).toContain('elsewhere');
    }
    // Never two writers.
    expect(carriers.filter(({ calls }, n) => calls() > (before[n] ?? 0)).length).toBeLessThan(2);
    const requests = of(from);
    steps += requests.length;
    expect(sentInVain(requests)).toEqual([]);
    const sent = requests.flatMap(({ call, body }) =>
      call === 'append' && body !== null ? [(body as { segment_index: number }).segment_index] : [],
    );
    expect(sent.filter((index) => known.includes(index))).toEqual([]);
    return ended[0];
  }

  try {
    for (const each of acts) await carry(each);
    await fetch(`${r.x.url}/_sandbox/faults`, { method: 'DELETE' });
    // Whoever looks after what a dead window left has the lease for a moment.
    while ((await carry(last)) === 'elsewhere') await sleep(1);
    const record = await windows[0]?.window.library.latest(id);
    expect(record).toMatchObject({ state: 'ready' });
    const mediaId = record !== undefined && 'media' in record ? record.media?.id : undefined;
    const upload = r.x.uploads().find((each) => each.id === mediaId);
    expect(upload).toMatchObject({ sha256: await sha256Of(file), replacements: 0 });
  } finally {
    for (const window of dead) await window.bury();
    for (const window of windows) await window[Symbol.asyncDispose]();
  }
  return steps;
}

const last: Act = { who: [0], after: 0, ms: 0, ends: 'by itself' };

async function acknowledged(dir: string, id: string): Promise<number[]> {
  const bytes = await readFile(ledgerPath(dir, id)).catch(() => Buffer.alloc(0));
  const facts = readLedger(bytes)?.facts;
  if (facts === undefined) return [];
  const indexes = Array.from({ length: facts.plan.count }, (_, index) => index);
  return indexes.filter((index) => facts.isAcknowledged(index));
}
