import { mkdir, open, type FileHandle } from 'node:fs/promises';
import {
  ledgerPath,
  openLedger,
  readLedger,
  type LedgerFacts,
  type LedgerHeader,
  type ReadLedger,
} from './ledgerFile.ts';
import { segmentAt, type SegmentPlan } from './segments.ts';
import { writeWhole } from './writeWhole.ts';

export type { LedgerHeader } from './ledgerFile.ts';

/** A call's line, or none, and who waits for them to be on disk. */
interface Entry {
  readonly line: string;
  /** Stays true whether or not the disk takes it now. */
  readonly isFact: boolean;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * What was sent of an upload and what X acknowledged, written before each request and after each
 * answer: one file of appended lines beside the upload's record. Whatever moment its writer is
 * killed at, the file reads, and tells at most too little of what X has.
 */
export class Ledger implements AsyncDisposable {
  readonly header: LedgerHeader;
  readonly #handle: FileHandle;
  /** As in memory; the disk may owe acknowledgements, and nothing else. */
  readonly #facts: LedgerFacts;
  /** Bytes that are on disk, flushed. */
  #length: number;
  #queue: Entry[] = [];
  /** Facts that the disk would not take. */
  #owed: string[] = [];
  /** Whether the file may hold more than its good part. */
  #torn = false;
  #writing: Promise<void> | undefined;

  private constructor(handle: FileHandle, { header, facts, length }: ReadLedger) {
    this.header = header;
    this.#handle = handle;
    this.#facts = facts;
    this.#length = length;
  }

  /**
   * Begins anew, instead of any old one. Rejects with the system's error, and with a RangeError for
   * a header that could not be read again.
   */
  static async create(dir: string, header: LedgerHeader): Promise<Ledger> {
    const text = `${JSON.stringify(header)}\n`;
    const read = readLedger(Buffer.from(text));
    if (read === undefined) throw new RangeError('No ledger can have this header');
    const file = ledgerPath(dir, header.uploadId);
    await mkdir(dir, { recursive: true });
    await writeWhole(file, text);
    return new Ledger(await open(file, 'r+'), read);
  }

  /**
   * Goes on with the one on disk, without a torn end; undefined when there is none, or what is
   * there is none, or it is of another media_id. Rejects with the system's error where one is there
   * that cannot be opened: what X acknowledged is not to be forgotten for that.
   */
  static async resume(dir: string, uploadId: string, mediaId: string): Promise<Ledger | undefined> {
    const read = await openLedger(ledgerPath(dir, uploadId));
    if (read === undefined) return undefined;
    if (read.header.uploadId === uploadId && read.header.mediaId === mediaId) {
      return new Ledger(read.handle, read);
    }
    await read.handle.close();
    return undefined;
  }

  get plan(): SegmentPlan {
    return this.#facts.plan;
  }

  isAcknowledged(index: number): boolean {
    return this.#facts.isAcknowledged(index);
  }

  /** Sent, not acknowledged: X may have it. */
  isAmbiguous(index: number): boolean {
    return this.#facts.isSent(index) && !this.#facts.isAcknowledged(index);
  }

  get acknowledgedBytes(): number {
    let bytes = 0;
    for (let index = 0; index < this.plan.count; index += 1) {
      if (this.isAcknowledged(index)) bytes += segmentAt(this.plan, index).length;
    }
    return bytes;
  }

  /** Indexes that X has not acknowledged, ascending. */
  missing(): number[] {
    const indexes = Array.from({ length: this.plan.count }, (_, index) => index);
    return indexes.filter((index) => !this.isAcknowledged(index));
  }

  get finalize(): 'none' | 'sent' | 'answered' {
    return this.#facts.finalize;
  }

  /**
   * Before a segment is sent. This and the next three resolve when the line is on disk, flushed,
   * and reject with the system's error, or with a RangeError where it would make no sense; the next
   * call tries what failed again.
   */
  async sent(index: number): Promise<void> {
    segmentAt(this.plan, index);
    if (this.isAcknowledged(index)) throw new RangeError(`Segment ${index} is acknowledged`);
    // A segment that is sent again is known to be ambiguous: that stays as short as it is.
    if (!this.#facts.isSent(index)) await this.#append(`s ${index}`, false);
    else if (this.#owed.length > 0) await this.#append('', false);
  }

  /** After X's answer. In memory at once, whatever the disk says. */
  async acknowledged(index: number): Promise<void> {
    await this.#fact(`a ${index}`, this.isAcknowledged(index));
  }

  async finalizeSent(): Promise<void> {
    if (!this.#facts.allAcknowledged) throw new RangeError('Not all segments are acknowledged');
    if (this.finalize === 'none') await this.#append('f', false);
    else if (this.#owed.length > 0) await this.#append('', false);
  }

  /** In memory at once, whatever the disk says. */
  async finalizeAnswered(): Promise<void> {
    await this.#fact('F', this.finalize === 'answered');
  }

  async #fact(line: string, isKnown: boolean): Promise<void> {
    if (isKnown) {
      await this.#append('', false);
      return;
    }
    if (!this.#facts.take(line)) throw new RangeError(`“${line}” was not sent`);
    await this.#append(line, true);
  }

  #append(line: string, isFact: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ line, isFact, resolve, reject });
      this.#writing ??= this.#writeQueue();
    });
  }

  /** What comes during a write is one write after it. */
  async #writeQueue(): Promise<void> {
    // So that calls of one moment share a write.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const entries = this.#queue;
      this.#queue = [];
      // A line is there once, though its call may come twice.
      const isNew = ({ line, isFact }: Entry) =>
        line !== '' && (isFact || !this.#facts.knows(line));
      const lines = [...new Set(entries.filter(isNew).map(({ line }) => line))];
      const facts = entries.filter(({ isFact }) => isFact).map(({ line }) => line);
      try {
        await this.#write([...this.#owed, ...lines]);
        this.#owed = [];
        for (const line of lines) if (!facts.includes(line)) this.#facts.take(line);
        for (const { resolve } of entries) resolve();
      } catch (error) {
        this.#owed.push(...facts);
        for (const { reject } of entries) reject(error);
      }
    }
    this.#writing = undefined;
  }

  async #write(lines: readonly string[]): Promise<void> {
    if (this.#torn) await this.#handle.truncate(this.#length);
    this.#torn = false;
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    if (bytes.length === 0) return;
    this.#torn = true;
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await this.#handle.write(
        bytes,
        done,
        bytes.length - done,
        this.#length + done,
      );
      done += bytesWritten;
    }
    await this.#handle.datasync();
    this.#length += bytes.length;
    this.#torn = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // What the disk refuses once more was told when it was refused first.
    if (this.#owed.length > 0) await this.#append('', false).catch(() => undefined);
    await this.#writing;
    await this.#handle.close();
  }
}
