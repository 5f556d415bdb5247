/** The segments of one upload: counted, hashed, and put together in the order of their index. */
import { createHash, type Hash } from 'node:crypto';
import type { SegmentData } from './multipart.ts';

export interface Segment {
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

interface HeldSegment extends Segment {
  /** Undefined once let go. */
  data: Uint8Array | undefined;
}

/** Bytes of segments that are hashed already, kept in case one of them is replaced. */
const hashedBytesMax = 8 * 2 ** 20;
/** Bytes of segments that wait for one before them. */
const waitingBytesMax = 128 * 2 ** 20;

/**
 * Rehearsing a video of 16 GiB must cost neither 16 GiB of memory nor of disk. So the hash of the
 * whole follows the segments as they become next in line, and the bytes go. Out of order costs the
 * bytes that wait. What cannot be known within these bounds (a segment replaced after its
 * neighbours are gone, or too many waiting) makes {@link Assembly.sha256} null, never wrong.
 */
export class Assembly {
  /** Times that an index came again with the same bytes. */
  repeats = 0;
  /** Times that an index came again with other bytes, which replace the first. */
  replacements = 0;
  #segments = new Map<number, HeldSegment>();
  #held = 0;
  #hash: Hash = createHash('sha256');
  /** Index of the segment that the hash of the whole takes next. */
  #next = 0;

  put(index: number, { data, sha256 }: SegmentData): void {
    const old = this.#segments.get(index);
    if (old?.sha256 === sha256) {
      this.repeats += 1;
      return;
    }
    if (old !== undefined) {
      this.replacements += 1;
      this.#release(old);
      if (index < this.#next) this.#startOver();
    }
    const kept = this.#held + data.length <= waitingBytesMax ? data : undefined;
    this.#segments.set(index, { bytes: data.length, sha256, data: kept });
    this.#held += kept?.length ?? 0;
    this.#advance();
  }

  get bytes(): number {
    let sum = 0;
    for (const segment of this.#segments.values()) sum += segment.bytes;
    return sum;
  }

  /** In the order of their index. */
  segments(): (Segment & { readonly index: number })[] {
    return [...this.#segments]
      .map(([index, { bytes, sha256 }]) => ({ index, bytes, sha256 }))
      .sort((a, b) => a.index - b.index);
  }

  /** Whether indexes run from 0 without a gap and the bytes are `totalBytes`. */
  addsUpTo(totalBytes: number): boolean {
    const highest = Math.max(-1, ...this.#segments.keys());
    return (
      this.#segments.size > 0 && highest === this.#segments.size - 1 && this.bytes === totalBytes
    );
  }

  /** Hex, of all segments in order; null when there is a gap or the bytes are gone. */
  sha256(): string | null {
    return this.#next === this.#segments.size ? this.#hash.copy().digest('hex') : null;
  }

  /** Lets go of bytes that nothing can ask for any more. */
  release(): void {
    for (const segment of this.#segments.values()) this.#release(segment);
  }

  #startOver(): void {
    this.#hash = createHash('sha256');
    this.#next = 0;
  }

  #advance(): void {
    for (;;) {
      const data = this.#segments.get(this.#next)?.data;
      if (data === undefined) break;
      this.#hash.update(data);
      this.#next += 1;
    }
    if (this.#held <= hashedBytesMax) return;
    for (const [index, segment] of this.#segments) {
      if (index < this.#next) this.#release(segment);
    }
  }

  #release(segment: HeldSegment): void {
    this.#held -= segment.data?.length ?? 0;
    segment.data = undefined;
  }
}
