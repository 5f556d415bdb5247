import { randomUUID } from 'node:crypto';
import { lstat, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { claim, holderOf, ownerIn, type Held } from './claim.ts';
import { isElsewhere, isOwnerAlive, type Owner } from './owner.ts';
import { smallBytesMax } from './smallFile.ts';

/** Milliseconds between signs of life, for other machines. */
const touchMs = 30_000;
/** Milliseconds without a sign of life after which a process of another machine is taken for dead. */
const silentMsMax = 120_000;
/** The same for a lease that names nobody: its holder died before it could. */
const namelessMsMax = 2_000;

/** One window works on an upload, for as long as it holds this. */
export interface Lease extends AsyncDisposable {
  /**
   * Whether it is still ours: reads the file. A machine that slept may have lost it to another, and
   * a folder may have been deleted.
   */
  held(): Promise<boolean>;
}

/**
 * Undefined when a living process holds it, this one too. A holder of this machine is believed for
 * as long as its process lives. Rejects with the system's error where no lease can be written.
 */
export async function takeLease(file: string): Promise<Lease | undefined> {
  const taken = await claim(file, isAbandoned);
  if (taken === undefined) return undefined;
  const timer = setInterval(() => {
    // A sign of life that cannot be given is missed by other machines only, and told by `held`.
    taken.touch().catch(() => undefined);
  }, touchMs);
  timer.unref();
  return {
    held: () => taken.held(),
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await taken.release();
    },
  };
}

/** Who holds it and is alive, as far as can be told. Rejects with the system's error. */
export async function leaseHolder(file: string): Promise<Owner | undefined> {
  const holder = await holderOf(file);
  if (holder === undefined || (await isAbandoned(holder))) return undefined;
  return ownerIn(holder);
}

async function isAbandoned(held: Held): Promise<boolean> {
  const owner = ownerIn(held);
  if (owner === undefined) return (await ageMs(held)) > namelessMsMax;
  if (isElsewhere(owner)) return (await ageMs(held)) > silentMsMax;
  return !isOwnerAlive(owner);
}

/**
 * Milliseconds since a file was written to, by the clock of the file system, which all machines
 * that share it have in common. 0 for what cannot be judged: a file that went meanwhile, a file of
 * ours that cannot be read, a folder that cannot be written.
 */
async function ageMs({ path: file, text }: Held): Promise<number> {
  const probe = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}.tmp`);
  try {
    const then = await lstat(file);
    if (text === undefined && then.isFile() && then.size <= smallBytesMax) return 0;
    await using handle = await open(probe, 'wx', 0o600);
    return (await handle.stat()).mtimeMs - then.mtimeMs;
  } catch {
    return 0;
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}
