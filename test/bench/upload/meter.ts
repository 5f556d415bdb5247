/** Inside a client's process: what an upload costs it, and how its runs are told to the parent. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface Metered {
  /** Bytes of resident memory, at most, beyond those before. */
  readonly memoryBytes: number;
  /** Milliseconds by which 99 of 100 timers were at most late. */
  readonly loopDelayMs: number;
}

/** Milliseconds between two looks, at the memory and at the event loop. */
const everyMs = 5;

/** Meters `work`, beginning from a heap that holds nothing it need not hold. */
export async function metered(work: () => Promise<void>): Promise<Metered> {
  globalThis.gc?.();
  const idle = process.memoryUsage.rss();
  let peak = idle;
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

/** What a client is told to do, in its first argument. */
export interface Errand {
  /** Of the server. */
  readonly origin: string;
  /** The path of what is uploaded. */
  readonly file: string;
  /** A folder of its own, for what a client keeps. */
  readonly dir: string;
  readonly segmentBytes: number;
  /** Segments at once, where a client can do that. */
  readonly parallel: number;
  /** Milliseconds after which it stops though the file is not whole. */
  readonly stretchMs?: number | undefined;
}

/** Does the errand of this process, tells the parent what it took, and ends. */
export async function runErrand(work: (errand: Errand) => Promise<Metered>): Promise<void> {
  const errand = JSON.parse(process.argv[2] ?? '') as Errand;
  const result = await work(errand);
  process.send?.(result, () => process.exit(0));
}
