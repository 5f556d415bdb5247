import type { Ports } from '../api/ports.ts';
import { claim, ownerIn, type Claim, type Held } from '../uploads/claim.ts';
import { isOwnerAlive } from '../uploads/owner.ts';

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
  let seen: string | undefined;
  let lookedMs = 0;
  const isNobodys = (held: Held) => {
    lookedMs = held.text === seen ? lookedMs + lookMs : 0;
    seen = held.text;
    return isLeft(held, lookedMs);
  };
  let lock: Claim | undefined;
  while ((lock = await claim(file, isNobodys)) === undefined) await wait(lookMs, signal);
  try {
    return await work();
  } finally {
    // Put aside, it is another's by now. One that cannot be removed ends with this process.
    await lock.release().catch(() => undefined);
  }
}

/** Whether a lock that read the same for so many milliseconds has a holder no more. */
function isLeft(held: Held, lookedMs: number): boolean {
  const owner = ownerIn(held);
  // Released a moment ago, or no lock of ours at all.
  if (owner === undefined) return lookedMs >= namelessMsMax;
  return lookedMs >= heldMsMax || !isOwnerAlive(owner);
}
