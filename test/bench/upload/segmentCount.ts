/** Reads of a multipart body what tells its segment, and counts the rest without keeping it. */

export interface CountedSegment {
  readonly index: number;
  /** Of the file. */
  readonly bytes: number;
}

/** Bytes within which all clients say what a body is. */
const headBytesMax = 1024;

export class SegmentCount {
  readonly #boundary: string | undefined;
  readonly #head: Buffer[] = [];
  #bytes = 0;
  #last: readonly Buffer[] = [];

  constructor(contentType: string) {
    this.#boundary = /^multipart\/form-data; boundary=(\S+)$/.exec(contentType)?.[1];
  }

  add(chunk: Buffer): void {
    if (this.#bytes < headBytesMax) this.#head.push(chunk);
    this.#bytes += chunk.length;
    this.#last = [...this.#last.slice(-1), chunk];
  }

  /** Undefined for a body that is no segment of one part of text and one of bytes. */
  end(): CountedSegment | undefined {
    if (this.#boundary === undefined) return undefined;
    const head = Buffer.concat(this.#head).toString('latin1', 0, headBytesMax);
    const index = /name="segment_index"\r\n\r\n(\d{1,3})\r\n/.exec(head)?.[1];
    const part = head.indexOf('name="media"');
    const start = head.indexOf('\r\n\r\n', part) + 4;
    if (index === undefined || part === -1 || start === 3) return undefined;
    const tail = `\r\n--${this.#boundary}--\r\n`;
    if (!Buffer.concat(this.#last).toString('latin1').endsWith(tail)) return undefined;
    return { index: Number(index), bytes: this.#bytes - start - tail.length };
  }
}
