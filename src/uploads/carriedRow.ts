import type { MediaStatus } from '../api/mediaApi.ts';
import type { Ports } from '../api/ports.ts';
import type { Library } from './library.ts';
import type { Media, RecordIn, UploadRecord } from './record.ts';
import { transition, type Moves } from './states.ts';

export interface CarriedRowRoom {
  readonly library: Library;
  readonly ports: Ports;
}

/** The row of an upload that is carried: its record, moved from state to state and kept. */
export class CarriedRow {
  readonly #room: CarriedRowRoom;
  /** Of the file. */
  readonly totalBytes: number;
  #record: UploadRecord;

  constructor(room: CarriedRowRoom, record: RecordIn<'initialized' | 'paused'>) {
    this.#room = room;
    this.#record = record;
    this.totalBytes = record.request.total_bytes;
  }

  get record(): UploadRecord {
    return this.#record;
  }

  get media(): Media | undefined {
    return 'media' in this.#record ? this.#record.media : undefined;
  }

  is(...states: readonly UploadRecord['state'][]): boolean {
    return isIn(this.#record, states);
  }

  /** From one of `states` on; throws in any other. In memory, and on disk with the next {@link keep}. */
  advance<S extends UploadRecord['state']>(states: readonly S[], event: Moves[S]): void {
    const record = this.#record;
    if (!isIn(record, states)) throw new Error(`${record.state} takes no “${event.type}”`);
    this.#record = transition(record, event, this.#room.ports.now());
  }

  /** From one of `states` on, and kept; throws in any other. */
  async move<S extends UploadRecord['state']>(
    states: readonly S[],
    event: Moves[S],
  ): Promise<void> {
    this.advance(states, event);
    await this.keep();
  }

  /** X works on the finished media. */
  async processing(status: MediaStatus): Promise<void> {
    const media = heldBy(status);
    if (this.is('finalizing')) await this.move(['finalizing'], { type: 'processing', media });
    else await this.move(['processing'], { type: 'progressed', media });
  }

  /** X is done with it; `notes` are shown with what X remarks. */
  async ready(status: MediaStatus, notes: readonly string[]): Promise<void> {
    const warnings = [...notes, ...status.warnings];
    const event = { type: 'ready', media: heldBy(status), warnings } as const;
    await this.move(['finalizing', 'processing'], event);
  }

  /** A row that the user removed meanwhile does not come back. */
  async keep(): Promise<void> {
    const { library } = this.#room;
    if (library.get(this.#record.id) !== undefined) await library.keep(this.#record);
  }
}

function isIn<S extends UploadRecord['state']>(
  record: UploadRecord,
  states: readonly S[],
): record is RecordIn<S> {
  return states.some((state) => state === record.state);
}

/** Of X's answer, what the record keeps. */
function heldBy({ mediaKey, expiresAt, size, image, processing }: MediaStatus): Partial<Media> {
  return { mediaKey, expiresAt, size, image, processing };
}
