/** The work on uploads, from initialize to ready: a bundle, read with the first command. */
import { Carrier, type CarrierOptions } from './carrier.ts';
import { Ledger } from './ledger.ts';
import { Uploads, type UploadsOptions } from './uploads.ts';

export type { Carried } from './carrier.ts';

/** What does something about uploads; what shows them needs none of it. */
export interface Work {
  readonly uploads: Uploads;
  readonly carrier: Carrier;
}

export function createWork(options: UploadsOptions & CarrierOptions): Work {
  return { uploads: new Uploads(options), carrier: new Carrier(options) };
}

/** Bytes of an upload that its ledger has as acknowledged; undefined where there is no ledger. */
export async function acknowledgedBytes(
  dir: string,
  uploadId: string,
  mediaId: string,
): Promise<number | undefined> {
  await using ledger = await Ledger.resume(dir, uploadId, mediaId);
  return ledger?.acknowledgedBytes;
}
