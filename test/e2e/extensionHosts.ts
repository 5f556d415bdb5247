/** The processes in which VS Code runs extensions, among those that this one has started. */
import { readdirSync } from 'node:fs';
import { readText } from '../harness/files.ts';

interface Running {
  readonly pid: number;
  readonly parent: number;
  readonly isHost: boolean;
  /** Clock ticks from the start of the machine to its own. */
  readonly startedAt: number;
}

/** By proc(5), so on Linux alone. */
function processes(): Running[] {
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    const stat = Number.isInteger(pid) ? readText(`/proc/${name}/stat`) : undefined;
    if (stat === undefined) return [];
    const [state, parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const args = readText(`/proc/${name}/cmdline`)?.split('\0') ?? [];
    const isHost = state !== 'Z' && args.includes('--type=extensionHost');
    return [{ pid, parent: Number(parent), isHost, startedAt: Number(rest[17]) }];
  });
}

/** Process ids, the oldest first. */
export function extensionHosts(): number[] {
  const all = processes();
  const ours = new Set([process.pid]);
  for (let known = 0; known < ours.size;) {
    known = ours.size;
    for (const { pid, parent } of all) if (ours.has(parent)) ours.add(pid);
  }
  return all
    .filter(({ pid, isHost }) => isHost && ours.has(pid))
    .sort((a, b) => a.startedAt - b.startedAt)
    .map(({ pid }) => pid);
}
