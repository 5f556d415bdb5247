import { open } from 'node:fs/promises';
import type { MediaType } from '../../../src/api/contract.ts';
import type { Found } from '../../../src/files/facts.ts';
import { bytesMax, Reading, type PositionalReader } from '../../../src/files/reading.ts';
import { readVideo } from '../../../src/files/video.ts';
import { fixture } from './fixtures.ts';

/** Bytes in memory. */
export const inMemory = (content: Buffer): PositionalReader => ({
  read(buffer, offset, length, position) {
    const bytesRead = content.subarray(position, position + length).copy(buffer, offset);
    return Promise.resolve({ bytesRead });
  },
});

/**
 * A file of which only some parts were written: the rest is zeros, and takes no memory. A part is
 * named by the position at which it begins.
 */
export const sparse = (parts: readonly (readonly [number, Buffer])[]): PositionalReader => ({
  read(buffer, offset, length, position) {
    buffer.fill(0, offset, offset + length);
    for (const [start, part] of parts) {
      const from = Math.max(position, start);
      const to = Math.min(position + length, start + part.length);
      if (from < to) part.copy(buffer, offset + from - position, from - start, to - start);
    }
    return Promise.resolve({ bytesRead: length });
  },
});

export interface Read {
  readonly found: Found;
  readonly bytesRead: number;
}

export async function read(
  reader: PositionalReader,
  size: number,
  type: MediaType,
  limits: { readonly bytes?: number; readonly signal?: AbortSignal } = {},
): Promise<Read> {
  const reading = new Reading(reader, size, { bytes: bytesMax.video, ...limits });
  const found: Found = {};
  await readVideo(reading, found, type);
  return { found, bytesRead: reading.bytesRead };
}

export const readBytes = (content: Buffer, type: MediaType = 'video/mp4') =>
  read(inMemory(content), content.length, type);

export const typeOf = (name: string): MediaType => {
  if (name.endsWith('.webm')) return 'video/webm';
  if (name.endsWith('.ts')) return 'video/mp2t';
  return name.endsWith('.mov') ? 'video/quicktime' : 'video/mp4';
};

export async function readFixture(name: string): Promise<Read> {
  await using file = await open(fixture(name));
  const { size } = await file.stat();
  return await read(file, size, typeOf(name));
}
