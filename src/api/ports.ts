import { setTimeout as sleep } from 'node:timers/promises';

/** What the lower rooms take from the world, so that tests own time and chance. */
export interface Ports {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** 0 (included) to 1 (excluded). */
  readonly random: () => number;
  /** Waits `ms` milliseconds; rejects with the signal's reason when it aborts first. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

export const systemPorts: Ports = {
  now: Date.now,
  random: Math.random,
  wait: async (ms, signal) => {
    await sleep(ms, undefined, { signal });
  },
};

/** The part of a logger that the rooms use; VS Code's LogOutputChannel satisfies it. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
