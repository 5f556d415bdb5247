import type { MediaType } from '../../../src/api/contract.ts';
import { readFacts } from '../../../src/files/readFacts.ts';
import type { PositionalReader } from '../../../src/files/reading.ts';

/** A file in memory that counts what is read of it. */
export class CountingReader implements PositionalReader {
  reads = 0;
  bytesRead = 0;
  private readonly content: Buffer;

  constructor(content: Buffer) {
    this.content = content;
  }

  read(buffer: Uint8Array, offset: number, length: number, position: number) {
    const bytesRead = this.content.subarray(position, position + length).copy(buffer, offset);
    this.reads += 1;
    this.bytesRead += bytesRead;
    return Promise.resolve({ bytesRead });
  }
}

/** Milliseconds: whatever else the machine does, there is time enough. */
const unhurriedMs = 5000;

export function readUnhurried(
  reader: PositionalReader,
  size: number,
  type: MediaType,
  signal?: AbortSignal,
) {
  return readFacts(reader, size, type, signal, undefined, unhurriedMs);
}

/** What is found in a file in memory. */
export async function factsOf(content: Buffer, type: MediaType, signal?: AbortSignal) {
  return (await readUnhurried(new CountingReader(content), content.length, type, signal)).facts;
}
