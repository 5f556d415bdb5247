import type { XApiError } from '../api/errors.ts';
import type { Ports } from '../api/ports.ts';
import type { Activity } from './activity.ts';
import { speakLeft } from './expiry.ts';
import { Rate } from './rate.ts';
import type { Sending } from './record.ts';

export interface ReportRoom {
  readonly activity: Activity;
  readonly ports: Ports;
}

/** Milliseconds between two reports to the view, and between two to the disk. */
const reportMs = 250;
const keepMs = 2000;

/** Tells the view how far an upload is and why it waits, some times a second. */
export class ProgressReport {
  readonly #room: ReportRoom;
  readonly #id: string;
  readonly #totalBytes: number;
  readonly #rate: Rate;
  #acknowledged: number;
  #inFlight = 0;
  #furthest: number;
  #reportedAt = -Infinity;
  #keptAt = -Infinity;
  #expiresAt: number | undefined;
  #waiting = false;

  constructor(
    room: ReportRoom,
    id: string,
    totalBytes: number,
    { acknowledgedBytes }: Pick<Sending, 'acknowledgedBytes'>,
  ) {
    this.#room = room;
    this.#id = id;
    this.#totalBytes = totalBytes;
    this.#acknowledged = acknowledgedBytes;
    // What X had before says nothing of the speed.
    this.#furthest = acknowledgedBytes;
    this.#rate = new Rate(steady(room.ports.now));
    this.#advance();
  }

  /** Bytes that X has, and bytes beyond them on their way; `expiresAt` in epoch milliseconds. */
  acknowledged(bytes: number, inFlight: number, expiresAt?: number): void {
    this.#acknowledged = bytes;
    this.#inFlight = inFlight;
    this.#expiresAt = expiresAt ?? this.#expiresAt;
    this.#advance();
  }

  /** The file is sent from its start again. */
  restart(): void {
    this.#acknowledged = 0;
    this.#inFlight = 0;
    this.#furthest = 0;
    this.#rate.reset();
    this.#advance();
  }

  inFlight(bytes: number): void {
    this.#inFlight = bytes;
    this.#advance();
  }

  /** The failure that is waited out; undefined when it goes on. */
  waiting(error: XApiError | undefined): void {
    this.#waiting = error !== undefined;
    if (this.#waiting) this.#rate.reset();
    this.#room.activity.waits(this.#id, error);
  }

  /** True when the last state on disk is old enough for another. */
  isTimeToKeep(): boolean {
    const now = this.#room.ports.now();
    if (Math.abs(now - this.#keptAt) < keepMs) return false;
    this.#keptAt = now;
    return true;
  }

  #advance(): void {
    const { ports, activity } = this.#room;
    const sentBytes = Math.min(this.#acknowledged + this.#inFlight, this.#totalBytes);
    if (sentBytes > this.#furthest) {
      // What is sent again after a failure is no progress.
      this.#rate.add(sentBytes - this.#furthest);
      this.#furthest = sentBytes;
    }
    const now = ports.now();
    // A clock that was set back must not silence it.
    if (Math.abs(now - this.#reportedAt) < reportMs && sentBytes < this.#totalBytes) return;
    this.#reportedAt = now;
    const secondsLeft = this.#rate.secondsLeft(this.#totalBytes - sentBytes);
    const bytesPerSecond = this.#rate.perSecond();
    activity.report(this.#id, {
      sentBytes,
      totalBytes: this.#totalBytes,
      bytesPerSecond,
      secondsLeft,
    });
    if (!this.#waiting) activity.note(this.#id, this.#tooSlow(secondsLeft, now));
  }

  /** The sentence for an upload that will not be whole before its media_id expires. */
  #tooSlow(secondsLeft: number | undefined, now: number): string | undefined {
    if (secondsLeft === undefined || this.#expiresAt === undefined) return undefined;
    const left = this.#expiresAt - now;
    if (left <= 0 || secondsLeft * 1000 <= left) return undefined;
    return `At this speed it takes ${speakLeft(secondsLeft * 1000)} more, and the media_id expires in ${speakLeft(left)}.`;
  }
}

/** A clock that goes on where another one is set back. */
function steady(now: () => number): () => number {
  let last = now();
  let behind = 0;
  return () => {
    const time = now();
    behind = Math.max(behind, last - time);
    last = time + behind;
    return last;
  };
}
