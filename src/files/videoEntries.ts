import { boxesIn, type Box } from './isoBoxes.ts';

/** The first sample entry of a description of samples, and its format. */
export function sampleEntry(stsd: Buffer): Box | undefined {
  for (const description of boxesIn(stsd)) {
    for (const entry of boxesIn(stsd, description.body + 8)) return entry;
  }
  return undefined;
}

/** Bytes of the fields of a video sample entry, before its boxes. */
const videoFields = 78;

/** The content of a box in a video sample entry, such as `avcC`. */
export function configOf(stsd: Buffer, type: string): Buffer | undefined {
  const entry = sampleEntry(stsd);
  if (entry === undefined) return undefined;
  for (const box of boxesIn(stsd, entry.body + videoFields, Math.min(entry.end, stsd.length))) {
    if (box.type === type) return stsd.subarray(box.body, box.end);
  }
  return undefined;
}
