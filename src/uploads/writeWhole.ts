import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/**
 * Writes a file so that it is whole or absent whatever happens meanwhile: to a temporary name
 * beside it, flushed, then renamed. Readable by its owner alone. Rejects with the system's error.
 */
export async function writeWhole(target: string, text: string): Promise<void> {
  const temporary = path.join(
    path.dirname(target),
    `.${path.basename(target)}.${randomUUID()}.tmp`,
  );
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
  } catch (error) {
    // The first error is the one to tell; what remains of the temporary file is never read.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}
