/** Folders and files that nobody may write to, root neither. */
import { spawnSync } from 'node:child_process';
import { chmod } from 'node:fs/promises';

const isRoot = process.getuid?.() === 0;

/** False where this machine has no way to. */
export async function makeReadOnly(path: string): Promise<boolean> {
  if (isRoot) return spawnSync('chattr', ['+i', path]).status === 0;
  await chmod(path, 0o555);
  return true;
}

export async function makeWritable(path: string): Promise<void> {
  if (isRoot) spawnSync('chattr', ['-i', path]);
  else await chmod(path, 0o755);
}
