import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { totalBytesMax } from '../api/contract.ts';
import type { SourceFile } from './sourceFile.ts';

export const fingerprintSchema = v.object({
  /** Bytes. */
  size: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(totalBytesMax)),
  /** Epoch milliseconds, as `fs.Stats` has it. */
  mtimeMs: v.number(),
  /** Of samples, in hex. */
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});

/** What tells a file from another one at its path, without reading all of it. */
export type Fingerprint = v.InferOutput<typeof fingerprintSchema>;

const edgeBytes = 64 * 1024;
const blockBytes = 16 * 1024;
const blocks = 14;
const sampledBytes = 2 * edgeBytes + blocks * blockBytes;

/** Where the samples are: both ends, and blocks spread evenly between; of a small file, all of it. */
export function samplesOf(size: number): { readonly position: number; readonly length: number }[] {
  if (size <= sampledBytes) return [{ position: 0, length: size }];
  const gap = (size - sampledBytes) / (blocks + 1);
  const between = Array.from({ length: blocks }, (_, block) => ({
    position: edgeBytes + block * blockBytes + Math.floor((block + 1) * gap),
    length: blockBytes,
  }));
  const edge = (position: number) => ({ position, length: edgeBytes });
  return [edge(0), ...between, edge(size - edgeBytes)];
}

/** Reads at most 352 KiB. Rejects as {@link SourceFile.read} does. */
export async function takeFingerprint(
  source: SourceFile,
  signal: AbortSignal,
): Promise<Fingerprint> {
  const { size, mtimeMs } = source.stamp;
  const samples = samplesOf(size);
  // One buffer a call and no pool: a read that is left behind then writes to nobody's.
  const buffer = Buffer.allocUnsafeSlow(Math.max(...samples.map(({ length }) => length)));
  const hash = createHash('sha256');
  for (const { position, length } of samples) {
    await source.read(buffer, 0, length, position, signal);
    hash.update(buffer.subarray(0, length));
  }
  return { size, mtimeMs, sha256: hash.digest('hex') };
}

/**
 * What differs first. 'touched': only the time does, so it is the same file as far as the samples
 * tell, copied back or saved without a change.
 */
export function sameFile(a: Fingerprint, b: Fingerprint): 'same' | 'size' | 'content' | 'touched' {
  if (a.size !== b.size) return 'size';
  if (a.sha256 !== b.sha256) return 'content';
  return a.mtimeMs === b.mtimeMs ? 'same' : 'touched';
}
