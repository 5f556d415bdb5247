import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import type { Ports } from '../api/ports.ts';
import { isOwnerAlive, thisProcess } from '../uploads/owner.ts';

/** Milliseconds between looks at a lock that another window holds. */
const lookMs = 40;
/** Milliseconds after which no holder is believed: longer than any call to X may take. */
const heldMsMax = 90_000;

/**
 * Runs `work` while no other window of this machine does, by a file that exists as long. A holder
 * that died, or that has held on for longer than any work takes, is put aside. Rejects with the
 * signal's reason while it waits, with the system's error when the folder cannot be written, and
 * as `work` does.
 */
export async function whileLocked<T>(
  file: string,
  { wait, now }: Pick<Ports, 'wait' | 'now'>,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const mine = JSON.stringify({ ...thisProcess, key: randomUUID() });
  while (!(await take(file, mine))) {
    if (!(await putAside(file, now()))) await wait(lookMs, signal);
  }
  try {
    return await work();
  } finally {
    // Put aside as too old, it is another's by now.
    if ((await text(file)) === mine) await rm(file, { force: true });
  }
}

async function take(file: string, mine: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(mine);
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function text(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

/** Whether the lock was found to be nobody's, and is out of the way. */
async function putAside(file: string, now: number): Promise<boolean> {
  const held = await text(file);
  const age = await stat(file).then(
    ({ mtimeMs }) => now - mtimeMs,
    () => 0,
  );
  if (held === undefined || (isHeld(held) && age < heldMsMax)) return false;
  // Only one window succeeds in renaming it, and only then is it gone.
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch {
    return true;
  }
  // Another window was faster, and this is its own new lock: it gets that back.
  if ((await text(aside)) !== held) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
  return true;
}

const holderSchema = v.object({ pid: v.number(), startedAt: v.optional(v.number()) });

/** A file without an owner is one whose holder is just about to write its name, or died doing so. */
function isHeld(held: string): boolean {
  const owner = v.safeParse(v.pipe(v.string(), v.parseJson(), holderSchema), held);
  return !owner.success || isOwnerAlive(owner.output);
}
