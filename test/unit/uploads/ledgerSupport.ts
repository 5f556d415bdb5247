/** Ledgers of a small file, for tests. */
import { randomUUID } from 'node:crypto';
import { Ledger, type LedgerHeader } from '../../../src/uploads/ledger.ts';
import { mediaId } from './support.ts';

/** Of ten segments of 100 bytes and a last one of 50, unless said otherwise. */
export function header(over: Partial<LedgerHeader> = {}): LedgerHeader {
  return {
    version: 1,
    uploadId: randomUUID(),
    mediaId,
    totalBytes: 1050,
    segmentBytes: 100,
    fingerprint: { size: 1050, mtimeMs: 1_700_000_000_000.5, sha256: 'ab'.repeat(32) },
    ...over,
  };
}

/** What a ledger says, as data. */
export function told(ledger: Ledger) {
  const indexes = Array.from({ length: ledger.plan.count }, (_, index) => index);
  return {
    acknowledged: indexes.filter((index) => ledger.isAcknowledged(index)),
    ambiguous: indexes.filter((index) => ledger.isAmbiguous(index)),
    finalize: ledger.finalize,
  };
}

/** What the one on disk says, or undefined. */
export async function toldOnDisk(dir: string, { uploadId, mediaId: id }: LedgerHeader) {
  await using ledger = await Ledger.resume(dir, uploadId, id);
  return ledger && told(ledger);
}
