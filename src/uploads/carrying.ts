import {
  segmentFrameBytes,
  type Initialized,
  type MediaApi,
  type MediaStatus,
} from '../api/mediaApi.ts';
import { formatBytes } from '../api/text.ts';
import { appendAll } from './appendAll.ts';
import type { BufferPool } from './buffers.ts';
import type { CarrierOptions } from './carrier.ts';
import type { Connections } from './connections.ts';
import { cancelledWith, failureOf, tooLargeForX } from './failures.ts';
import { finish } from './finish.ts';
import { sameFile, takeFingerprint } from './fingerprint.ts';
import { Ledger } from './ledger.ts';
import { thisProcess } from './owner.ts';
import { ProgressReport } from './progressReport.ts';
import { stages, type Media, type RecordIn, type Stage, type UploadRecord } from './record.ts';
import { cut, planSegments, smallerPlan, type SegmentPlan } from './segments.ts';
import { changedProblem, SourceFile } from './sourceFile.ts';
import { transition, type Moves } from './states.ts';
import { stopOf, written, type Stop } from './stop.ts';

export interface CarryingRoom extends CarrierOptions {
  readonly connections: Connections;
  readonly buffers: (bytesEach: number) => BufferPool;
}

export type Ending = 'ready' | 'paused' | 'failed' | 'expired' | 'closed';

/** One upload on its way to ready, under the lease of this process. */
export class Carrying {
  readonly #room: CarryingRoom;
  readonly #api: MediaApi;
  readonly #signal: AbortSignal;
  readonly #begun: RecordIn<'initialized' | 'paused'>;
  #record: UploadRecord;
  #ledger: Ledger | undefined;
  #report: ProgressReport | undefined;
  readonly #notes: string[] = [];

  constructor(
    room: CarryingRoom,
    api: MediaApi,
    record: RecordIn<'initialized' | 'paused'>,
    signal: AbortSignal,
  ) {
    this.#room = room;
    this.#api = api;
    this.#begun = record;
    this.#record = record;
    this.#signal = signal;
  }

  async run(): Promise<Ending> {
    try {
      const stop = await this.#append();
      return await this.#settle(stop ?? (await this.#finish()));
    } catch (thrown) {
      return await this.#settle(stopOf(thrown, this.#signal));
    } finally {
      await this.#ledger?.[Symbol.asyncDispose]();
    }
  }

  /** Sends what X has not acknowledged; opens the file only where anything is missing. */
  async #append(): Promise<Stop | undefined> {
    const { dir } = this.#room;
    const { id, media } = this.#begun;
    this.#ledger = await written(Ledger.resume(dir, id, media.id));
    if (this.#ledger?.missing().length === 0) {
      await this.#start(this.#ledger.finalize === 'answered' ? 'processing' : 'finalizing');
      return undefined;
    }
    await using source = await SourceFile.open(this.#begun.file.path, this.#signal);
    const fingerprint = await takeFingerprint(source, this.#signal);
    if (this.#ledger === undefined) {
      const { total_bytes } = this.#begun.request;
      const { size } = source.stamp;
      if (size !== total_bytes) {
        throw changedProblem(source.name, `it had ${total_bytes} bytes and has ${size} now`);
      }
      this.#ledger = await this.#begin(this.#firstPlan(), media.id, fingerprint);
    } else {
      const found = sameFile(this.#ledger.header.fingerprint, fingerprint);
      if (found === 'size') throw changedProblem(source.name, 'its size is another one now');
      if (found === 'content') throw changedProblem(source.name, 'it holds other bytes now');
    }
    await this.#start('uploading');
    for (;;) {
      const stop = await this.#appendTo(this.#ledger, source);
      if (stop?.type !== 'smaller') {
        if (stop === undefined) await this.#noteWhatBecameOf(source);
        return stop;
      }
      const plan = smallerPlan(this.#ledger.plan);
      if (plan === undefined) return { type: 'fail', error: tooLargeForX(this.#ledger.plan) };
      const anew = await this.#replace(plan);
      await this.#ledger[Symbol.asyncDispose]();
      this.#ledger = await this.#begin(plan, anew.id, fingerprint);
    }
  }

  /** A paused upload whose ledger is lost is sent again whole, under the same indexes. */
  #firstPlan(): SegmentPlan {
    const { total_bytes } = this.#begun.request;
    return this.#begun.state === 'paused'
      ? cut(total_bytes, this.#begun.sending.segmentBytes)
      : planSegments(total_bytes, this.#room.segmentBytes());
  }

  async #begin(
    { totalBytes, segmentBytes }: SegmentPlan,
    mediaId: string,
    fingerprint: Ledger['header']['fingerprint'],
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

  async #start(stage: Stage): Promise<void> {
    const sending = this.#sendingNow;
    await this.#move(['initialized', 'paused'], {
      type: 'started',
      stage,
      sending,
      owner: thisProcess,
    });
    this.#report = new ProgressReport(this.#room, this.#begun.id, this.#begun.request.total_bytes);
    this.#report.acknowledged(sending.acknowledgedBytes);
  }

  get #sendingNow() {
    const plan = this.#ledger?.plan ?? this.#firstPlan();
    const acknowledgedBytes = this.#ledger?.acknowledgedBytes ?? 0;
    return { segmentBytes: plan.segmentBytes, acknowledgedBytes };
  }

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
      expiresAt: () => this.#media?.expiresAt,
      ports,
      signal: this.#signal,
      onAcknowledged: (expiresAt) => {
        this.#report?.acknowledged(ledger.acknowledgedBytes, expiresAt ?? this.#media?.expiresAt);
        const { acknowledgedBytes } = ledger;
        const event = { type: 'progressed', acknowledgedBytes, media: { expiresAt } } as const;
        if (isIn(this.#record, ['uploading'])) {
          this.#record = transition(this.#record, event, ports.now());
        }
        if (this.#report?.isTimeToKeep() === true) void this.#keep();
      },
      onInFlight: (bytes) => this.#report?.inFlight(bytes),
      onWaiting: (error) => this.#report?.waiting(error),
    });
  }

  get #media() {
    return 'media' in this.#record ? this.#record.media : undefined;
  }

