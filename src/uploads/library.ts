import type { Logger, Ports } from '../api/ports.ts';
import { Emitter, type Disposable } from './events.ts';
import { interruption, isInterrupted, isProcessAlive } from './failures.ts';
import type { UploadRecord } from './record.ts';
import { transition } from './states.ts';
import type { StoreChange, UploadStore } from './store.ts';

export interface LibraryChange {
  readonly id: string;
  /** A row came or went, where otherwise one only changed. */
  readonly structure: boolean;
}

export interface LibraryOptions {
  readonly store: UploadStore;
  readonly ports: Ports;
  readonly log: Logger;
}

/** All uploads of this user, in memory and on disk, with those of other windows. */
export class Library {
  readonly #options: LibraryOptions;
  readonly #records = new Map<string, UploadRecord>();
  readonly #unsaved = new Set<string>();
  readonly #changed = new Emitter<LibraryChange>();
  readonly #unsavable = new Emitter<string>();
  #loading: Promise<void> | undefined;
  #watching: Disposable | undefined;

  readonly onDidChange = this.#changed.event;
  /** The file system's reason why records cannot be kept; told once until a write succeeds. */
  readonly onDidFailToSave = this.#unsavable.event;

  constructor(options: LibraryOptions) {
    this.#options = options;
  }

  /** Reads the uploads once, and follows other windows from then on. */
  load(): Promise<void> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  async #load(): Promise<void> {
    const { store, ports } = this.#options;
    this.#watching = store.watch((change) => {
      this.#follow(change);
    });
    for (const record of await store.load()) {
      if (this.#records.has(record.id)) continue;
      this.#records.set(record.id, record);
      if (record.state === 'initializing' && isInterrupted(record, ports.now(), isProcessAlive)) {
        const failure = interruption(ports.now());
        await this.keep(transition(record, { type: 'failed', failure }, ports.now()));
      }
    }
  }

  /** Newest first. */
  all(): UploadRecord[] {
    return [...this.#records.values()].sort((a, b) => b.createdAt - a.createdAt);
  }

  get(id: string): UploadRecord | undefined {
    return this.#records.get(id);
  }

  /** Whether the record is on disk, and so survives a restart. */
  isSaved(id: string): boolean {
    return !this.#unsaved.has(id);
  }

  /** Shows the record at once and writes it; a disk that refuses costs no upload, only its memory. */
  async keep(record: UploadRecord): Promise<void> {
    const structure = !this.#records.has(record.id);
    this.#records.set(record.id, record);
    this.#changed.fire({ id: record.id, structure });
    try {
      await this.#options.store.write(record);
      this.#unsaved.delete(record.id);
    } catch (error) {
      const first = this.#unsaved.size === 0;
      this.#unsaved.add(record.id);
      this.#options.log.error(`The upload ${record.id} could not be saved: ${String(error)}`);
      if (first) this.#unsavable.fire(error instanceof Error ? error.message : String(error));
      this.#changed.fire({ id: record.id, structure: false });
    }
  }

  async remove(id: string): Promise<void> {
    if (!this.#records.delete(id)) return;
    this.#unsaved.delete(id);
    this.#changed.fire({ id, structure: true });
    await this.#options.store.delete(id);
  }

  /** True for exactly one window: the one that warns of this upload's expiry. */
  claim(id: string): Promise<boolean> {
    return this.#options.store.claim(id);
  }

  /** A new media_id has a deadline of its own, of which is warned anew. */
  release(id: string): Promise<void> {
    return this.#options.store.unclaim(id);
  }

  #follow({ id, record }: StoreChange): void {
    const known = this.#records.get(id);
    if (record === undefined) {
      if (known === undefined || this.#unsaved.has(id)) return;
      this.#records.delete(id);
      this.#changed.fire({ id, structure: true });
      return;
    }
    // Our own write comes back as an event, and a late event may tell of an older state.
    if (known !== undefined && known.revision >= record.revision) return;
    this.#records.set(id, record);
    this.#changed.fire({ id, structure: known === undefined });
  }

  dispose(): void {
    this.#watching?.dispose();
    this.#changed.dispose();
    this.#unsavable.dispose();
  }
}
