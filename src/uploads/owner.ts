import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import * as v from 'valibot';

/** A process that works on an upload, so that others can tell whether it still does. */
export const ownerSchema = v.object({
  pid: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 31 - 1)),
  /** Epoch milliseconds. */
  startedAt: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15))),
  /** The machine's or container's name: a folder of uploads can be on a share. */
  host: v.optional(v.pipe(v.string(), v.maxLength(300))),
  /** On Linux, the boot and the clock ticks from then to the start of the process. */
  ticks: v.optional(v.pipe(v.string(), v.maxLength(100))),
});
export type Owner = v.InferOutput<typeof ownerSchema>;

function read(file: string): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // No such process, or a container that hides it: nothing is known.
    return undefined;
  }
}

const boot = read('/proc/sys/kernel/random/boot_id')?.trim();

/** The state and the start of a process, by proc(5): fields 3 and 22, counted behind the name. */
function lookUp(pid: number | 'self'): { ended: boolean; ticks: string } | undefined {
  const stat = boot === undefined ? undefined : read(`/proc/${pid}/stat`);
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const start = fields?.[19];
  if (boot === undefined || start === undefined) return undefined;
  // A zombie is listed until its parent asks for it, and does nothing any more.
  return { ended: fields?.[0] === 'Z' || fields?.[0] === 'X', ticks: `${boot}/${start}` };
}

/** This one. */
export const thisProcess: Owner = {
  pid: process.pid,
  startedAt: Math.round(performance.timeOrigin),
  host: hostname(),
  ticks: lookUp('self')?.ticks,
};

/**
 * Whether an upload's process lives. A process id that was given out again, after a restart of the
 * machine or of a container, does not make it live where the system tells when a process began.
 * Of another machine nothing can be known, so its processes count as alive.
 */
export function isOwnerAlive({ pid, startedAt, host, ticks }: Owner): boolean {
  if (isElsewhere({ host })) return true;
  if (pid === thisProcess.pid) {
    return ticks !== undefined && thisProcess.ticks !== undefined
      ? ticks === thisProcess.ticks
      : startedAt === thisProcess.startedAt;
  }
  const seen = lookUp(pid);
  if (seen !== undefined) return !seen.ended && (ticks === undefined || ticks === seen.ticks);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Whether a process is one of another machine or container. */
export function isElsewhere({ host }: Pick<Owner, 'host'>): boolean {
  return host !== undefined && host !== thisProcess.host;
}
