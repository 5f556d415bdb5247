import type { Logger, Ports } from '../api/ports.ts';
import { closedUnderWay, interruption, isInterrupted } from './failures.ts';
import { isOwnerAlive } from './owner.ts';
import type { UploadRecord } from './record.ts';
import { isWorking, transition } from './states.ts';
import type { UploadStore } from './store.ts';

/** The part of the library that looks after rows whose window is gone. */
interface Rows {
  get(id: string): UploadRecord | undefined;
  latest(id: string): Promise<UploadRecord | undefined>;
  keep(record: UploadRecord): Promise<void>;
}

export interface OrphansOptions {
  readonly store: UploadStore;
  readonly ports: Ports;
  readonly log: Logger;
  /** Bytes of an upload that its ledger has as acknowledged; undefined where it has no ledger. */
  readonly acknowledgedBytes?: (id: string, mediaId: string) => Promise<number | undefined>;
}

/** Milliseconds between looks at whether another window still works on an upload. */
const lookAfterMs = 5000;

/** Ends the work of windows that are gone: their uploads fail, or wait for the user. */
export class Orphans {
  readonly #options: OrphansOptions;
  readonly #rows: Rows;
  readonly #disposed = new AbortController();

  constructor(options: OrphansOptions, rows: Rows) {
    this.#options = options;
    this.#rows = rows;
  }

  /** Ends the record's work if its window is gone, and looks again while it is not. */
  async endIfInterrupted(record: UploadRecord): Promise<void> {
    if (!isWorking(record)) return;
    const { ports } = this.#options;
    const now = ports.now();
    if (record.state === 'initializing') {
      if (isInterrupted(record, now, isOwnerAlive)) {
        const failure = interruption(now);
        await this.#rows.keep(transition(record, { type: 'failed', failure }, now));
        return;
      }
    } else if (!isOwnerAlive(record.owner)) {
      await this.#end(record.id);
      return;
    }
    ports.wait(lookAfterMs, this.#disposed.signal).then(
      () => {
        if (this.#rows.get(record.id) === record) void this.endIfInterrupted(record);
      },
      // Disposed meanwhile.
      () => undefined,
    );
  }

  /** An upload that nobody carries any more waits for the user; one window says so. */
  async #end(id: string): Promise<void> {
    const { store, ports, log } = this.#options;
    try {
      await using lease = await store.lease(id);
      if (lease === undefined) return;
      const record = await this.#rows.latest(id);
      if (record === undefined || !isWorking(record) || isOwnerAlive(record.owner)) return;
      if (record.state === 'initializing') return;
      const acknowledgedBytes = await this.#acknowledged(id, record.media.id);
      const now = ports.now();
      const event = { type: 'paused', problem: closedUnderWay(now), acknowledgedBytes } as const;
      await this.#rows.keep(transition(record, event, now));
    } catch (error) {
      // A folder that cannot be written is told of where something is to be kept in it.
      log.warn(`The upload ${id} could not be looked after: ${String(error)}`);
    }
  }

  async #acknowledged(id: string, mediaId: string): Promise<number | undefined> {
    const { acknowledgedBytes, log } = this.#options;
    try {
      return await acknowledgedBytes?.(id, mediaId);
    } catch (error) {
      // The record's own count is older and good enough to be shown.
      log.warn(`The ledger of ${id} could not be read: ${String(error)}`);
      return undefined;
    }
  }

  dispose(): void {
    this.#disposed.abort();
  }
}
