/** Hundredths of a second that browsers show a frame whose delay is less than {@link briefest}. */
const usualDelay = 10;
const briefest = 2;

const imageSeparator = 0x2c;
const extensionIntroducer = 0x21;
const graphicControl = 0xf9;
const trailer = 0x3b;

/**
 * The walk over a GIF's blocks (https://www.w3.org/Graphics/GIF/spec-gif89a.txt), a window of the
 * file at a time. Blocks come by the million in hostile files: within a window nothing waits.
 */
export class GifWalk {
  /** Of the file: where the walk goes on, once {@link over} lets it. */
  position: number;
  frames = 0;
  /** Hundredths of a second that the frames so far are shown. */
  hundredths = 0;
  /** Set where no more blocks come: at the end mark, or at bytes that begin none. */
  end: 'trailer' | 'stray' | undefined;
  #inData = false;
  /** Whether a frame was announced that has not come. */
  #isDue = false;
  #delay = 0;

  /** @param head the first 13 bytes */
  constructor(head: Buffer) {
    this.position = 13 + colorTableLength(head[10] ?? 0);
  }

  /** Whether there are frames, and nothing that was begun is missing at {@link position}. */
  get isComplete(): boolean {
    return this.frames > 0 && !this.#inData && !this.#isDue;
  }

  /** As far as these bytes go, which begin at {@link position}. */
  over(bytes: Buffer): void {
    const start = this.position;
    let at = 0;
    while (this.end === undefined && at < bytes.length) {
      const next: number | undefined = this.#inData
        ? this.#overData(bytes, at)
        : this.#overStart(bytes, at);
      if (next === undefined) break;
      at = next;
    }
    this.position = start + at;
  }

  /** Sub-blocks tell their length in one byte; a length of 0 ends them. */
  #overData(bytes: Buffer, start: number): number {
    let at = start;
    for (let length = bytes[at]; length !== undefined; length = bytes[at]) {
      at += 1 + length;
      if (length === 0) {
        this.#inData = false;
        break;
      }
    }
    return at;
  }

  /** The start of a block; undefined where that is not whole. */
  #overStart(bytes: Buffer, at: number): number | undefined {
    const introducer = bytes[at];
    if (introducer === imageSeparator) {
      const flags = bytes[at + 9];
      if (flags === undefined) return undefined;
      this.frames += 1;
      this.hundredths += this.#delay < briefest ? usualDelay : this.#delay;
      this.#delay = 0;
      this.#isDue = false;
      this.#inData = true;
      // Ten bytes of descriptor, the colours, and one byte of LZW code size.
      return at + 11 + colorTableLength(flags);
    }
    if (introducer === extensionIntroducer) {
      if (bytes[at + 1] === graphicControl) {
        const [low, high] = [bytes[at + 4], bytes[at + 5]];
        if (low === undefined || high === undefined) return undefined;
        this.#delay = low + 256 * high;
        this.#isDue = true;
      }
      this.#inData = true;
      return at + 2;
    }
    this.end = introducer === trailer ? 'trailer' : 'stray';
    return at;
  }
}

/** Bytes of the colour table that a packed field announces. */
function colorTableLength(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 0x07) + 1) : 0;
}
