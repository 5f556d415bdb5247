/** A window on a sandbox, both by one clock that passes only in waits; five segments, one at a time. */
import { readdir } from 'node:fs/promises';
import { carryRig, sha256Of, type CarryRig, type CarryRigOptions } from './carryRig.ts';
import { until } from './support.ts';
import { virtualTime, type VirtualTime } from './virtualTime.ts';

export interface TimedRig extends AsyncDisposable {
  readonly r: CarryRig;
  readonly time: VirtualTime;
  readonly file: string;
  readonly id: string;
  /** Of the file as it was initialized, hex. */
  readonly sha256: string;
  /** Indexes of the appends that came from the `from`th request on. */
  appended(from?: number): number[];
  /** Carries it until X is about to answer the third segment; X answers after `delayMs`. */
  untilThird(delayMs?: number): Promise<{ readonly carrying: ReturnType<CarryRig['carry']> }>;
  /** The same, and pauses it there: X has acknowledged two. */
  paused(): Promise<void>;
  /** Names in the folder of uploads that are this upload's. */
  left(): Promise<string[]>;
}

export async function timedRig(
  options: CarryRigOptions & { readonly bytes?: number } = {},
): Promise<TimedRig> {
  const time = virtualTime();
  const r = await carryRig({
    ports: time.patient,
    carrierPorts: time.ports,
    segmentBytes: 1000,
    parallel: 1,
    ...options,
    sandbox: { clock: time.now, ...options.sandbox },
  });
  const file = await r.file('cat.png', options.bytes ?? 4500);
  const id = await r.initialized(file);
  const untilThird: TimedRig['untilThird'] = async (delayMs = 60_000) => {
    const before = r.x.requests().length;
    r.x.arm({ call: 'append', nth: 3, action: { delayMs } });
    const carrying = r.carry(id);
    await until(() => r.x.requests().length >= before + 3, 'the third segment is under way');
    return { carrying };
  };
  return {
    r,
    time,
    file,
    id,
    sha256: await sha256Of(file),
    appended: (from = 0) =>
      r.x
        .requests()
        .slice(from)
        .flatMap(({ call, body }) =>
          call === 'append'
            ? [(body as { segment_index?: number } | null)?.segment_index ?? -1]
            : [],
        ),
    untilThird,
    paused: async () => {
      const { carrying } = await untilThird();
      r.activity.stop(id, 'pause');
      await carrying;
    },
    left: async () => (await readdir(r.storage.path)).filter((name) => name.includes(id)),
    [Symbol.asyncDispose]: () => r[Symbol.asyncDispose](),
  };
}
