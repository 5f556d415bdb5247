import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import * as v from 'valibot';
import { idPattern, totalBytesMax } from '../api/contract.ts';
import { readStart } from '../files/readStart.ts';
import { beside } from './beside.ts';
import { fingerprintSchema } from './fingerprint.ts';
import { codeOf, isAbsent } from './recordFiles.ts';
import { cut, segmentsMax, type SegmentPlan } from './segments.ts';
import { ownFile } from './smallFile.ts';

const positive = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(totalBytesMax));

const headerSchema = v.pipe(
  v.object({
    version: v.literal(1),
    uploadId: v.pipe(v.string(), v.uuid()),
    mediaId: v.pipe(v.string(), v.regex(idPattern)),
    totalBytes: positive,
    segmentBytes: positive,
    fingerprint: fingerprintSchema,
  }),
  v.check(
    ({ totalBytes, segmentBytes }) => cut(totalBytes, segmentBytes).count <= segmentsMax,
    'over a thousand segments',
  ),
  v.readonly(),
);

/** What an upload is of, and how it is cut. Sizes in bytes. */
export type LedgerHeader = v.InferOutput<typeof headerSchema>;

/** `s 12`: segment 12 is sent; `a 12`: X has it; `f`: finalize is sent; `F`: X answered it. */
const lineSchema = v.pipe(v.string(), v.regex(/^(?:[sa] (?:0|[1-9]\d{0,2})|[fF])$/));

/** What the lines of a ledger say; each is there once, which bounds the file. */
export class LedgerFacts {
  readonly #sent = new Set<number>();
  readonly #acknowledged = new Set<number>();
  readonly plan: SegmentPlan;
  finalize: 'none' | 'sent' | 'answered' = 'none';

  constructor(plan: SegmentPlan) {
    this.plan = plan;
  }

  isSent(index: number): boolean {
    return this.#sent.has(index);
  }

  /** Whether a line about something sent says nothing new. */
  knows(line: string): boolean {
    return line === 'f' ? this.finalize !== 'none' : this.isSent(Number(line.slice(2)));
  }

  isAcknowledged(index: number): boolean {
    return this.#acknowledged.has(index);
  }

  get allAcknowledged(): boolean {
    return this.#acknowledged.size === this.plan.count;
  }

  /** Takes one line in, unless it makes no sense after those before it: then the answer is false. */
  take(line: string): boolean {
    if (!v.is(lineSchema, line)) return false;
    if (line === 'f' || line === 'F') return this.#takeFinalize(line);
    const index = Number(line.slice(2));
    if (index >= this.plan.count) return false;
    if (line.startsWith('s')) {
      if (this.#sent.has(index)) return false;
      this.#sent.add(index);
    } else {
      if (!this.#sent.has(index) || this.#acknowledged.has(index)) return false;
      this.#acknowledged.add(index);
    }
    return true;
  }

  #takeFinalize(line: 'f' | 'F'): boolean {
    if (line === 'f') {
      if (!this.allAcknowledged || this.finalize !== 'none') return false;
      this.finalize = 'sent';
    } else {
      if (this.finalize !== 'sent') return false;
      this.finalize = 'answered';
    }
    return true;
  }
}

export interface ReadLedger {
  readonly header: LedgerHeader;
  readonly facts: LedgerFacts;
  /** Bytes up to the end of the last line that can be trusted. */
  readonly length: number;
}

/** Bytes of a file that are read; a whole ledger has a quarter of it. */
export const ledgerBytesMax = 64 * 1024;

/**
 * What the bytes of a ledger say, up to the first line that is torn or makes no sense; undefined
 * when its header is such a line.
 */
export function readLedger(bytes: Buffer): ReadLedger | undefined {
  let end = bytes.indexOf('\n');
  if (end === -1) return undefined;
  const parsed = v.safeParse(
    v.pipe(v.string(), v.parseJson(), headerSchema),
    bytes.toString('utf8', 0, end),
  );
  if (!parsed.success) return undefined;
  const header = parsed.output;
  const facts = new LedgerFacts(cut(header.totalBytes, header.segmentBytes));
  let length = end + 1;
  while ((end = bytes.indexOf('\n', length)) !== -1) {
    if (!facts.take(bytes.toString('latin1', length, end))) break;
    length = end + 1;
  }
  return { header, facts, length };
}

export const ledgerPath = (dir: string, uploadId: string) => beside(dir, uploadId, 'ledger');

/**
 * Opens a ledger to go on with, without what cannot be trusted at its end. Undefined when there is
 * none or what is there is none; rejects with the system's error when that cannot be told.
 */
export async function openLedger(
  file: string,
): Promise<(ReadLedger & { readonly handle: FileHandle }) | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(file, constants.O_RDWR | ownFile);
  } catch (error) {
    // A link or a folder in its place is no ledger.
    if (isAbsent(error) || codeOf(error) === 'ELOOP' || codeOf(error) === 'EISDIR') {
      return undefined;
    }
    throw error;
  }
  let read: ReadLedger | undefined;
  try {
    const stats = await handle.stat();
    const size = Math.min(stats.size, ledgerBytesMax);
    if (stats.isFile()) read = readLedger(await readStart(handle, size));
    if (read !== undefined && read.length < stats.size) await handle.truncate(read.length);
    return read && { ...read, handle };
  } catch (error) {
    read = undefined;
    throw error;
  } finally {
    if (read === undefined) await handle.close();
  }
}
