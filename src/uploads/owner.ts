import type { RecordIn } from './record.ts';

/** The process that waits for X's answer to an upload. */
export type Owner = RecordIn<'initializing'>['owner'];

/** This one. A container gives the same process id again after a restart; not at the same time. */
export const thisProcess: Owner = {
  pid: process.pid,
  startedAt: Math.round(performance.timeOrigin),
};

/** Whether an upload's process lives on this machine. */
export function isOwnerAlive({ pid, startedAt }: Owner): boolean {
  if (pid === thisProcess.pid) return startedAt === thisProcess.startedAt;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
