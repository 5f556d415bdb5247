import path from 'node:path';
import type { MediaCategory } from '../api/contract.ts';
import { answered } from './answered.ts';
import { decideCategory, type DecidedCategory, type MediaUse } from './category.ts';
import { headLength, typeByBytes, typeByName } from './detect.ts';
import type { MediaFacts } from './facts.ts';
import { judge, type Verdict } from './judge.ts';
import { kindOf } from './mediaTypes.ts';
import { MemoryReader } from './memoryReader.ts';
import { OpenFile } from './openFile.ts';
import { FileProblem, forbiddenBySize, problemOfSystemError } from './problem.ts';
import { readFacts } from './readFacts.ts';
import type { PositionalReader } from './reading.ts';
import { readStart } from './readStart.ts';
import type { AccountTier } from './tier.ts';

/** A file that X takes, as far as its name, size and bytes tell. */
export interface MediaFile extends Verdict {
  readonly path: string;
  /** The base name, as it is on disk. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970, as `fs.Stats` has it; 0 for what is no file. */
  readonly mtimeMs: number;
  /** Undefined for 3D models only. */
  readonly mediaCategory: MediaCategory | undefined;
  /** One clause. */
  readonly categoryReason: string;
  /** Another category to think of, and why. */
  readonly suggestion?: DecidedCategory['suggestion'] | undefined;
  /** What could be read within the limits of an inspection. */
  readonly facts: MediaFacts;
  /** What it cost to find out: bytes that were read, and milliseconds. */
  readonly reading: { readonly bytes: number; readonly ms: number };
}

/** Milliseconds for which a disk may keep silent before anything is known of a file. */
const stallMs = 10_000;

export interface InspectOptions {
  readonly mediaUse: MediaUse;
  /** Whose limits count; `standard` unless said otherwise. */
  readonly tier?: AccountTier | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Bytes up to which a document that is no file is looked into: it is in memory, whole. */
export const inspectedBytesMax = 16 * 1024 * 1024;

/**
 * Says what a file is, or rejects with a {@link FileProblem} that says why X will not take it.
 * An abort rejects with the signal's own reason. Reads 4 KiB, and what `readFacts` may.
 */
export async function inspectFile(file: string, options: InspectOptions): Promise<MediaFile> {
  const name = path.basename(file);
  options.signal?.throwIfAborted();
  const begun = performance.now();
  const opening = OpenFile.open(file);
  let opened: OpenFile;
  try {
    opened = await answered(name, opening, stallMs, options.signal);
  } catch (error) {
    // A disk that answers only now opens it for nobody.
    opening.then((late) => late.close()).catch(() => undefined);
    throw error;
  }
  try {
    const { size, mtimeMs } = opened;
    return await inspect(opened, { path: file, name, size, mtimeMs }, begun, options);
  } finally {
    await opened.close();
  }
}

/**
 * The same for a document that is no file on a disk: `name` is its path as well. Refuses more than
 * {@link inspectedBytesMax}.
 */
export async function inspectBytes(
  name: string,
  bytes: Uint8Array,
  options: InspectOptions,
): Promise<MediaFile> {
  options.signal?.throwIfAborted();
  const begun = performance.now();
  const size = bytes.length;
  if (size > inspectedBytesMax) {
    throw new FileProblem(
      'tooLarge',
      `“${name}” is no file on a disk, and has more than the 16 MiB that are looked into then: save it as a file, and choose that.`,
    );
  }
  const identity = { path: name, name: path.basename(name), size, mtimeMs: 0 };
  return await inspect(new MemoryReader(bytes), identity, begun, options);
}

type Identity = Pick<MediaFile, 'path' | 'name' | 'size' | 'mtimeMs'>;

async function inspect(
  reader: PositionalReader,
  identity: Identity,
  begun: number,
  { mediaUse, tier = 'standard', signal }: InspectOptions,
): Promise<MediaFile> {
  const { name, size } = identity;
  const refusal = forbiddenBySize(name, size);
  if (refusal !== undefined) throw refusal;
  try {
    const start = await answered(name, readStart(reader, headLength), stallMs, signal);
    signal?.throwIfAborted();
    const seen = await typeByBytes(start);
    const verdict = judge(name, typeByName(name), seen);
    const { mediaType } = verdict;
    // Subtitles that are not known as such are still text, whose lines can be told what they lack.
    const isReadable = seen !== undefined || kindOf(mediaType) === 'subtitles';
    const { facts, bytesRead } = isReadable
      ? await readFacts(reader, size, mediaType, signal, start)
      : { facts: {}, bytesRead: start.length };
    const decided = decideCategory(mediaType, mediaUse, { facts, size, tier });
    return {
      ...identity,
      ...verdict,
      mediaCategory: decided.category,
      categoryReason: decided.reason,
      suggestion: decided.suggestion,
      facts,
      reading: { bytes: bytesRead, ms: performance.now() - begun },
    };
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof FileProblem || !isSystemError(error)) throw error;
    throw problemOfSystemError(name, error);
  }
}

/** What a disk says, in contrast to a mistake of ours. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}
