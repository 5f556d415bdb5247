import { Emitter } from './events.ts';
import type { Lease } from './lease.ts';
import { Orphans, type OrphansOptions } from './orphans.ts';
import type { UploadRecord } from './record.ts';
import type { StoreChange, Watching } from './store.ts';

export interface LibraryChange {
  readonly id: string;
  /** A row came or went, where otherwise one only changed. */
  readonly structure: boolean;
}

export type LibraryOptions = OrphansOptions;

/** All uploads of this user, in memory and on disk, with those of other windows. */
export class Library {
  readonly #options: LibraryOptions;
  readonly #records = new Map<string, UploadRecord>();
  readonly #removed = new Set<string>();
  readonly #unsaved = new Set<string>();
  readonly #changed = new Emitter<LibraryChange>();
  readonly #unsavable = new Emitter<string>();
  readonly #orphans: Orphans;
  #failing = false;
  #loading: Promise<void> | undefined;
  #watching: Watching | undefined;

  readonly onDidChange = this.#changed.event;
  /** The file system's reason why records cannot be kept; told once until a write succeeds. */
  readonly onDidFailToSave = this.#unsavable.event;

  constructor(options: LibraryOptions) {
    this.#options = options;
    this.#orphans = new Orphans(options, this);
  }

  /** Reads the uploads once, and follows other windows from then on. */
  load(): Promise<void> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  async #load(): Promise<void> {
    const { store } = this.#options;
    this.#watching = store.watch((change) => {
      this.#follow(change);
    });
    await this.#watching.ready;
    const interrupted: Promise<void>[] = [];
    for (const record of await store.load()) {
      if (this.#records.has(record.id) || this.#removed.has(record.id)) continue;
      this.#records.set(record.id, record);
      interrupted.push(this.#orphans.endIfInterrupted(record));
    }
    await Promise.all(interrupted);
  }

  /** In no order; for whoever looks at all of them often. */
  each(): Iterable<UploadRecord> {
    return this.#records.values();
  }

  /** Newest first. */
  all(): UploadRecord[] {
    return [...this.#records.values()].sort((a, b) => b.createdAt - a.createdAt);
  }

  get size(): number {
    return this.#records.size;
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
    const { id } = record;
    const structure = !this.#records.has(id);
    this.#records.set(id, record);
    this.#changed.fire({ id, structure });
    try {
      await this.#options.store.write(record);
      this.#failing = false;
      if (this.#unsaved.delete(id)) this.#changed.fire({ id, structure: false });
      this.#saveTheUnsaved();
    } catch (error) {
      this.#options.log.error(`The upload ${id} could not be saved: ${String(error)}`);
      if (!this.#failing)
        this.#unsavable.fire(error instanceof Error ? error.message : String(error));
      this.#failing = true;
      if (!this.#records.has(id)) return;
      this.#unsaved.add(id);
      this.#changed.fire({ id, structure: false });
    }
  }

  /** The disk takes records again: those that it refused are written now. */
  #saveTheUnsaved(): void {
    const [id] = this.#unsaved;
    const record = id === undefined ? undefined : this.#records.get(id);
    // One at a time: each success leads to the next, and a new refusal ends it.
    if (record !== undefined) void this.keep(record);
  }

  /** Rejects with the file system's error where the file stays; the row is gone all the same. */
  async remove(id: string): Promise<void> {
    if (!this.#records.delete(id)) return;
    this.#removed.add(id);
    this.#unsaved.delete(id);
    this.#changed.fire({ id, structure: true });
    await this.#options.store.delete(id);
  }

  /** True for exactly one window: the one that warns of this upload's expiry. */
  claim(id: string): Promise<boolean> {
    return this.#options.store.claim(id);
  }

  /** A new media_id has a deadline of its own, of which is warned anew. */
  async release(id: string): Promise<void> {
    try {
      await this.#options.store.unclaim(id);
    } catch (error) {
      // Costs a warning, not the upload.
      this.#options.log.warn(`The expiry of ${id} will not be warned of: ${String(error)}`);
    }
  }

  /** The record as it is on disk now, where another window may have been faster than its event. */
  async latest(id: string): Promise<UploadRecord | undefined> {
    if (this.#unsaved.has(id)) return this.get(id);
    const file = await this.#options.store.read(id);
    if (file !== 'unreadable') this.#follow({ id, file });
    return this.get(id);
  }

  #follow({ id, file }: StoreChange): void {
    const known = this.#records.get(id);
    if (file === 'set-aside') {
      // Spoilt by somebody else while we still know what it said: said again.
      if (known !== undefined) void this.keep(known);
      return;
    }
    if (file === 'gone') {
      if (known === undefined || this.#unsaved.has(id)) return;
      this.#records.delete(id);
      this.#changed.fire({ id, structure: true });
      return;
    }
    // Our own write comes back as an event, and a late event may tell of an older state, or of one
    // that was removed.
    if (this.#removed.has(id)) return;
    if (known !== undefined && !isNewer(file, known)) return;
    this.#records.set(id, file);
    this.#changed.fire({ id, structure: known === undefined });
    void this.#orphans.endIfInterrupted(file);
  }

  /** The one window that gets it offers to go on with an upload that a closed one left. */
  offer(id: string): Promise<Lease | undefined> {
    return this.#options.store.offer(id);
  }

  dispose(): void {
    this.#orphans.dispose();
    this.#watching?.dispose();
    this.#changed.dispose();
    this.#unsavable.dispose();
  }
}

/** Whether a file tells more than is known. Of two windows' answers, what is on disk is the last. */
function isNewer(file: UploadRecord, known: UploadRecord): boolean {
  return file.revision === known.revision
    ? file.updatedAt !== known.updatedAt
    : file.revision > known.revision;
}
