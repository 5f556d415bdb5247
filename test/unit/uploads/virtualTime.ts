/** Time that passes only while somebody waits, and then at once. */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Ports } from '../../../src/api/ports.ts';
import { standing } from '../api/support.ts';

export interface VirtualTime {
  readonly now: () => number;
  /** For what is under test: its waits take no time. */
  readonly ports: Ports;
  /** For the windows around it: by the same clock, but they wait. */
  readonly patient: Ports;
  /** Milliseconds of each wait so far. */
  readonly waits: number[];
  /** Moves the clock, be it back. */
  pass(ms: number): void;
  /** Called in each wait, once its time has passed. */
  onWait: ((now: number) => void | Promise<void>) | undefined;
}

export function virtualTime(start = standing): VirtualTime {
  let now = start;
  const waits: number[] = [];
  const time: VirtualTime = {
    now: () => now,
    waits,
    onWait: undefined,
    pass: (ms) => {
      now += ms;
    },
    patient: {
      now: () => now,
      random: () => 0.5,
      wait: async (ms, signal) => {
        await sleep(ms, undefined, { signal, ref: false });
      },
    },
    ports: {
      now: () => now,
      random: () => 0.5,
      wait: async (ms, signal) => {
        signal.throwIfAborted();
        waits.push(ms);
        now += ms;
        await time.onWait?.(now);
        await nextTurn();
        signal.throwIfAborted();
      },
    },
  };
  return time;
}