  /** The whole file anew under another media_id: X takes no smaller segments under this one. */
  async #replace(plan: SegmentPlan): Promise<Initialized> {
    const { request } = this.#begun;
    const before = this.#sendingNow.segmentBytes;
    const { warnings, ...media } = await this.#api.initialize(request, { signal: this.#signal });
    const note = `X found segments of ${formatBytes(before)} too large, so the file is sent anew in segments of ${formatBytes(plan.segmentBytes)}, under a new media_id.`;
    const sending = { segmentBytes: plan.segmentBytes, acknowledgedBytes: 0 };
    this.#report?.acknowledged(0);
    await this.#move(['uploading'], {
      type: 'replaced',
      media,
      warnings: [note, ...warnings],
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
      this.#notes.push(
        'The file was changed or removed after it was read: X has it as it was when the upload began.',
      );
    }
  }

  async #finish(): Promise<Stop | undefined> {
    const ledger = this.#ledger;
    if (ledger === undefined) throw new Error('nothing to finish');
    if (this.#record.state === 'uploading') await this.#move(['uploading'], { type: 'finalizing' });
    const ended = await finish({
      mediaId: ledger.header.mediaId,
      api: this.#api,
      ledger,
      ports: this.#room.ports,
      signal: this.#signal,
      onWaiting: (error) => this.#report?.waiting(error),
      onProcessing: async (status) => {
        const media = heldBy(status);
        if (this.#record.state === 'finalizing') {
          await this.#move(['finalizing'], { type: 'processing', media });
        } else await this.#move(['processing'], { type: 'progressed', media });
      },
    });
    if ('stop' in ended) return ended.stop;
    const media = heldBy(ended.ready);
    const said = [...this.#notes, ...ended.ready.warnings];
    await this.#move(['finalizing', 'processing'], { type: 'ready', media, warnings: said });
    return undefined;
  }

  async #settle(stop: Stop | undefined): Promise<Ending> {
    if (stop === undefined) return 'ready';
    const { ports, log } = this.#room;
    const now = ports.now();
    // A window that closes leaves the row as it is: the next one sees that nobody works on it.
    if (stop.type === 'wished' && stop.how === 'close') return 'closed';
    if (isIn(this.#record, ['initialized', 'paused'])) {
      // It stopped before anything was sent, but it is under way since the user said so.
      const sending = this.#sendingNow;
      const started = { type: 'started', stage: 'uploading', sending, owner: thisProcess } as const;
      this.#record = transition(this.#record, started, now);
    }
    switch (stop.type) {
      case 'wished': {
        const problem =
          stop.how === 'cancel' ? cancelledWith(this.#sendingNow, this.#begun, now) : undefined;
        await this.#move(stages, { type: 'paused', problem });
        return 'paused';
      }
      case 'expired':
        await this.#move(stages, { type: 'paused' });
        return 'expired';
      case 'fail':
        await this.#move(stages, { type: 'failed', failure: failureOf(stop.error, now) });
        return 'failed';
      default:
        log.info(`An upload waits for the user: ${stop.error.message}`);
        await this.#move(stages, { type: 'paused', problem: failureOf(stop.error, now) });
        return 'paused';
    }
  }

  /** From one of `states` on; the transition throws in any other. */
  async #move<S extends UploadRecord['state']>(
    states: readonly S[],
    event: Moves[S],
  ): Promise<void> {
    const record = this.#record;
    if (!isIn(record, states)) throw new Error(`${record.state} takes no “${event.type}”`);
    this.#record = transition(record, event, this.#room.ports.now());
    await this.#keep();
  }

  /** A row that the user removed meanwhile does not come back. */
  async #keep(): Promise<void> {
    const { library } = this.#room;
    if (library.get(this.#record.id) !== undefined) await library.keep(this.#record);
  }
}

/** Of X's answer, what the record keeps. */
function heldBy({ mediaKey, expiresAt, size, image, processing }: MediaStatus): Partial<Media> {
  return { mediaKey, expiresAt, size, image, processing };
}

function isIn<S extends UploadRecord['state']>(
  record: UploadRecord,
  states: readonly S[],
): record is RecordIn<S> {
  return states.some((state) => state === record.state);
}
