import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** Bytes: an account with the longest of everything has a quarter of it once sealed. */
export const smallBytesMax = 256 * 1024;

// Windows has neither, and no named pipe in a folder.
const { O_NOFOLLOW, O_NONBLOCK } = constants as Partial<typeof constants>;
/** To open what is ours: not what a link leads to, and no pipe that nobody writes to. */
export const ownFile = (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0);

/**
 * The text of a small file of ours; undefined for what is not there, is no regular file (a link, a
 * folder, a pipe that nobody writes to), cannot be read, or is too large to be one.
 */
export async function readSmall(file: string): Promise<string | undefined> {
  try {
    await using handle = await open(file, constants.O_RDONLY | ownFile);
    const stats = await handle.stat();
    if (!stats.isFile() || stats.size > smallBytesMax) return undefined;
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(stats.size), 0, stats.size, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    // Whatever the reason: it tells nothing.
    return undefined;
  }
}
