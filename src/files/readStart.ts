import type { PositionalReader } from './reading.ts';

/** The first `length` bytes of a file, or all of a shorter one. Rejects with the system's error. */
export async function readStart(reader: PositionalReader, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await reader.read(bytes, filled, length - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
