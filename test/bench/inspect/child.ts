/** A process that inspects one file, once and then again, by our built code or by mediabunny alone. */
import { createRequire } from 'node:module';
import path from 'node:path';
import type { MediaFile } from '../../../src/files/inspect.ts';
import { root } from '../../harness/bundles.ts';

export interface Errand {
  readonly reader: 'ours' | 'mediabunny';
  readonly file: string;
  /** How often, after the first time. */
  readonly again: number;
}

export interface Outcome {
  readonly firstMs: number;
  readonly againMs: readonly number[];
  /** Bytes of the file; absent where the reader does not say. */
  readonly bytesRead?: number;
  /** Resident, at its peak, by the first inspection. */
  readonly memoryBytes: number;
}

type Inspect = (file: string, options: { mediaUse: 'post' }) => Promise<MediaFile>;

function ours(): (file: string) => Promise<number | undefined> {
  const load = createRequire(import.meta.url);
  return async (file) => {
    const { inspectFile } = load(path.join(root, 'dist/files-inspect.cjs')) as {
      inspectFile: Inspect;
    };
    return (await inspectFile(file, { mediaUse: 'post' })).reading.bytes;
  };
}

/** As its guide has it: what an upload asks of a video. */
async function mediabunny(file: string): Promise<undefined> {
  const { ALL_FORMATS, FilePathSource, Input } = await import('mediabunny');
  using input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(file) });
  await input.computeDuration();
  const video = await input.getPrimaryVideoTrack();
  await video?.computePacketStats(50);
  await input.getPrimaryAudioTrack();
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const begun = performance.now();
  const result = await work();
  return { ms: performance.now() - begun, result };
}

const { reader, file, again } = JSON.parse(process.argv[2] ?? '') as Errand;
const inspect = reader === 'ours' ? ours() : mediabunny;
globalThis.gc?.();
const idle = process.memoryUsage.rss();
let peak = idle;
const look = () => {
  peak = Math.max(peak, process.memoryUsage.rss());
};
const looking = setInterval(look, 5);
const { ms: firstMs, result: bytesRead } = await timed(() => inspect(file));
look();
clearInterval(looking);
const againMs: number[] = [];
for (let n = 0; n < again; n += 1) {
  againMs.push((await timed(() => inspect(file))).ms);
}
const outcome: Outcome = {
  firstMs,
  againMs,
  ...(bytesRead === undefined ? {} : { bytesRead }),
  memoryBytes: peak - idle,
};
process.send?.(outcome, () => process.exit(0));
