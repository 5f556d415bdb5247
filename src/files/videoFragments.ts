import { boxesIn, type Box } from './isoBoxes.ts';

/** What a fragment has of one track, in units of the track's timescale. */
export interface Run {
  readonly trackId: number;
  /** When it begins; undefined where the fragment does not say. */
  readonly start: number | undefined;
  readonly samples: number;
  /** What its samples last in all, and the first of them; undefined where that is not known. */
  readonly duration: number | undefined;
  readonly firstDuration: number | undefined;
}

/** The tracks of one movie fragment: `moof`, given whole or as much of it as is read. Throws on damage. */
export function readFragment(moof: Buffer, defaults: ReadonlyMap<number, number>): Run[] {
  const runs: Run[] = [];
  for (const outer of boxesIn(moof)) {
    if (outer.type !== 'moof') break;
    for (const box of boxesIn(moof, outer.body, Math.min(outer.end, moof.length))) {
      if (box.type === 'traf' && runs.length < 64) runs.push(readTrack(moof, box, defaults));
    }
  }
  return runs;
}

function readTrack(moof: Buffer, traf: Box, defaults: ReadonlyMap<number, number>): Run {
  let trackId = 0;
  let sampleDuration: number | undefined;
  let start: number | undefined;
  let samples = 0;
  let duration: number | undefined = 0;
  let firstDuration: number | undefined;
  for (const box of boxesIn(moof, traf.body, Math.min(traf.end, moof.length))) {
    if (box.type === 'tfhd') {
      const flags = moof.readUIntBE(box.body + 1, 3);
      trackId = moof.readUInt32BE(box.body + 4);
      const at = box.body + 8 + (flags & 1 ? 8 : 0) + (flags & 2 ? 4 : 0);
      sampleDuration = flags & 8 ? moof.readUInt32BE(at) : defaults.get(trackId);
    } else if (box.type === 'tfdt') {
      start =
        moof.readUInt8(box.body) === 1
          ? Number(moof.readBigUInt64BE(box.body + 4))
          : moof.readUInt32BE(box.body + 4);
    } else if (box.type === 'trun') {
      const run = readRun(moof, box, sampleDuration);
      if (samples === 0) firstDuration = run.first;
      samples += run.samples;
      duration =
        duration === undefined || run.duration === undefined ? undefined : duration + run.duration;
    }
  }
  return { trackId, start, samples, duration, firstDuration };
}

interface Samples {
  readonly samples: number;
  readonly duration?: number;
  readonly first?: number;
}

function readRun(moof: Buffer, trun: Box, sampleDuration: number | undefined): Samples {
  const flags = moof.readUIntBE(trun.body + 1, 3);
  const samples = moof.readUInt32BE(trun.body + 4);
  if ((flags & 0x100) === 0) {
    if (sampleDuration === undefined) return { samples };
    return { samples, duration: samples * sampleDuration, first: sampleDuration };
  }
  const stride = 4 * [0x100, 0x200, 0x400, 0x800].filter((flag) => flags & flag).length;
  const at = trun.body + 8 + (flags & 1 ? 4 : 0) + (flags & 4 ? 4 : 0);
  if (samples === 0 || at + samples * stride > Math.min(trun.end, moof.length)) return { samples };
  let duration = 0;
  for (let i = 0; i < samples; i++) duration += moof.readUInt32BE(at + i * stride);
  return { samples, duration, first: moof.readUInt32BE(at) };
}

/** What a segment index (`sidx`) covers. */
export interface Segments {
  /** Seconds from the start of the presentation. */
  readonly endSecs: number;
  /** Bytes that it covers, counted from its own end. */
  readonly bytes: number;
}

/** Reads the content of a `sidx`. Throws on damage. */
export function readSegmentIndex(sidx: Buffer): Segments | undefined {
  const isLong = sidx.readUInt8(0) === 1;
  const timescale = sidx.readUInt32BE(8);
  const first = isLong ? Number(sidx.readBigUInt64BE(12)) : sidx.readUInt32BE(12);
  let bytes = isLong ? Number(sidx.readBigUInt64BE(20)) : sidx.readUInt32BE(16);
  const counted = isLong ? 30 : 22;
  const count = sidx.readUInt16BE(counted);
  let duration = first;
  for (let i = 0; i < count; i++) {
    bytes += sidx.readUInt32BE(counted + 2 + i * 12) & 0x7fff_ffff;
    duration += sidx.readUInt32BE(counted + 6 + i * 12);
  }
  if (timescale === 0 || !Number.isSafeInteger(bytes)) return undefined;
  return { endSecs: duration / timescale, bytes };
}

/** Where the last fragment begins, by the random access tables (`mfra`) at the end of a file. */
export function lastFragmentOf(mfra: Buffer): number | undefined {
  let last: number | undefined;
  for (const outer of boxesIn(mfra)) {
    if (outer.type !== 'mfra') return undefined;
    for (const box of boxesIn(mfra, outer.body, Math.min(outer.end, mfra.length))) {
      if (box.type !== 'tfra') continue;
      const isLong = mfra.readUInt8(box.body) === 1;
      const lengths = mfra.readUInt32BE(box.body + 8);
      const count = mfra.readUInt32BE(box.body + 12);
      const numbers = (lengths & 3) + ((lengths >> 2) & 3) + ((lengths >> 4) & 3) + 3;
      const entry = (isLong ? 16 : 8) + numbers;
      const at = box.body + 16 + (count - 1) * entry;
      if (count === 0 || at + entry > box.end) continue;
      const offset = isLong ? Number(mfra.readBigUInt64BE(at + 8)) : mfra.readUInt32BE(at + 4);
      last = Math.max(last ?? 0, offset);
    }
  }
  return last;
}
