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
  chunks: readonly Uint8Array[] | undefined;
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
  /** Bytes of all segments, and of those that are held. */
  #bytes = 0;
  #held = 0;
  #hash: Hash = createHash('sha256');
  /** Index of the segment that the hash of the whole takes next. */
  #hashed = 0;
  /** Index of the first segment that may be held. */
  #kept = 0;
  /** Index of the first gap. */
  #next = 0;

  put(index: number, { chunks, bytes, sha256 }: SegmentData): void {
    const old = this.#segments.get(index);
    if (old?.sha256 === sha256) {
      this.repeats += 1;
      return;
    }
    if (old !== undefined) {
      this.replacements += 1;
      this.#release(old);
      if (index < this.#hashed) this.#startOver();
    }
    const segment = { bytes, sha256, chunks };
    this.#segments.set(index, segment);
    this.#bytes += bytes - (old?.bytes ?? 0);
    this.#held += bytes;
    this.#advance();
    // After the hash: one that fills a gap need not wait.
    if (this.#held > waitingBytesMax) this.#release(segment);
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Index of the first segment that is not there. */
  get next(): number {
    while (this.#segments.has(this.#next)) this.#next += 1;
    return this.#next;
  }

  has(index: number): boolean {
    return this.#segments.has(index);
  }

  /** In the order of their index. */
  segments(): (Segment & { readonly index: number })[] {
    return [...this.#segments]
      .map(([index, { bytes, sha256 }]) => ({ index, bytes, sha256 }))
      .sort((a, b) => a.index - b.index);
  }

  /** Whether indexes run from 0 without a gap and the bytes are `totalBytes`. */
  addsUpTo(totalBytes: number): boolean {
    const { size } = this.#segments;
    return size > 0 && this.next === size && this.#bytes === totalBytes;
  }

  /** Hex, of all segments in order; null when there is a gap or the bytes are gone. */
  sha256(): string | null {
    return this.#hashed === this.#segments.size ? this.#hash.copy().digest('hex') : null;
  }

  /** Lets go of bytes that nothing can ask for any more. */
  release(): void {
    for (const segment of this.#segments.values()) this.#release(segment);
  }

  #startOver(): void {
    this.#hash = createHash('sha256');
    this.#hashed = 0;
    this.#kept = 0;
  }

  #advance(): void {
    for (;;) {
      const chunks = this.#segments.get(this.#hashed)?.chunks;
      if (chunks === undefined) break;
      for (const chunk of chunks) this.#hash.update(chunk);
      this.#hashed += 1;
    }
    if (this.#held <= hashedBytesMax) return;
    for (; this.#kept < this.#hashed; this.#kept += 1) {
      const segment = this.#segments.get(this.#kept);
      if (segment !== undefined) this.#release(segment);
    }
  }

  #release(segment: HeldSegment): void {
    if (segment.chunks === undefined) return;
    this.#held -= segment.bytes;
    segment.chunks = undefined;
  }
}
