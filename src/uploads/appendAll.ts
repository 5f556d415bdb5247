import { asXApiError } from '../api/errors.ts';
import { segmentFrameBytes, type MediaApi } from '../api/mediaApi.ts';
import { isFileProblem } from '../files/problem.ts';
import type { AppendJob } from './appendJob.ts';
import { HoldOff } from './holdOff.ts';
import { decide } from './policy.ts';
import { segmentAt } from './segments.ts';
import { LedgerProblem, stopOf, wishedBy, written, type Stop } from './stop.ts';

/** Sends every segment that X has not acknowledged. Undefined once X has them all. */
export async function appendAll(job: AppendJob): Promise<Stop | undefined> {
  const appending = new Appending(job);
  return appending.run();
}

interface Start {
  /** The next in order, and nothing else under way until it is answered. */
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
  readonly #holdOff: HoldOff;

  constructor(job: AppendJob) {
    this.#job = job;
    this.#queue = job.ledger.missing();
    this.#signal = AbortSignal.any([job.signal, this.#siblings.signal]);
    this.#holdOff = new HoldOff(job.ports, job.onWaiting);
  }

  async run(): Promise<Stop | undefined> {
    try {
      while (this.#stop === undefined && (this.#queue.length > 0 || this.#active.size > 0)) {
        await this.#step();
      }
    } finally {
      // What is under way is of no use to a stopped upload; its segments are sent again.
      this.#siblings.abort();
      await Promise.allSettled(this.#active);
    }
    return this.#stop;
  }

  async #step(): Promise<void> {
    const { signal } = this.#job;
    const waits = this.#holdOff.left() > 0;
    if (waits && this.#active.size === 0) {
      await this.#holdOff.pass(signal);
      this.#stop ??= wishedBy(signal);
    } else if (!waits && this.#queue.length > 0 && this.#active.size < this.#atOnce()) {
      this.#start();
    } else {
      await Promise.race(this.#active);
    }
  }

  #atOnce(): number {
    // After a failure one segment tries whether it goes again, before the others follow.
    return this.#oneAtATime || this.#failures > 0 ? 1 : Math.max(1, this.#job.parallel());
  }

  #start(): void {
    const index = this.#queue.shift();
    if (index === undefined) return;
    const alone = this.#active.size === 0 && (this.#atOnce() === 1 || this.#queue.length === 0);
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
    const { api, mediaId, ledger, barred, onAcknowledged } = this.#job;
    const { index, length } = segment;
    const stop = await barred();
    this.#signal.throwIfAborted();
    if (stop !== undefined) {
      this.#stop ??= stop;
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
    this.#sentOf.delete(index);
    onAcknowledged(appended.expiresAt, this.#sum());
    await keeping;
  }

  #failed(index: number, { alone, round }: Start, thrown: unknown): void {
    const { ledger, ports, signal } = this.#job;
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
    const tookAsLarge = this.#tookAsLarge(index);
    const at = { call: 'append' as const, failures: this.#failures, alone, tookAsLarge };
    const decision = decide(error, at, ports);
    switch (decision.type) {
      case 'wait':
        this.#holdOff.extend(error, decision.ms, this.#job.expiresAt() ?? Infinity);
        return;
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

  /** Whether X has acknowledged a segment that is no smaller; all but the last have one size. */
  #tookAsLarge(index: number): boolean {
    const { ledger } = this.#job;
    for (let other = 0; other < ledger.plan.count - 1; other += 1) {
      if (ledger.isAcknowledged(other)) return true;
    }
    return ledger.isAcknowledged(index);
  }

  #requeue(index: number): void {
    this.#queue = [...this.#queue, index].sort((a, b) => a - b);
  }

  #inFlight(index: number, bytes: number | undefined): void {
    if (bytes === undefined) this.#sentOf.delete(index);
    else this.#sentOf.set(index, bytes);
    this.#job.onInFlight(this.#sum());
  }

  #sum(): number {
    let sum = 0;
    for (const each of this.#sentOf.values()) sum += each;
    return sum;
  }
}
