/** A window that can die at any moment, as far as disk, network and time can tell. */
import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MediaApi } from '../../../src/api/mediaApi.ts';
import type { Ports } from '../../../src/api/ports.ts';
import type { Sandbox } from '../../../src/sandbox/server.ts';
import type { UploadRecord } from '../../../src/uploads/record.ts';
import { isAbsent } from '../../../src/uploads/recordFiles.ts';
import { openCarrying, type CarryingWindow, type CarryRigOptions } from './carryRig.ts';
import type { VirtualTime } from './virtualTime.ts';

export interface MortalWindow extends CarryingWindow {
  /** Calls that it made of X. */
  readonly calls: () => number;
  /**
   * As SIGKILL does it: nothing that it began is ended, and nothing that it waits for comes. What
   * it holds open is not what stands on disk afterwards.
   */
  kill(id: string): Promise<void>;
  /** Frees what the machine would have freed, once nobody looks any more. */
  bury(): Promise<void>;
}

export async function mortalWindow(
  x: Sandbox,
  dir: string,
  time: VirtualTime,
  options: CarryRigOptions,
): Promise<MortalWindow> {
  let dead = false;
  let buried = false;
  let calls = 0;
  const unheard = new Set<(reason: Error) => void>();
  const over = new Error('This window is no more');
  const carrying = new Set<Promise<unknown>>();
  const never = () =>
    new Promise<never>((_, reject) => {
      if (buried) reject(over);
      else unheard.add(reject);
    });
  const carrierPorts: Ports = {
    ...time.ports,
    wait: async (ms, signal) => {
      await (dead ? never() : time.ports.wait(ms, signal));
      if (dead) await never();
    },
  };
  const own = await openCarrying(x, { path: dir }, x.url, {
    ...options,
    ports: time.patient,
    carrierPorts,
  });
  async function living<T>(call: () => Promise<T>): Promise<T> {
    if (dead) await never();
    calls += 1;
    try {
      return await call();
    } finally {
      if (dead) await never();
    }
  }
  const { api } = own;
  const mortal: MediaApi = {
    dialect: api.dialect,
    initialize: (...to) => living(() => api.initialize(...to)),
    append: (...to) => living(() => api.append(...to)),
    finalize: (...to) => living(() => api.finalize(...to)),
    status: (...to) => living(() => api.status(...to)),
    altText: (...to) => living(() => api.altText(...to)),
    subtitles: (...to) => living(() => api.subtitles(...to)),
  };
  const unstopped = new AbortController().signal;
  // What the disk is doing at the moment of death it does before the death is known: that is
  // waited for.
  let doing = 0;
  const { store, library } = own.window;
  const [lease, write] = [store.lease.bind(store), store.write.bind(store)];
  const latest = library.latest.bind(library);
  const taken = new Set<string>();
  Object.assign(store, {
    lease: (id: string) => {
      doing += 1;
      return lease(id).finally(() => (doing -= 1));
    },
    write: (record: UploadRecord) => {
      if (dead) return buried ? Promise.resolve() : never();
      doing += 1;
      return write(record).finally(() => (doing -= 1));
    },
  });
  Object.assign(library, {
    latest: (id: string) => {
      taken.add(id);
      return latest(id);
    },
  });
  return {
    ...own,
    calls: () => calls,
    carry: (id, signal = unstopped) => {
      taken.delete(id);
      const carried = own.work.carrier.carry(id, mortal, signal);
      carrying.add(carried);
      const ended = () => void taken.add(id);
      carried.then(ended, ended);
      return carried;
    },
    kill: async (id) => {
      dead = true;
      while (doing > 0 || !taken.has(id)) await sleep(1);
      own.window[Symbol.dispose]();
      await asLeft(path.join(dir, `${id}.ledger`), (text) => text);
      // Of a process that is no more.
      await asLeft(path.join(dir, `${id}.lease`), (text) =>
        JSON.stringify({ ...(JSON.parse(text) as object), pid: 2 ** 22 + 1, ticks: undefined }),
      );
      await asLeft(path.join(dir, `${id}.json`), (text) =>
        text.replace(/"pid": \d+/, `"pid": ${2 ** 22 + 1}`),
      );
      await own.cutOff();
    },
    bury: async () => {
      buried = true;
      for (const reject of unheard) reject(over);
      await Promise.allSettled(carrying);
    },
  };
}

/** The same bytes, or others, in another file of the name: what is open is not it any more. */
async function asLeft(file: string, change: (text: string) => string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await writeFile(aside, change(await readFile(file, 'latin1')), 'latin1');
  } catch (error) {
    if (isAbsent(error)) return;
    throw error;
  }
  await rename(aside, file);
}
