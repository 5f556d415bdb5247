import { constants, type Stats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { problemUnlessRegular } from './problem.ts';

/**
 * Opens a regular file for reading. Rejects with a `FileProblem` for anything else, and with the
 * system's error.
 */
export async function openRegular(file: string): Promise<{ handle: FileHandle; stats: Stats }> {
  refuseUnlessRegular(file, await stat(file));
  // The file may be swapped for a pipe after `stat`: without O_NONBLOCK, opening that would wait
  // for a writer for ever. Windows has no such flag and no such pipes.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await handle.stat();
    refuseUnlessRegular(file, stats);
    return { handle, stats };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function refuseUnlessRegular(file: string, stats: Stats): void {
  const problem = problemUnlessRegular(path.basename(file), stats);
  if (problem !== undefined) throw problem;
}
