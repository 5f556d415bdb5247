import path from 'node:path';
import type { MediaApi } from '../api/mediaApi.ts';
import type { Logger, Ports } from '../api/ports.ts';
import type { Activity } from './activity.ts';
import { BufferPool } from './buffers.ts';
import { Carrying, type CarryingRoom } from './carrying.ts';
import { Connections } from './connections.ts';
import { takeLease } from './lease.ts';
import type { Library } from './library.ts';
import type { Ending } from './settling.ts';
import { mayUpload } from './states.ts';

export interface CarrierOptions {
  readonly library: Library;
  readonly activity: Activity;
  /** The folder of uploads: ledgers and leases stand beside the records. */
  readonly dir: string;
  readonly ports: Ports;
  readonly log: Logger;
  /** Bytes of a segment, a setting. */
  readonly segmentBytes: () => number;
  /** Requests at once over all uploads, a setting. */
  readonly parallel: () => number;
}

/** What became of an upload that was to be carried on. */
export type Carried =
  | Ending
  /** Another window works on it. */
  | 'elsewhere'
  /** This one does. */
  | 'running'
  /** Its row is gone, or its state allows none. */
  | 'impossible';

/** Carries uploads from initialize to ready: one window at a time, under one budget. */
export class Carrier {
  readonly #options: CarrierOptions;
  readonly #connections: Connections;
  readonly #pools = new Map<number, BufferPool>();

  constructor(options: CarrierOptions) {
    this.#options = options;
    this.#connections = new Connections(options.parallel);
  }

  /**
   * Begins or continues an upload, until it is ready or stops. Never rejects for its sake: what
   * stopped it is in its row.
   *
   * @param api speaks for the account that initialized it
   */
  async carry(id: string, api: MediaApi, outer: AbortSignal): Promise<Carried> {
    const { activity, dir, library, ports } = this.#options;
    if (activity.has(id)) return 'running';
    return activity.run(id, outer, async (signal) => {
      try {
        await using lease = await takeLease(path.join(dir, `${id}.lease`));
        if (lease === undefined) return 'elsewhere';
        const record = await library.latest(id);
        if (record === undefined || !mayUpload(record, ports.now())) return 'impossible';
        return await new Carrying(this.#room(), api, record, signal).run();
      } finally {
        // The memory of the last one goes with it.
        if (activity.size <= 1) this.#pools.clear();
      }
    });
  }

  #room(): CarryingRoom {
    return {
      ...this.#options,
      connections: this.#connections,
      buffers: (bytesEach) => {
        let pool = this.#pools.get(bytesEach);
        if (pool === undefined) {
          pool = new BufferPool(bytesEach, 16);
          this.#pools.set(bytesEach, pool);
        }
        return pool;
      },
    };
  }
}
