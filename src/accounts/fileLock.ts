import { randomUUID } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import type { Ports } from '../api/ports.ts';
import { isOwnerAlive, thisProcess } from '../uploads/owner.ts';
import { readSmall } from './smallFile.ts';

/** Milliseconds between looks at a lock that another window holds. */
const lookMs = 40;
/** Milliseconds of looking after which no holder is believed: longer than any call to X may take. */
const heldMsMax = 90_000;
/** The same for a lock without a name in it: its holder writes it at once, or died before it could. */
const namelessMsMax = 2_000;

/**
 * Runs `work` while no other window of this machine does, by a file that exists as long. A holder
 * that died, or that has held on for longer than any work takes, is put aside. How long is told by
 * looking and by no clock: after the machine slept, a holder goes on where it was, and an old file
 * says nothing of it. Rejects with the signal's reason while it waits, with the system's error when
 * the folder cannot be written, and as `work` does.
 */
export async function whileLocked<T>(
  file: string,
  { wait }: Pick<Ports, 'wait'>,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const mine = JSON.stringify({ ...thisProcess, key: randomUUID() });
  let seen: string | undefined;
  let lookedMs = 0;
  while (!(await take(file, mine))) {
    const held = await readSmall(file);
    lookedMs = held === seen ? lookedMs + lookMs : 0;
    seen = held;
    if (isNobodys(held, lookedMs) && (await putAside(file, held, lookedMs))) continue;
    await wait(lookMs, signal);
  }
  try {
    return await work();
  } finally {
    // Put aside, it is another's by now. One that cannot be removed ends with this process.
    if ((await readSmall(file)) === mine) await rm(file, { force: true }).catch(() => undefined);
  }
}

/** Makes the folder as well, which may be deleted at any time. */
async function take(file: string, mine: string): Promise<boolean> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
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

/**
 * Whether the lock is out of the way. Only one window at a time puts it aside, by a lock of its
 * own: what it then removes is what it saw, and not what a faster window has taken since.
 */
async function putAside(
  file: string,
  held: string | undefined,
  lookedMs: number,
): Promise<boolean> {
  const guard = `${file}.aside`;
  const mine = JSON.stringify({ ...thisProcess, key: randomUUID() });
  if (!(await take(guard, mine))) {
    // Whoever put it aside died over it.
    if (isNobodys(await readSmall(guard), lookedMs)) await remove(guard);
    return false;
  }
  try {
    if ((await readSmall(file)) === held) await remove(file);
  } finally {
    await remove(guard);
  }
  return true;
}

/** Also what is no file: a folder, or a link that leads nowhere. */
async function remove(file: string): Promise<void> {
  await rm(file, { force: true, recursive: true });
}

const holderSchema = v.object({ pid: v.number(), startedAt: v.optional(v.number()) });

/** Whether a lock that read the same for so many milliseconds has a holder no more. */
function isNobodys(held: string | undefined, lookedMs: number): boolean {
  // Released a moment ago, or no lock of ours at all.
  if (held === undefined) return lookedMs >= namelessMsMax;
  const owner = v.safeParse(v.pipe(v.string(), v.parseJson(), holderSchema), held);
  if (!owner.success) return lookedMs >= namelessMsMax;
  return lookedMs >= heldMsMax || !isOwnerAlive(owner.output);
}
