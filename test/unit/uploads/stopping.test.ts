/** Pause, cancel and remove, whatever an upload is doing. */
import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { systemPorts } from '../../../src/api/ports.ts';
import type { Fault } from '../../../src/sandbox/server.ts';
import { carryRig, sha256Of, type CarryRig } from './carryRig.ts';
import { brokenNetwork, type BrokenNetwork } from './brokenNetwork.ts';
import { until } from './support.ts';

interface Doing {
  readonly what: string;
  readonly faults?: readonly Fault[];
  readonly type?: 'png' | 'mp4';
  readonly processingSecs?: number;
  /** Bytes of the file. */
  readonly bytes?: number;
  /** Passes nothing on from the first append on. */
  readonly stalled?: boolean;
  readonly until: (r: CarryRig, id: string) => boolean;
  readonly stage: 'uploading' | 'finalizing' | 'processing';
}

const calls = (r: CarryRig, call: string) =>
  r.x.requests().filter((request) => request.call === call).length;
const hangs = { delayMs: 60_000 };

const doings: Doing[] = [
  { what: 'opening its file', until: (r, id) => r.activity.has(id), stage: 'uploading' },
  {
    what: 'waiting for answers to segments',
    faults: [{ call: 'append', nth: 2, times: 3, action: hangs }],
    until: (r) => calls(r, 'append') >= 4,
    stage: 'uploading',
  },
  {
    what: 'in the middle of the bytes of a segment',
    bytes: 8_000_000,
    stalled: true,
    until: () => true,
    stage: 'uploading',
  },
  {
    what: 'waiting after a failure',
    faults: [{ call: 'append', action: { status: 503, headers: { 'retry-after': '600' } } }],
    until: (r, id) => r.activity.notice(id) !== undefined && calls(r, 'append') >= 3,
    stage: 'uploading',
  },
  {
    what: 'waiting for the answer to finalize',
    faults: [{ call: 'finalize', action: hangs }],
    until: (r) => calls(r, 'finalize') === 1,
    stage: 'finalizing',
  },
  {
    what: 'waiting to finalize again',
    faults: [{ call: 'finalize', action: { status: 503, headers: { 'retry-after': '600' } } }],
    until: (r, id) => r.activity.notice(id) !== undefined,
    stage: 'finalizing',
  },
  {
    what: 'asking what became of a finalize',
    faults: [
      { call: 'finalize', action: { reset: 'after' } },
      { call: 'status', action: hangs },
    ],
    type: 'mp4',
    until: (r) => calls(r, 'status') === 1,
    stage: 'finalizing',
  },
  {
    what: 'between two looks at the processing',
    type: 'mp4',
    processingSecs: 600,
    until: (r, id) => r.record(id).state === 'processing',
    stage: 'processing',
  },
  {
    what: 'looking at the processing',
    type: 'mp4',
    processingSecs: 600,
    faults: [{ call: 'status', action: hangs }],
    until: (r) => calls(r, 'status') === 1,
    stage: 'processing',
  },
];

async function begun(doing: Doing) {
  const { type = 'png', bytes = 5000, faults = [], stalled = false, processingSecs = 0 } = doing;
  const after = new AsyncDisposableStack();
  let network: BrokenNetwork | undefined;
  const r = await carryRig({
    segmentBytes: stalled ? 8_000_000 : 1000,
    sandbox: { processingSecs },
    front: async (x) => {
      if (!stalled) return x.url;
      network = await brokenNetwork(x.url, [{ on: /append/, does: 'pause' }]);
      return network.url;
    },
  });
  after.use(r);
  after.use(network);
  const file = await r.file(`cat.${type}`, bytes);
  const id = await r.initialized(file);
  r.x.arm(faults);
  const carrying = r.carry(id);
  await until(() => doing.until(r, id) && (network?.left() ?? 0) === 0, doing.what);
  return { r, id, file, carrying, [Symbol.asyncDispose]: () => after[Symbol.asyncDispose]() };
}

/** Milliseconds that the disk takes to keep rows from here on: not the engine's, and without bound. */
function keeping({ window: { library } }: CarryRig): { ms: number } {
  const spent = { ms: 0 };
  const keep = library.keep.bind(library);
  library.keep = async (record) => {
    const began = performance.now();
    await keep(record);
    spent.ms += performance.now() - began;
  };
  return spent;
}

