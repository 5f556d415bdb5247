import { constants, type Stats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { totalBytesMax, type MediaCategory, type MediaType } from '../api/contract.ts';
import { categoryFor, type MediaUse } from './category.ts';
import { headLength, typeByBytes, typeByName, type Recognised } from './detect.ts';
import { gifMoves } from './gif.ts';
import { kindOf } from './mediaTypes.ts';
import { FileProblem, problemOfSystemError, problemUnlessRegular } from './problem.ts';
import { readStart } from './readStart.ts';
import { isPictureOrSound, notTransportStreamProblem, unlistedProblem } from './unlisted.ts';

/** A file that X takes, as far as its name, size and first bytes tell. */
export interface MediaFile {
  readonly path: string;
  /** The base name, as it is on disk. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970, as `fs.Stats` has it. */
  readonly mtimeMs: number;
  readonly mediaType: MediaType;
  /** Undefined for 3D models only. */
  readonly mediaCategory: MediaCategory | undefined;
  /** One clause. */
  readonly categoryReason: string;
  /** One clause. */
  readonly typeReason: string;
  /** Whole sentences on what may surprise; mostly none. */
  readonly notes: readonly string[];
}

export interface InspectOptions {
  readonly mediaUse: MediaUse;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Says what a file is, or rejects with a {@link FileProblem} that says why X will not take it.
 * An abort rejects with the signal's own reason. Reads 4 KiB, and of a GIF up to its second frame.
 */
export async function inspectFile(file: string, options: InspectOptions): Promise<MediaFile> {
  const { mediaUse, signal } = options;
  const name = path.basename(file);
  signal?.throwIfAborted();
  const handle = await openRegularFile(file, name);
  try {
    const stats = await orProblem(name, handle.stat());
    refuseUnlessRegular(name, stats);
    const { size, mtimeMs } = stats;
    refuseBySize(name, size);

    const head = await orProblem(name, readStart(handle, headLength));
    signal?.throwIfAborted();
    const verdict = judge(name, typeByName(name), await typeByBytes(head));

    const moves = verdict.mediaType === 'image/gif' && (await movesOrProblem(name, handle, signal));
    const { category, reason } = categoryFor(verdict.mediaType, mediaUse, moves);
    signal?.throwIfAborted();
    return {
      path: file,
      name,
      size,
      mtimeMs,
      ...verdict,
      mediaCategory: category,
      categoryReason: reason,
    };
  } finally {
    await handle.close();
  }
}

async function openRegularFile(file: string, name: string): Promise<FileHandle> {
  refuseUnlessRegular(name, await orProblem(name, stat(file)));
  // The file may be swapped for a pipe after `stat`: without O_NONBLOCK, opening that would wait
  // for a writer for ever. Windows has no such flag and no such pipes.
  return await orProblem(name, open(file, constants.O_RDONLY | constants.O_NONBLOCK));
}

function refuseUnlessRegular(name: string, stats: Stats): void {
  const problem = problemUnlessRegular(name, stats);
  if (problem !== undefined) throw problem;
}

function refuseBySize(name: string, size: number): void {
  if (size === 0) {
    throw new FileProblem(
      'empty',
      `“${name}” is empty (0 bytes), and X takes no empty files: export or download it again.`,
    );
  }
  if (size > totalBytesMax) {
    throw new FileProblem(
      'tooLarge',
      `“${name}” has ${inGiB(size)}, and X takes at most ${inGiB(totalBytesMax)}: shorten or compress it.`,
    );
  }
}

function inGiB(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(2)} GiB (${bytes} bytes)`;
}

async function movesOrProblem(
  name: string,
  handle: FileHandle,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    return await gifMoves(handle, signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw problemOfSystemError(name, error);
  }
}

async function orProblem<T>(name: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw problemOfSystemError(name, error);
  }
}

type Verdict = Pick<MediaFile, 'mediaType' | 'typeReason' | 'notes'>;

/** Weighs what the name says against what the bytes say: the bytes win. */
function judge(name: string, named: Recognised | undefined, seen: Recognised | undefined): Verdict {
  const namedTransportStream = named?.mediaType === 'video/mp2t';
  if (!seen) {
    if (namedTransportStream) throw notTransportStreamProblem(name);
    if (!named?.mediaType) throw unlistedProblem(name, named?.mime);
    return verdict(named.mediaType, 'by its name only', [
      `Its first bytes do not look like ${named.mediaType}, so X may refuse it.`,
    ]);
  }
  if (!seen.mediaType) {
    if (namedTransportStream && !isPictureOrSound(seen.mime)) throw notTransportStreamProblem(name);
    throw unlistedProblem(name, seen.mime);
  }
  // Both are JPEG, and only the name can tell that X's older name for it is meant.
  if (named?.mediaType === 'image/pjpeg' && seen.mediaType === 'image/jpeg') {
    return verdict(named.mediaType, 'by its name, confirmed by its first bytes', []);
  }
  if (!named) return verdict(seen.mediaType, 'by its first bytes', []);
  if (named.mime === seen.mediaType) {
    return verdict(seen.mediaType, 'by its name, confirmed by its first bytes', []);
  }
  return verdict(seen.mediaType, 'by its first bytes, against its name', [
    `Its name says ${named.mime}, but its first bytes are ${seen.mediaType}, which is what X is told.`,
  ]);
}

function verdict(mediaType: MediaType, typeReason: string, notes: readonly string[]): Verdict {
  return {
    mediaType,
    typeReason,
    notes:
      kindOf(mediaType) === 'model'
        ? [...notes, 'X documents no media category for 3D models, so none is sent.']
        : notes,
  };
}
