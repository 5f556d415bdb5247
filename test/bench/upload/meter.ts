/** Inside a client's process: what an upload costs it, and how that is told to the parent. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What a client is told to do, in its first argument. */
export interface Errand {
  /** Of the server. */
  readonly origin: string;
  /** The path of what is uploaded first, which loads code and makes connections: idle is after it. */
  readonly tiny: string;
  /** The path of what is uploaded before the one that counts, so that its code is warm. */
  readonly warming: string;
  /** The path of what is uploaded and metered. */
  readonly file: string;
  /** A folder of its own, for what a client keeps. */
  readonly dir: string;
  readonly segmentBytes: number;
  /** Segments at once, where a client can do that. */
  readonly parallel: number;
  /** Milliseconds after which that is stopped though it is not whole. */
  readonly stretchMs?: number | undefined;
}

export type Upload = (file: string, stretchMs?: number) => Promise<void>;

export interface Metered {
  /** Bytes of resident memory, at most, beyond those before. */
  readonly memoryBytes: number;
  /** Milliseconds by which 99 of 100 timers were at most late. */
  readonly loopDelayMs: number;
}

/** Milliseconds between two looks, at the memory and at the event loop. */
const everyMs = 10;

async function metered(idle: number, work: () => Promise<void>): Promise<Metered> {
  let peak = process.memoryUsage.rss();
  const look = () => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const looking = setInterval(look, everyMs);
  const delay = monitorEventLoopDelay({ resolution: everyMs });
  delay.enable();
  try {
    await work();
    look();
  } finally {
    delay.disable();
    clearInterval(looking);
  }
  // What is recorded is the whole time between two timers.
  const loopDelayMs = Math.max(0, delay.percentile(99) / 1e6 - everyMs);
  return { memoryBytes: peak - idle, loopDelayMs };
}

/** Does the errand of this process, tells the parent what it took, and ends. */
export async function runErrand(open: (errand: Errand) => Upload | Promise<Upload>): Promise<void> {
  const errand = JSON.parse(process.argv[2] ?? '') as Errand;
  const upload = await open(errand);
  await upload(errand.tiny);
  // With a heap that holds nothing it need not hold.
  globalThis.gc?.();
  const idle = process.memoryUsage.rss();
  await upload(errand.warming);
  const result = await metered(idle, () => upload(errand.file, errand.stretchMs));
  process.send?.(result, () => process.exit(0));
}
