import type { RmOptions } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { isAbsent } from './recordFiles.ts';

/** What stands beside an upload's record: that it was warned of, its ledger, who works on it, who offers to. */
const kinds = ['warned', 'ledger', 'lease', 'offer'] as const;

export function beside(dir: string, uploadId: string, kind: (typeof kinds)[number]): string {
  return path.join(dir, `${uploadId}.${kind}`);
}

/** Removes all of it, and nothing of the record. Rejects with the system's error. */
export async function removeBeside(dir: string, uploadId: string): Promise<void> {
  let taken = false;
  for (const kind of kinds) {
    const removed = await removeIfThere(beside(dir, uploadId, kind), { recursive: true });
    taken ||= removed && (kind === 'lease' || kind === 'offer');
  }
  if (!taken) return;
  // Whoever was killed while it took one of these over left a part of it.
  const parts = [`${uploadId}.lease.`, `${uploadId}.offer.`];
  for (const name of await readdir(dir)) {
    if (parts.some((part) => name.startsWith(part)))
      await rm(path.join(dir, name), { force: true });
  }
}

/** Whether it was there. A folder goes only where that is said. */
export async function removeIfThere(file: string, options: RmOptions = {}): Promise<boolean> {
  try {
    await rm(file, options);
    return true;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}
