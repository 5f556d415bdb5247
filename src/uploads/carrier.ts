import type { MediaApi } from '../api/mediaApi.ts';
import type { Logger, Ports } from '../api/ports.ts';
import type { Activity } from './activity.ts';
import { beside, removeBeside } from './beside.ts';
import { BufferPool } from './buffers.ts';
import { Carrying, type CarryingRoom } from './carrying.ts';
import { Connections } from './connections.ts';
import { closedUnderWay } from './failures.ts';
import { takeLease, type Lease } from './lease.ts';
import type { Library } from './library.ts';
import type { RecordIn } from './record.ts';
import type { Ending } from './settling.ts';
import { isWorking, mayUpload, transition } from './states.ts';
import { LedgerProblem } from './stop.ts';

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
  /** Milliseconds for which a file's disk may keep silent; a minute unless given. */
  readonly stallMs?: number | undefined;
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

/** As many as `xMedia.parallelSegments` may ask for. */
const buffersMax = 16;

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
    const { activity, library } = this.#options;
    if (activity.has(id)) return 'running';
    const known = library.get(id) !== undefined;
    return activity.run(id, outer, async (signal) => {
      try {
        return await this.#carry(id, api, signal);
      } finally {
        if (known) await this.#sweep(id);
        // The memory of the last one goes with it.
        if (activity.size <= 1) this.#pools.clear();
      }
    });
  }

  async #carry(id: string, api: MediaApi, signal: AbortSignal): Promise<Carried> {
    const { dir } = this.#options;
    let lease: Lease | undefined;
    try {
      lease = await takeLease(beside(dir, id, 'lease'));
    } catch (error) {
      const record = await this.#startable(id);
      if (record === undefined) return 'impossible';
      const nobodys = { held: () => Promise.resolve(false) };
      return new Carrying(this.#room(), api, record, nobodys, signal).settle({
        type: 'pause',
        error: new LedgerProblem(error),
      });
    }
    if (lease === undefined) return 'elsewhere';
    try {
      await this.#takeOver(id);
      const record = await this.#startable(id);
      if (record === undefined) return 'impossible';
      return await new Carrying(this.#room(), api, record, lease, signal).run();
    } finally {
      await this.#quietly(lease[Symbol.asyncDispose](), 'The lease could not be released');
    }
  }

  async #startable(id: string): Promise<RecordIn<'initialized' | 'paused'> | undefined> {
    const { library, ports } = this.#options;
    const record = await library.latest(id);
    return record !== undefined && mayUpload(record, ports.now()) ? record : undefined;
  }

  /** Under the lease nobody else works on it, whatever its row says. */
  async #takeOver(id: string): Promise<void> {
    const { library, ports } = this.#options;
    const record = await library.latest(id);
    if (record === undefined || !isWorking(record) || record.state === 'initializing') return;
    const now = ports.now();
    await library.keep(transition(record, { type: 'paused', problem: closedUnderWay(now) }, now));
  }

  /** Of an upload that was removed meanwhile, nothing stays. */
  async #sweep(id: string): Promise<void> {
    const { dir, library } = this.#options;
    if (library.get(id) !== undefined) return;
    await this.#quietly(removeBeside(dir, id), 'The ledger of a removed upload stays');
  }

  async #quietly(work: PromiseLike<void>, what: string): Promise<void> {
    try {
      await work;
    } catch (error) {
      // Costs a file, not the upload.
      this.#options.log.warn(`${what}: ${String(error)}`);
    }
  }

  #room(): CarryingRoom {
    return {
      ...this.#options,
      connections: this.#connections,
      buffers: (bytesEach) => {
        let pool = this.#pools.get(bytesEach);
        if (pool === undefined) {
          pool = new BufferPool(bytesEach, buffersMax);
          this.#pools.set(bytesEach, pool);
        }
        return pool;
      },
    };
  }
}
