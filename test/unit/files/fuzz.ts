/** Inspection of damaged files of every type: it has to end, within its limits, and to stay polite. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import type { MediaType } from '../../../src/api/contract.ts';
import { factsSchema } from '../../../src/files/facts.ts';
import { inspectBytes, inspectFile, type MediaFile } from '../../../src/files/inspect.ts';
import { kindOf } from '../../../src/files/mediaTypes.ts';
import { isFileProblem } from '../../../src/files/problem.ts';
import { bytesMax, inspectionMs } from '../../../src/files/reading.ts';
import { damaged, originals, random } from './mutation.ts';

export interface Fuzzed {
  readonly rounds: number;
  /** Rounds that ended in a file that X takes, by type; the others were refused. */
  readonly taken: Readonly<Record<string, number>>;
  readonly slowest: Extreme;
  /** By what limits it: the keys of `bytesMax`. */
  readonly mostRead: Readonly<Partial<Record<Limit, Extreme>>>;
  /** Rounds that took more than a tenth of the time that an inspection has. */
  readonly slow: number;
  /** Bytes by which the process grew, at most. */
  readonly grownBytes: number;
}

type Limit = keyof typeof bytesMax;

interface Extreme {
  readonly what: string;
  /** Milliseconds of a processor, or bytes. */
  readonly value: number;
}

export interface FuzzLimits {
  /** Milliseconds of a processor that one inspection may take, whatever else the machine does. */
  readonly ms: number;
  /** Bytes by which the process may grow. */
  readonly bytes: number;
}

/** Rounds between two files that are written to a disk; the others stay in memory. */
const roundsPerFile = 40;
const roundsPerProgress = 5000;

/**
 * Rejects with the round that broke a promise. A round depends on the seed and its own number
 * alone, so that `first` repeats it.
 */
export async function fuzz(
  rounds: number,
  seed: number,
  limits: FuzzLimits,
  { first = 0, progress }: { first?: number; progress?: (round: number) => void } = {},
): Promise<Fuzzed> {
  const all = originals();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'x-media-fuzz-'));
  // Code that is loaded on first use takes its time once.
  for (const { name, bytes } of all) await inspected(name, bytes, undefined);
  const before = process.memoryUsage().rss;
  const taken: Record<string, number> = {};
  let slowest: Extreme = { what: 'none', value: 0 };
  const mostRead: Partial<Record<Limit, Extreme>> = {};
  let slow = 0;
  let grownBytes = 0;
  try {
    for (let round = first; round < first + rounds; round += 1) {
      const { name, bytes } = damaged(all, random(seed * 1_000_003 + round));
      const what = `round ${round} of seed ${seed} (${name}, ${bytes.length} bytes)`;
      const begun = process.cpuUsage();
      const file = await inspected(name, bytes, round % roundsPerFile === 0 ? folder : undefined);
      const { user, system } = process.cpuUsage(begun);
      const ms = (user + system) / 1000;
      if (ms > limits.ms) throw new Error(`${what} took ${ms.toFixed(0)} ms of a processor`);
      if (ms > slowest.value) slowest = { what, value: ms };
      if (ms > inspectionMs / 10) slow += 1;
      if (file instanceof Error) {
        if (!isRefusal(file)) throw new Error(`${what} failed`, { cause: file });
      } else {
        const wrong = wrongIn(file);
        if (wrong !== undefined) throw new Error(`${what}: ${wrong}`);
        taken[file.mediaType] = (taken[file.mediaType] ?? 0) + 1;
        const limit = limitOf(file.mediaType);
        const value = file.reading.bytes;
        if (value > (mostRead[limit]?.value ?? -1)) mostRead[limit] = { what, value };
      }
      if (round % 100 === 0) {
        grownBytes = Math.max(grownBytes, process.memoryUsage().rss - before);
        if (grownBytes > limits.bytes) throw new Error(`${what}: grew by ${grownBytes} bytes`);
      }
      if (round % roundsPerProgress === 0 && round > first) progress?.(round);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { rounds, taken, slowest, mostRead, slow, grownBytes };
}

async function inspected(
  name: string,
  bytes: Buffer,
  folder: string | undefined,
): Promise<MediaFile | Error> {
  const options = { mediaUse: 'post' } as const;
  try {
    if (folder === undefined) return await inspectBytes(name, bytes, options);
    const file = path.join(folder, name);
    await writeFile(file, bytes);
    return await inspectFile(file, options);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** What inspection answered that it must not. */
function wrongIn({ mediaType, facts, reading, size }: MediaFile): string | undefined {
  if (!v.is(factsSchema, facts)) return `no facts: ${JSON.stringify(facts)}`;
  for (const [fact, value] of Object.entries(facts)) {
    if (typeof value === 'number' && !Number.isFinite(value)) return `${fact} is ${value}`;
  }
  if ((facts.flaws?.length ?? 0) > 20) return `${facts.flaws?.length ?? 0} flaws`;
  if (reading.bytes > bytesMax[limitOf(mediaType)]) return `${reading.bytes} bytes were read`;
  // What is read twice is read in vain: some, at the border of two parts, is forgiven.
  return reading.bytes > 2 * size + 4096
    ? `${reading.bytes} bytes of ${size} were read`
    : undefined;
}

function limitOf(type: MediaType): Limit {
  return type === 'image/gif' ? 'gif' : kindOf(type);
}

/** Damage is a reason to refuse a file for what it is, and not for a disk that cannot be read. */
function isRefusal(error: Error): boolean {
  return isFileProblem(error) && (error.kind === 'unlisted' || error.kind === 'empty');
}
