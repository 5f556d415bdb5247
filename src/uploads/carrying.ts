import { segmentFrameBytes, type Initialized, type MediaApi } from '../api/mediaApi.ts';
import { appendAll } from './appendAll.ts';
import type { BufferPool } from './buffers.ts';
import type { CarrierOptions } from './carrier.ts';
import { CarriedLedger } from './carriedLedger.ts';
import { CarriedRow } from './carriedRow.ts';
import type { Connections } from './connections.ts';
import { tooLargeForX } from './failures.ts';
import { finish } from './finish.ts';
import type { Lease } from './lease.ts';
import type { Ledger } from './ledger.ts';
import { changedSince, sentAnew } from './notes.ts';
import { thisProcess } from './owner.ts';
import { ProgressReport } from './progressReport.ts';
import type { RecordIn, Stage } from './record.ts';
import { smallerPlan, type SegmentPlan } from './segments.ts';
import { settle, type Ending } from './settling.ts';
import { SourceFile } from './sourceFile.ts';
import { stopOf, type Stop } from './stop.ts';

export interface CarryingRoom extends CarrierOptions {
  readonly connections: Connections;
  readonly buffers: (bytesEach: number) => BufferPool;
}

/** What of an upload X has acknowledged every segment of; or what ended that early. */
type Sent = { readonly whole: Ledger } | { readonly stop: Stop };

/** One upload on its way to ready, under the lease of this process. */
export class Carrying {
  readonly #room: CarryingRoom;
  readonly #api: MediaApi;
  readonly #signal: AbortSignal;
  readonly #lease: Pick<Lease, 'held'>;
  readonly #begun: RecordIn<'initialized' | 'paused'>;
  readonly #row: CarriedRow;
  readonly #ledger: CarriedLedger;
  #report: ProgressReport | undefined;
  readonly #notes: string[] = [];

  constructor(
    room: CarryingRoom,
    api: MediaApi,
    record: RecordIn<'initialized' | 'paused'>,
    lease: Pick<Lease, 'held'>,
    signal: AbortSignal,
  ) {
    this.#room = room;
    this.#api = api;
    this.#lease = lease;
    this.#begun = record;
    this.#row = new CarriedRow(room, record);
    this.#ledger = new CarriedLedger(room, record);
    this.#signal = signal;
  }

  async run(): Promise<Ending> {
    try {
      const sent = await this.#send();
      const stop = 'stop' in sent ? sent.stop : await this.#finish(sent.whole);
      return stop === undefined ? 'ready' : await this.settle(stop);
    } catch (thrown) {
      return await this.settle(stopOf(thrown, this.#signal));
    } finally {
      await this.#ledger[Symbol.asyncDispose]();
    }
  }

  /** Sends what X has not acknowledged; opens the file only where anything is missing. */
  async #send(): Promise<Sent> {
    const known = await this.#ledger.resume();
    if (known?.missing().length === 0) {
      await this.#start(known.finalize === 'answered' ? 'processing' : 'finalizing');
      return { whole: known };
    }
    await using source = await SourceFile.open(this.#begun.file.path, this.#signal, this.#room);
    let ledger = await this.#ledger.settleOn(source, this.#signal);
    await this.#start('uploading');
    for (;;) {
      const stop = await this.#appendTo(ledger, source);
      if (stop?.type !== 'smaller') {
        if (stop !== undefined) return { stop };
        await this.#noteWhatBecameOf(source);
        return { whole: ledger };
      }
      const plan = smallerPlan(ledger.plan);
      if (plan === undefined) {
        return { stop: { type: 'fail', error: tooLargeForX(ledger.plan) } };
      }
      const { id } = await this.#replace(plan);
      ledger = await this.#ledger.replace(plan, id);
    }
  }

  async #start(stage: Stage): Promise<void> {
    const sending = this.#ledger.sending;
    await this.#row.move(['initialized', 'paused'], {
      type: 'started',
      stage,
      sending,
      owner: thisProcess,
    });
    const { id, request } = this.#begun;
    this.#report = new ProgressReport(this.#room, id, request.total_bytes, sending);
  }

  /** What a machine that slept, or a folder that was deleted, may have put an end to. */
  readonly #barred = async (): Promise<Stop | undefined> => {
    const { expiresAt = Infinity } = this.#row.media ?? {};
    if (expiresAt <= this.#room.ports.now()) return { type: 'expired' };
    return (await this.#lease.held()) ? undefined : { type: 'wished', how: 'close' };
  };

  #appendTo(ledger: Ledger, source: SourceFile): Promise<Stop | undefined> {
    const { connections, buffers, parallel, ports } = this.#room;
    return appendAll({
      uploadId: this.#begun.id,
      mediaId: ledger.header.mediaId,
      api: this.#api,
      ledger,
      source,
      buffers: buffers(ledger.plan.segmentBytes + 2 * segmentFrameBytes),
      connections,
      parallel,
      expiresAt: () => this.#row.media?.expiresAt,
      ports,
      signal: this.#signal,
      barred: this.#barred,
      onAcknowledged: (expiresAt, inFlight) => {
        const { acknowledgedBytes } = ledger;
        const deadline = expiresAt ?? this.#row.media?.expiresAt;
        this.#report?.acknowledged(acknowledgedBytes, inFlight, deadline);
        const event = { type: 'progressed', acknowledgedBytes, media: { expiresAt } } as const;
        if (this.#row.is('uploading')) this.#row.advance(['uploading'], event);
        if (this.#report?.isTimeToKeep() === true) void this.#row.keep();
      },
      onInFlight: (bytes) => this.#report?.inFlight(bytes),
      onWaiting: (error) => this.#report?.waiting(error),
    });
  }

  /** The whole file anew under another media_id: X takes no smaller segments under this one. */
  async #replace(plan: SegmentPlan): Promise<Initialized> {
    const { request } = this.#begun;
    const before = this.#ledger.sending.segmentBytes;
    const { warnings, ...media } = await this.#api.initialize(request, { signal: this.#signal });
    const sending = { segmentBytes: plan.segmentBytes, acknowledgedBytes: 0 };
    this.#report?.restart();
    await this.#row.move(['uploading'], {
      type: 'replaced',
      media,
      warnings: [sentAnew(before, plan.segmentBytes), ...warnings],
      sending,
    });
    return { warnings, ...media };
  }

  /** All bytes came from one state of the file; a newer one is not what X has. */
  async #noteWhatBecameOf(source: SourceFile): Promise<void> {
    try {
      await source.verify(this.#signal);
    } catch (error) {
      this.#signal.throwIfAborted();
      this.#room.log.info(`A file was changed while it was sent: ${String(error)}`);
      this.#notes.push(changedSince);
    }
  }

  async #finish(ledger: Ledger): Promise<Stop | undefined> {
    if (this.#row.is('uploading')) await this.#row.move(['uploading'], { type: 'finalizing' });
    const ended = await finish({
      mediaId: ledger.header.mediaId,
      api: this.#api,
      ledger,
      ports: this.#room.ports,
      signal: this.#signal,
      barred: this.#barred,
      onWaiting: (error) => this.#report?.waiting(error),
      onProcessing: (status) => this.#row.processing(status),
    });
    if ('stop' in ended) return ended.stop;
    await this.#row.ready(ended.ready, this.#notes);
    return undefined;
  }

  /** Puts into the row why the work ended, or could not begin. */
  settle(stop: Stop): Promise<Ending> {
    return settle(stop, this.#row, this.#ledger.sending, this.#room);
  }
}
