import { asXApiError, type XApiError } from '../api/errors.ts';
import { segmentFrameBytes, type MediaApi } from '../api/mediaApi.ts';
import type { Ports } from '../api/ports.ts';
import { isFileProblem } from '../files/problem.ts';
import type { BufferPool } from './buffers.ts';
import type { Connections } from './connections.ts';
import type { Ledger } from './ledger.ts';
import { decide } from './policy.ts';
import { segmentAt } from './segments.ts';
import type { SourceFile } from './sourceFile.ts';
import { LedgerProblem, stopOf, wishedBy, written, type Stop } from './stop.ts';

export interface AppendJob {
  readonly uploadId: string;
  readonly mediaId: string;
  readonly api: MediaApi;
  readonly ledger: Ledger;
  readonly source: SourceFile;
  readonly buffers: BufferPool;
  readonly connections: Connections;
  /** Segments at once, a setting; at least 1. */
  readonly parallel: () => number;
  /** Epoch milliseconds, as X last said; undefined where it never did. */
  readonly expiresAt: () => number | undefined;
  readonly ports: Ports;
  readonly signal: AbortSignal;
  /** X has acknowledged a segment, and may have said anew when the media_id expires. */
  readonly onAcknowledged: (expiresAt: number | undefined) => void;
  /** Bytes of the file on their way that are not acknowledged yet. */
  readonly onInFlight: (bytes: number) => void;
  /** Why it waits, while it does, until epoch milliseconds `nextAt`. */
  readonly onWaiting: (error: XApiError | undefined, nextAt: number) => void;
}

/** Sends every segment that X has not acknowledged. Undefined once X has them all. */
export async function appendAll(job: AppendJob): Promise<Stop | undefined> {
  const appending = new Appending(job);
  return appending.run();
}

interface Start {
  /** While nothing else was under way, by an upload that goes in order. */
  readonly alone: boolean;
  readonly round: number;
}

class Appending {
  readonly #job: AppendJob;
  /** Ascending indexes that wait for their turn. */
  #queue: number[];
  readonly #active = new Set<Promise<void>>();
  readonly #sentOf = new Map<number, number>();
  readonly #siblings = new AbortController();
  readonly #signal: AbortSignal;
  #stop: Stop | undefined;
  #oneAtATime = false;
  /** In a row, since bytes last advanced; segments that fail together count once. */
  #failures = 0;
  #round = 0;
  /** Epoch milliseconds before which nothing is sent. */
  #notBefore = 0;

  constructor(job: AppendJob) {
    this.#job = job;
    this.#queue = job.ledger.missing();
    this.#signal = AbortSignal.any([job.signal, this.#siblings.signal]);
  }

  async run(): Promise<Stop | undefined> {
    const { ports, signal } = this.#job;
    while (this.#stop === undefined && (this.#queue.length > 0 || this.#active.size > 0)) {
      const wait = this.#notBefore - ports.now();
      if (wait > 0 && this.#active.size === 0) {
        await ports.wait(wait, signal).catch(() => undefined);
        this.#notBefore = 0;
        this.#job.onWaiting(undefined, 0);
        this.#stop ??= wishedBy(signal);
      } else if (wait <= 0 && this.#queue.length > 0 && this.#active.size < this.#atOnce()) {
        this.#start();
      } else {
        await Promise.race(this.#active);
      }
    }
    // What is under way is of no use to a stopped upload; its segments are sent again.
    this.#siblings.abort();
    await Promise.all(this.#active);
    return this.#stop;
  }

  #atOnce(): number {
    // After a failure one segment tries whether it goes again, before the others follow.
    return this.#oneAtATime || this.#failures > 0 ? 1 : Math.max(1, this.#job.parallel());
  }

  #start(): void {
    const index = this.#queue.shift();
    if (index === undefined) return;
    const alone = this.#active.size === 0 && this.#oneAtATime;
    const round = this.#round;
    const sending: Promise<void> = this.#send(index)
      .catch((error: unknown) => {
        this.#failed(index, { alone, round }, error);
      })
      .finally(() => {
        this.#active.delete(sending);
        this.#inFlight(index, undefined);
      });
    this.#active.add(sending);
  }

  async #send(index: number): Promise<void> {
    const { uploadId, connections, buffers, ledger, source } = this.#job;
    const signal = this.#signal;
    const release = await connections.acquire(uploadId, signal);
    try {
      const buffer = await buffers.acquire(signal);
      try {
        const { start, length } = segmentAt(ledger.plan, index);
        const marking = written(ledger.sent(index));
        // Told below, where the file can be read.
        marking.catch(() => undefined);
        await source.read(buffer, segmentFrameBytes, length, start, signal);
        await marking;
        await this.#append({ index, buffer, start: segmentFrameBytes, length });
      } finally {
        buffers.release(buffer);
      }
    } finally {
      release();
    }
  }

  async #append(segment: Parameters<MediaApi['append']>[1]): Promise<void> {
    const { api, mediaId, ledger, ports, expiresAt, onAcknowledged } = this.#job;
    const { index, length } = segment;
    this.#signal.throwIfAborted();
    if ((expiresAt() ?? Infinity) <= ports.now()) {
      this.#stop ??= { type: 'expired' };
      return;
    }
    let sent = 0;
    const onSent = (bytes: number) => {
      sent += bytes;
      this.#inFlight(index, Math.min(sent, length));
    };
    const appended = await api.append(mediaId, segment, { signal: this.#signal, onSent });
    this.#failures = 0;
    // Kept in memory even where the disk refuses it.
    const keeping = written(ledger.acknowledged(index));
    this.#inFlight(index, undefined);
    onAcknowledged(appended.expiresAt);
    await keeping;
  }

  #failed(index: number, { alone, round }: Start, thrown: unknown): void {
    const { ledger, ports, onWaiting, signal } = this.#job;
    if (!ledger.isAcknowledged(index)) this.#requeue(index);
    if (this.#stop !== undefined) return;
    if (signal.aborted || isFileProblem(thrown) || thrown instanceof LedgerProblem) {
      this.#stop = stopOf(thrown, signal);
      return;
    }
    const error = asXApiError(thrown);
    if (round === this.#round) {
      this.#failures += 1;
      this.#round += 1;
    }
    const advanced = ledger.acknowledgedBytes > 0;
    const at = { call: 'append' as const, failures: this.#failures, alone, advanced };
    const decision = decide(error, at, ports);
    switch (decision.type) {
      case 'wait': {
        const deadline = this.#job.expiresAt() ?? Infinity;
        const nextAt = Math.min(ports.now() + decision.ms, deadline);
        // Segments that fail together wait together.
        this.#notBefore = Math.max(this.#notBefore, nextAt);
        onWaiting(error, this.#notBefore);
        return;
      }
      case 'in-order':
        this.#oneAtATime = true;
        this.#failures = 0;
        return;
      case 'smaller':
        this.#stop = { type: 'smaller', error };
        return;
      case 'fail':
        this.#stop = { type: 'fail', error };
        return;
      default:
        this.#stop = { type: 'pause', error };
    }
  }

  #requeue(index: number): void {
    this.#queue = [...this.#queue, index].sort((a, b) => a - b);
  }

  #inFlight(index: number, bytes: number | undefined): void {
    if (bytes === undefined) this.#sentOf.delete(index);
    else this.#sentOf.set(index, bytes);
    let sum = 0;
    for (const each of this.#sentOf.values()) sum += each;
    this.#job.onInFlight(sum);
  }
}
