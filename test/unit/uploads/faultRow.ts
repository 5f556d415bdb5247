/** One row of the tables of faults: what is armed, and what has to come of it. */
import { expect } from 'vitest';
import type { Credential, Dialect } from '../../../src/api/mediaApi.ts';
import type { TimeLimits } from '../../../src/api/transport.ts';
import type { Fault, RecordedRequest, SandboxOptions } from '../../../src/sandbox/server.ts';
import { longLimits } from '../api/support.ts';
import { brokenNetwork, type BrokenNetwork, type NetworkFault } from './brokenNetwork.ts';
import { carryRig, sha256Of, type CarryRig } from './carryRig.ts';
import { virtualTime, type VirtualTime } from './virtualTime.ts';

type Counted = 'initialize' | 'append' | 'finalize' | 'status';

export interface FaultRow {
  readonly name: string;
  readonly dialects?: readonly Dialect[];
  /** A picture unless given; `mp4` is processed by X. */
  readonly type?: 'png' | 'mp4';
  /** 5 segments of 1000 bytes unless given, the last one shorter. */
  readonly bytes?: number;
  readonly segmentBytes?: number;
  /** 1 unless given: what comes when is certain then. */
  readonly parallel?: number;
  readonly sandbox?: SandboxOptions;
  readonly faults?: readonly Fault[];
  readonly network?: readonly NetworkFault[];
  /** From the first append on nobody listens, for so many milliseconds. */
  readonly downMs?: number;
  readonly limits?: TimeLimits;
  readonly credential?: () => Partial<Credential>;
  /** Once it is initialized. */
  readonly before?: (world: { readonly r: CarryRig; readonly time: VirtualTime }) => void;
  readonly ends: 'ready' | 'paused' | 'failed' | 'expired' | 'impossible';
  /** Of the row's problem or failure. */
  readonly kind?: string;
  /** What its sentences hold. */
  readonly says?: RegExp;
  /** What X received until it ended. */
  readonly received?: Readonly<Partial<Record<Counted, number>>>;
  /** Indexes that X received more than once under one media_id. */
  readonly again?: readonly number[];
  /** Milliseconds of each wait. */
  readonly waits?: readonly number[];
  /** What continuing a paused one comes to; `ready` unless given. */
  readonly then?: 'ready' | 'paused' | 'failed' | 'never';
}

/** Limits that loopback does not meet, and that no test waits long for. */
export const soon: TimeLimits = { connectMs: 2000, answerMs: 300, totalMs: 300, stallMs: 300 };
export const both: readonly Dialect[] = ['v2', 'v1.1'];

/** A row for each of its dialects, named. */
export function inDialects(rows: readonly FaultRow[]): [string, Dialect, FaultRow][] {
  return rows.flatMap((row) =>
    (row.dialects ?? ['v2' as const]).map((dialect): [string, Dialect, FaultRow] => [
      row.name,
      dialect,
      row,
    ]),
  );
}

export async function checkRow(dialect: Dialect, row: FaultRow): Promise<void> {
  const time = virtualTime();
  let network: BrokenNetwork | undefined;
  await using after = new AsyncDisposableStack();
  await using r = await carryRig({
    ports: time.patient,
    carrierPorts: time.ports,
    dialect,
    parallel: row.parallel ?? 1,
    segmentBytes: row.segmentBytes ?? 1000,
    limits: row.limits ?? longLimits,
    credential: row.credential?.() ?? {},
    sandbox: { clock: time.now, ...row.sandbox },
    front: async (x) => {
      if (row.network === undefined && row.downMs === undefined) return x.url;
      network = after.use(await brokenNetwork(x.url, row.network));
      return network.url;
    },
  });
  const file = await r.file(`cat.${row.type ?? 'png'}`, row.bytes ?? 4500);
  const id = await r.initialized(file);
  r.x.arm(row.faults ?? []);
  row.before?.({ r, time });
  if (network !== undefined && row.downMs !== undefined) {
    await network.goDown();
    const until = time.now() + row.downMs;
    time.onWait = async (now) => {
      if (now < until) return;
      time.onWait = undefined;
      await network?.comeUp();
    };
  }
  expect(await r.carry(id)).toBe(row.ends);

  const requests = r.x.requests();
  const count = (call: Counted) => requests.filter((request) => request.call === call).length;
  for (const [call, times] of Object.entries(row.received ?? {})) {
    expect([call, count(call as Counted)]).toEqual([call, times]);
  }
  if (row.again !== undefined) expect(sentAgain(requests)).toEqual(row.again);
  expect(sentInVain(requests).filter((index) => row.again?.includes(index) !== true)).toEqual([]);
  if (row.waits !== undefined) expect(time.waits).toEqual(row.waits);
  const record = r.record(id);
  const told = record.state === 'paused' ? record.problem : undefined;
  const failure = record.state === 'failed' ? record.failure : told;
  expect(failure?.kind).toBe(row.kind);
  if (row.says !== undefined)
    expect(`${failure?.explanation} ${failure?.remedy}`).toMatch(row.says);
  // Every planned failure came about.
  expect(r.x.faults()).toEqual([]);
  expect(network?.left() ?? 0).toBe(0);

  if (row.ends === 'paused' && row.then !== 'never') {
    expect(await r.carry(id)).toBe(row.then ?? 'ready');
    // Beside a refused one, others may be under way whose answers nobody hears any more.
    if (row.parallel === undefined) expect(sentInVain(r.x.requests())).toEqual([]);
    const finalized = r.x.requests().filter(({ call }) => call === 'finalize').length;
    // What X answered is not asked again.
    if (record.state === 'paused' && record.stage === 'processing') {
      expect(finalized).toBe(count('finalize'));
    }
  }
  if (r.record(id).state === 'ready') {
    expect(r.x.uploads().at(-1)).toMatchObject({
      sha256: await sha256Of(file),
      replacements: 0,
    });
  }
}

function appends(requests: readonly RecordedRequest[]) {
  return requests.flatMap(({ call, path, body, answered }) => {
    if (call !== 'append' || body === null) return [];
    const { segment_index, media_id } = body as {
      segment_index: number | string;
      media_id?: string;
    };
    return [
      { segment: `${media_id ?? path} ${segment_index}`, index: Number(segment_index), answered },
    ];
  });
}

/** Indexes that came more than once under one media_id, ascending. */
function sentAgain(requests: readonly RecordedRequest[]): number[] {
  const all = appends(requests);
  const twice = all.filter(({ segment }, at) =>
    all.slice(0, at).some((e) => e.segment === segment),
  );
  return [...new Set(twice.map(({ index }) => index))].sort((a, b) => a - b);
}

/** Indexes that came again although X had acknowledged them with a whole answer. */
export function sentInVain(requests: readonly RecordedRequest[]): number[] {
  const acknowledged = new Set<string>();
  const vain: number[] = [];
  for (const { segment, index, answered } of appends(requests)) {
    if (acknowledged.has(segment)) vain.push(index);
    if (typeof answered === 'number' && answered < 300) acknowledged.add(segment);
  }
  return vain;
}