describe('an upload that is paused', () => {
  it.each(doings)('$what: stops at once, asks nothing more, and goes on', async (doing) => {
    await using b = await begun(doing);
    const { r, id, carrying } = b;
    const disk = keeping(r);
    const at = performance.now();
    r.activity.stop(id, 'pause');
    expect(await carrying).toBe('paused');
    expect(performance.now() - at - disk.ms).toBeLessThan(2000);
    expect(r.record(id)).toMatchObject({ state: 'paused', stage: doing.stage, problem: undefined });
    const sent = r.x.requests().length;
    await sleep(60);
    expect(r.x.requests()).toHaveLength(sent);
    expect(r.activity.has(id)).toBe(false);
    if (doing.stalled === true || doing.processingSecs !== undefined) return;
    await fetch(`${r.x.url}/_sandbox/faults`, { method: 'DELETE' });
    expect(await r.carry(id)).toBe('ready');
    expect(r.x.uploads()[0]?.sha256).toBe(await sha256Of(b.file));
  });
});

describe.concurrent('an upload that is removed', () => {
  it.each(doings)('$what: stops, and nothing of it comes back', async (doing) => {
    await using b = await begun(doing);
    const { r, id, carrying } = b;
    await r.work.uploads.remove([id]);
    await carrying;
    await sleep(50);
    expect(r.window.library.get(id)).toBeUndefined();
    const left = await readdir(r.storage.path);
    expect(left.filter((name) => name.includes(id))).toEqual([]);
    const sent = r.x.requests().length;
    await sleep(60);
    expect(r.x.requests()).toHaveLength(sent);
  });
});

it('cancel says what X still holds, and until when', async () => {
  await using b = await begun(doings[1] ?? ({} as Doing));
  b.r.activity.stop(b.id, 'cancel');
  expect(await b.carrying).toBe('paused');
  expect(b.r.record(b.id)).toMatchObject({
    problem: {
      kind: 'cancelled',
      explanation: expect.stringMatching(
        /^Cancelled: X holds 1,?000 bytes of 5,?000 bytes of it until .+, and forgets them then by itself\.$|^Cancelled: X holds .+ of .+ of it until /,
      ) as string,
      remedy: 'Continue if you change your mind, or remove the row.',
    },
  });
});

it('a window that closes leaves the row to the next one', async () => {
  await using b = await begun(doings[1] ?? ({} as Doing));
  b.r.activity.dispose();
  expect(await b.carrying).toBe('closed');
  expect(b.r.record(b.id).state).toBe('uploading');
  await using other = await b.r.another();
  await fetch(`${b.r.x.url}/_sandbox/faults`, { method: 'DELETE' });
  expect(await other.carry(b.id)).toBe('ready');
  expect(b.r.x.uploads()[0]?.sha256).toBe(await sha256Of(b.file));
});

it('an upload that another window removes stops with its next segment', async () => {
  await using r = await carryRig({ segmentBytes: 1000, parallel: 1, ports: systemPorts });
  const id = await r.initialized(await r.file('cat.png', 5000));
  await using other = await r.another();
  r.x.arm({ call: 'append', nth: 2, action: { delayMs: 300 } });
  const carrying = r.carry(id);
  await until(() => calls(r, 'append') === 2, 'it is under way');
  await other.window.library.remove(id);
  expect(await carrying).toBe('closed');
  expect(calls(r, 'append')).toBe(2);
  await sleep(100);
  expect((await readdir(r.storage.path)).filter((name) => name.includes(id))).toEqual([]);
});

it('an upload that another window removes while it begins anew leaves no ledger', async () => {
  const kib = 1024;
  await using r = await carryRig({
    segmentBytes: 128 * kib,
    sandbox: { segmentBytesMax: 64 * kib },
  });
  const id = await r.initialized(await r.file('cat.png', 300 * kib));
  await using other = await r.another();
  r.x.arm({ call: 'initialize', action: { delayMs: 400 } });
  const carrying = r.carry(id);
  await until(() => calls(r, 'initialize') === 2, 'it begins anew');
  await other.window.library.remove(id);
  await until(() => r.window.library.get(id) === undefined, 'the window knows');
  expect(await carrying).toBe('closed');
  expect((await readdir(r.storage.path)).filter((name) => name.includes(id))).toEqual([]);
});
