import { sameFile, takeFingerprint, type Fingerprint } from './fingerprint.ts';
import { Ledger } from './ledger.ts';
import type { RecordIn, Sending } from './record.ts';
import { cut, planSegments, type SegmentPlan } from './segments.ts';
import { changedProblem, type SourceFile } from './sourceFile.ts';
import { written } from './stop.ts';

export interface CarriedLedgerRoom {
  readonly dir: string;
  readonly segmentBytes: () => number;
}

/** The ledger of an upload that is carried: the one on disk, or one that is begun for its file. */
export class CarriedLedger implements AsyncDisposable {
  readonly #room: CarriedLedgerRoom;
  readonly #begun: RecordIn<'initialized' | 'paused'>;
  #ledger: Ledger | undefined;
  #fingerprint: Fingerprint | undefined;

  constructor(room: CarriedLedgerRoom, begun: RecordIn<'initialized' | 'paused'>) {
    this.#room = room;
    this.#begun = begun;
  }

  /** The one on disk, where there is one of this media_id. Rejects with a LedgerProblem. */
  async resume(): Promise<Ledger | undefined> {
    const { id, media } = this.#begun;
    this.#ledger = await written(Ledger.resume(this.#room.dir, id, media.id));
    return this.#ledger;
  }

  /**
   * That one, or a new one, for the file as it is now. Rejects with a FileProblem when the file is
   * not the one that the upload began with, and with a LedgerProblem.
   */
  async settleOn(source: SourceFile, signal: AbortSignal): Promise<Ledger> {
    this.#fingerprint = await takeFingerprint(source, signal);
    if (this.#ledger !== undefined) {
      const found = sameFile(this.#ledger.header.fingerprint, this.#fingerprint);
      if (found === 'size') throw changedProblem(source.name, 'its size is another one now');
      if (found === 'content') throw changedProblem(source.name, 'it holds other bytes now');
      return this.#ledger;
    }
    const { total_bytes } = this.#begun.request;
    const { size } = source.stamp;
    if (size !== total_bytes) {
      throw changedProblem(source.name, `it had ${total_bytes} bytes and has ${size} now`);
    }
    this.#ledger = await this.#begin(this.#firstPlan(), this.#begun.media.id, this.#fingerprint);
    return this.#ledger;
  }

  /** A new one for the same file, sent under another media_id. Rejects with a LedgerProblem. */
  async replace(plan: SegmentPlan, mediaId: string): Promise<Ledger> {
    if (this.#fingerprint === undefined) throw new Error('no file was settled on');
    const anew = await this.#begin(plan, mediaId, this.#fingerprint);
    await this.#ledger?.[Symbol.asyncDispose]();
    this.#ledger = anew;
    return anew;
  }

  /** How far the file is at X, by what is on disk or will be. */
  get sending(): Sending {
    const plan = this.#ledger?.plan ?? this.#firstPlan();
    const acknowledgedBytes = this.#ledger?.acknowledgedBytes ?? 0;
    return { segmentBytes: plan.segmentBytes, acknowledgedBytes };
  }

  /** A paused upload whose ledger is lost is sent again whole, under the same indexes. */
  #firstPlan(): SegmentPlan {
    const { total_bytes } = this.#begun.request;
    return this.#begun.state === 'paused'
      ? cut(total_bytes, this.#begun.sending.segmentBytes)
      : planSegments(total_bytes, this.#room.segmentBytes());
  }

  #begin(
    { totalBytes, segmentBytes }: SegmentPlan,
    mediaId: string,
    fingerprint: Fingerprint,
  ): Promise<Ledger> {
    const { id: uploadId } = this.#begun;
    const header = {
      version: 1,
      uploadId,
      mediaId,
      totalBytes,
      segmentBytes,
      fingerprint,
    } as const;
    return written(Ledger.create(this.#room.dir, header));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ledger?.[Symbol.asyncDispose]();
  }
}
