import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** Bytes: an account with the longest of everything has a quarter of it once sealed. */
const bytesMax = 256 * 1024;

// Windows has neither, and no named pipe in a folder.
const { O_NOFOLLOW, O_NONBLOCK } = constants as Partial<typeof constants>;
const flags = constants.O_RDONLY | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0);

/**
 * The text of a small file of ours; undefined for what is not there, is no regular file (a link, a
 * folder, a pipe that nobody writes to), cannot be read, or is too large to be one.
 */
export async function readSmall(file: string): Promise<string | undefined> {
  try {
    await using handle = await open(file, flags);
    const stats = await handle.stat();
    if (!stats.isFile() || stats.size > bytesMax) return undefined;
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(stats.size), 0, stats.size, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    // Whatever the reason: it tells nothing.
    return undefined;
  }
}
