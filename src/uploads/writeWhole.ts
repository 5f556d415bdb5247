import { randomUUID } from 'node:crypto';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

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
    await replace(temporary, target);
  } catch (error) {
    // The first error is the one to tell; what remains of the temporary file is never read.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Windows refuses to replace a file that somebody reads just then, a virus scanner say. */
export async function replace(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      const busy = process.platform === 'win32' && /^(EPERM|EACCES|EBUSY)$/.test(code);
      if (!busy || attempt >= 6) throw error;
      await delay(attempt * 40);
    }
  }
}

/** Milliseconds after which a temporary file has no writer any more. */
const abandonedMs = 60 * 60_000;

/** Removes the temporary files of writers that were killed; a folder that is not there has none. */
export async function sweepTemporaries(dir: string): Promise<void> {
  for (const name of await readdir(dir)) {
    if (!/^\..+\.tmp$/.test(name)) continue;
    const file = path.join(dir, name);
    const { mtimeMs } = await stat(file);
    if (Date.now() - mtimeMs > abandonedMs) await rm(file, { force: true });
  }
}
