import { setTimeout as delay } from 'node:timers/promises';
import * as v from 'valibot';
import type { MediaType } from '../api/contract.ts';
import { readBmp } from './bmp.ts';
import { factsSchema, flaw, type Found, type MediaFacts } from './facts.ts';
import { readGif } from './gif.ts';
import { readJpeg } from './jpeg.ts';
import { KnownStartReading } from './knownStart.ts';
import { kindOf } from './mediaTypes.ts';
import { readGlb, readUsdz } from './model.ts';
import { readPng } from './png.ts';
import {
  bytesMax,
  inspectionMs,
  ReadingOver,
  type PositionalReader,
  type Reading,
} from './reading.ts';
import { readSubtitles } from './subtitles.ts';
import { readTiff } from './tiff.ts';
import { readWebp } from './webp.ts';

export interface FactsRead {
  readonly facts: MediaFacts;
  /** Bytes that were read of the file, its known start included. */
  readonly bytesRead: number;
  /** Milliseconds. */
  readonly tookMs: number;
}

/** Milliseconds more that a GIF gets to show whether it moves: its category hangs on that. */
const undecidedMs = 2000;

/**
 * What the bytes of a file of that type say of it, within {@link bytesMax} and
 * {@link inspectionMs}: what was not found by then is left out. Bytes that make no sense are a flaw.
 * Rejects with the signal's own reason, and with the system's error when the file cannot be read;
 * with nothing else. A read that hangs is left behind, with whoever closes the reader.
 *
 * @param start the file's first bytes, where they were read already
 * @param limitMs milliseconds, for tests on a machine that has other things to do
 */
export async function readFacts(
  reader: PositionalReader,
  size: number,
  type: MediaType,
  signal?: AbortSignal,
  start: Buffer = Buffer.alloc(0),
  limitMs: number = inspectionMs,
): Promise<FactsRead> {
  // Code that is loaded on first use is not the file's fault, and not on its time.
  const read = await readerOf(type);
  signal?.throwIfAborted();
  const begun = performance.now();
  const found: Found = {};
  const over = new AbortController();
  const either = signal ? AbortSignal.any([signal, over.signal]) : over.signal;
  const reading = new KnownStartReading(reader, size, start, bytesMaxOf(type), either);
  const work = read(reading, found, type).catch((error: unknown) => {
    if (either.aborted || reading.isOver || reading.failure) return;
    // Whatever a parser throws at bytes that make no sense to it.
    if (!(error instanceof ReadingOver)) flaw(found, unreadable);
  });
  await endOf(work, found, type, limitMs, signal);
  over.abort(new ReadingOver('out of time'));
  signal?.throwIfAborted();
  if (reading.failure) throw reading.failure.error;
  return {
    facts: plausible(found),
    bytesRead: start.length + reading.bytesRead,
    tookMs: performance.now() - begun,
  };
}

/**
 * What can be so, of what was found: damaged bytes say that a video ends before it begins. A copy,
 * as a reader that was left behind may still find something.
 */
function plausible(found: Found): MediaFacts {
  const facts = Object.entries(factsSchema.entries).flatMap(([name, schema]) => {
    const value = found[name as keyof Found];
    const isPlausible =
      v.is(schema, value) && (typeof value !== 'number' || Number.isFinite(value));
    return value !== undefined && isPlausible ? [[name, value] as const] : [];
  });
  return structuredClone(Object.fromEntries(facts));
}

const unreadable = 'Its content makes no sense in places: it may be damaged.';

/** Resolves when the work is done, when its time is over, and when the signal fires. */
async function endOf(
  work: Promise<void>,
  found: Found,
  type: MediaType,
  limitMs: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const ended = new AbortController();
  const either = signal ? AbortSignal.any([signal, ended.signal]) : ended.signal;
  // A wait that is cut short has ended as well.
  const wait = (ms: number) => delay(ms, undefined, { signal: either }).catch(() => undefined);
  try {
    await Promise.race([work, wait(limitMs)]);
    if (type === 'image/gif' && found.isAnimated === undefined && signal?.aborted !== true) {
      await Promise.race([work, wait(undecidedMs)]);
    }
  } finally {
    ended.abort();
  }
}

function bytesMaxOf(type: MediaType): number {
  return type === 'image/gif' ? bytesMax.gif : bytesMax[kindOf(type)];
}

type ReadInto = (reading: Reading, found: Found, type: MediaType) => Promise<void>;

async function readerOf(type: MediaType): Promise<ReadInto> {
  switch (type) {
    case 'image/jpeg':
    case 'image/pjpeg':
      return readJpeg;
    case 'image/png':
      return readPng;
    case 'image/gif':
      return readGif;
    case 'image/webp':
      return readWebp;
    case 'image/bmp':
      return readBmp;
    case 'image/tiff':
      return readTiff;
    case 'text/srt':
    case 'text/vtt':
      return readSubtitles;
    case 'model/gltf-binary':
      return readGlb;
    case 'model/vnd.usdz+zip':
      return readUsdz;
    case 'video/mp4':
    case 'video/quicktime':
    case 'video/webm':
    case 'video/mp2t':
      return (await import('./video.ts')).readVideo;
  }
}
