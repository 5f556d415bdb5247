/**
 * Child processes that end together with everything they started. VS Code's servers leave children
 * of their own, so each is the leader of a process group and the group is what gets ended.
 */
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const windows = process.platform === 'win32';
const running = new Set<ProcessGroup>();

/** A folder with one file per live group, so that a parent can end what a killed child left. */
const ledger = process.env.XMEDIA_GROUPS_DIR;
const ledgers = new Set<string>();

function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  if (windows && signal !== 0) {
    return spawnSync('taskkill', ['/pid', String(pid), '/T', '/F']).status === 0;
  }
  try {
    process.kill(windows ? pid : -pid, signal);
    return true;
  } catch {
    return false; // ESRCH: nothing of the group is left, which is what the caller wants to know.
  }
}

async function goneWithin(pid: number, milliseconds: number): Promise<boolean> {
  const deadline = Date.now() + milliseconds;
  while (signalGroup(pid, 0)) {
    if (Date.now() > deadline) return false;
    await delay(20);
  }
  return true;
}

async function endGroup(pid: number): Promise<void> {
  signalGroup(pid, 'SIGTERM');
  if (await goneWithin(pid, 3000)) return;
  signalGroup(pid, 'SIGKILL');
  // A container without an init never reaps orphans: a zombie keeps its group but runs no more.
  await goneWithin(pid, 2000);
}

export class ProcessGroup {
  readonly pid: number;
  readonly child: ChildProcess;
  /** Resolves with the exit code of the leader, 1 when a signal ended it. */
  readonly exited: Promise<number>;
  #output = '';

  constructor(command: string, args: readonly string[], options: SpawnOptions = {}) {
    this.child = spawn(command, args, { windowsHide: true, ...options, detached: !windows });
    this.exited = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('exit', (code) => {
        resolve(code ?? 1);
      });
    });
    this.exited.catch(() => undefined); // Whoever awaits `exited` hears of it; nobody may.
    this.pid = this.child.pid ?? 0;
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-20_000);
      });
    }
    if (this.pid === 0) return;
    running.add(this);
    if (ledger) writeFileSync(path.join(ledger, String(this.pid)), '');
  }

  /** The last 20,000 characters the group printed, when its streams are pipes. */
  get output(): string {
    return this.#output;
  }

  /** Waits for the leader's own end, then ends what it left; ends everything when it is late. */
  async endedWithin(milliseconds: number): Promise<number> {
    const late = AbortSignal.timeout(milliseconds);
    late.addEventListener('abort', () => void this.stop());
    const code = await this.exited.finally(() => this.stop());
    if (!late.aborted) return code;
    throw new Error(`Process ${this.pid} did not end within ${milliseconds / 1000} s`);
  }

  get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  async stop(): Promise<void> {
    if (!running.has(this)) return;
    await endGroup(this.pid);
    this.forget();
  }

  /** For the moment of exit, when nothing can be awaited any more. */
  kill(): void {
    signalGroup(this.pid, 'SIGKILL');
    this.forget();
  }

  private forget(): void {
    running.delete(this);
    if (ledger) rmSync(path.join(ledger, String(this.pid)), { force: true });
  }
}

process.on('exit', () => {
  for (const group of running) group.kill();
});

/** Ends our groups, and then those which a process with a ledger of ours could not end. */
export async function stopAllGroups(): Promise<void> {
  await Promise.all([...running].map((group) => group.stop()));
  for (const folder of ledgers) await Promise.all(readdirSync(folder).map(Number).map(endGroup));
}

/** The environment that makes a process, and its children, write their groups into `folder`. */
export function withLedger(folder: string): NodeJS.ProcessEnv {
  ledgers.add(folder);
  return { ...process.env, XMEDIA_GROUPS_DIR: folder };
}

/** Runs a Node program to its end; its output goes to ours. */
export async function runNode(
  args: readonly string[],
  milliseconds: number,
  options: SpawnOptions = {},
): Promise<number> {
  const stdio: SpawnOptions['stdio'] = ['ignore', 'inherit', 'inherit'];
  return new ProcessGroup(process.execPath, args, { stdio, ...options }).endedWithin(milliseconds);
}
