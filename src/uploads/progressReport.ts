import type { XApiError } from '../api/errors.ts';
import type { Ports } from '../api/ports.ts';
import type { Activity } from './activity.ts';
import { speakLeft } from './expiry.ts';
import { Rate } from './rate.ts';

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
  #acknowledged = 0;
  #inFlight = 0;
  #furthest = 0;
  #reportedAt = -Infinity;
  #keptAt = -Infinity;
  #expiresAt: number | undefined;
  #waiting = false;

  constructor(room: ReportRoom, id: string, totalBytes: number) {
    this.#room = room;
    this.#id = id;
    this.#totalBytes = totalBytes;
    this.#rate = new Rate(room.ports.now);
  }

  /** Bytes that X has; `expiresAt` in epoch milliseconds. */
  acknowledged(bytes: number, expiresAt?: number): void {
    if (bytes < this.#acknowledged) this.#furthest = bytes;
    this.#acknowledged = bytes;
    this.#expiresAt = expiresAt ?? this.#expiresAt;
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
    this.#room.activity.note(this.#id, error && `Waiting to try again: ${error.explanation}`);
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
