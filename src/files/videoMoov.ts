import { boxAt, type Box, type FileWindow } from './isoBoxes.ts';

/** What the index of a file says of one track. The tables of its samples stay on the disk. */
export interface Track {
  id: number;
  isEnabled: boolean;
  /** `vide`, `soun`, `tmcd`… */
  handler: string;
  /** Units of a second in which the track counts. */
  timescale: number;
  /** In units of {@link timescale}. */
  duration: number;
  /** Samples, by the table of their sizes. */
  samples: number;
  /** What the samples last in all, in units of {@link timescale}, where that table is short. */
  samplesDuration: number | undefined;
  /** What the first sample lasts. */
  firstDuration: number;
  /** The boxes that describe it, whole, header and all. */
  tkhd?: Buffer;
  mdhd?: Buffer;
  hdlr?: Buffer;
  stsd?: Buffer;
}

/** What the index of a file says. */
export interface Movie {
  timescale: number;
  /** In units of {@link timescale}. */
  duration: number;
  mvhd?: Buffer;
  tracks: Track[];
  /** Whether more samples may follow in fragments. */
  isFragmented: boolean;
  /** What all fragments last, in units of {@link timescale}. */
  fragmentsDuration: number;
  /** By track: what a sample in a fragment lasts that does not say so. */
  sampleDurations: Map<number, number>;
  /** Whether parts of it contradict each other or end too early. */
  isDamaged: boolean;
}

/** Bytes read at once: the headers of boxes that are neighbours, and what is small in them. */
const ahead = 2048;
/** Limits that no real index comes near. */
const boxesMax = 4096;
const tracksMax = 64;
const depthMax = 8;
/** Bytes of a box that is kept whole. */
const keptMax: Readonly<Record<string, number>> = {
  mvhd: 256,
  tkhd: 256,
  mdhd: 256,
  hdlr: 1024,
  stsd: 48 * 1024,
};
/** Entries of the table of durations that are added up; a longer one is believed to last as long as its track. */
const durationsMax = 512;

const containers = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl', 'mvex']);

/** Reads an index by its boxes, whatever its size: its tables are passed over. */
export async function readMoov(window: FileWindow, moov: Box): Promise<Movie> {
  const movie: Movie = {
    timescale: 0,
    duration: 0,
    tracks: [],
    isFragmented: false,
    fragmentsDuration: 0,
    sampleDurations: new Map(),
    isDamaged: moov.end > window.size,
  };
  await readInside(window, moov, movie, undefined, { boxes: boxesMax, depth: depthMax });
  return movie;
}

async function readInside(
  window: FileWindow,
  parent: Box,
  movie: Movie,
  track: Track | undefined,
  left: { boxes: number; readonly depth: number },
): Promise<void> {
  const end = Math.min(parent.end, window.size);
  let position = parent.body;
  while (position + 8 <= end) {
    left.boxes -= 1;
    const box = await boxAt(window, position, end, ahead);
    if (box === undefined || left.boxes < 0 || box.end > parent.end) {
      // QuickTime may end a list of atoms with four zeros; eight are padding.
      movie.isDamaged ||= box !== undefined || !(await isZero(window, position, end));
      return;
    }
    if (containers.has(box.type) && left.depth > 0) {
      if (box.type === 'mvex') movie.isFragmented = true;
      const inner = box.type === 'trak' ? newTrack(movie) : track;
      const deeper = { boxes: left.boxes, depth: left.depth - 1 };
      await readInside(window, box, movie, inner, deeper);
      left.boxes = deeper.boxes;
    } else {
      try {
        await readBox(window, box, parent.type, movie, track);
      } catch (error) {
        if (window.failure !== undefined) throw error;
        movie.isDamaged = true;
      }
    }
    position = box.end;
  }
}

async function isZero(window: FileWindow, position: number, end: number): Promise<boolean> {
  const bytes = await window.bytes(position, Math.min(8, end - position), ahead);
  return bytes.every((byte) => byte === 0);
}

function newTrack(movie: Movie): Track | undefined {
  if (movie.tracks.length >= tracksMax) return undefined;
  const track: Track = {
    id: 0,
    isEnabled: false,
    handler: '',
    timescale: 0,
    duration: 0,
    samples: 0,
    samplesDuration: undefined,
    firstDuration: 0,
  };
  movie.tracks.push(track);
  return track;
}

async function readBox(
  window: FileWindow,
  box: Box,
  parent: string,
  movie: Movie,
  track: Track | undefined,
): Promise<void> {
  // The handler of a QuickTime track's data stands in `minf`, and is none of the media's.
  if (box.type === 'hdlr' && parent !== 'mdia') return;
  const size = box.end - box.start;
  const keep = keptMax[box.type];
  const content = box.body - box.start;
  if (keep !== undefined) {
    if (size > keep || box.end > window.size) {
      movie.isDamaged = true;
      return;
    }
    const bytes = Buffer.from(await window.bytes(box.start, size, ahead));
    if (track === undefined) readMovieBox(bytes, content, box.type, movie);
    else readTrackBox(bytes, content, box.type, track);
  } else if (track === undefined) {
    const bytes = await window.bytes(box.body, Math.min(32, box.end - box.body), ahead);
    readExtension(bytes, box.type, movie);
  } else {
    await readTable(window, box, movie, track);
  }
}

function readMovieBox(bytes: Buffer, body: number, type: string, movie: Movie): void {
  if (type !== 'mvhd') return;
  movie.mvhd = bytes;
  ({ timescale: movie.timescale, duration: movie.duration } = readTimes(bytes, body));
}

function readTrackBox(bytes: Buffer, body: number, type: string, track: Track): void {
  if (type === 'tkhd') {
    track.tkhd = bytes;
    track.isEnabled = (bytes.readUInt8(body + 3) & 1) === 1;
    track.id = bytes.readUInt32BE(body + (bytes.readUInt8(body) === 1 ? 20 : 12));
  } else if (type === 'mdhd') {
    track.mdhd = bytes;
    ({ timescale: track.timescale, duration: track.duration } = readTimes(bytes, body));
  } else if (type === 'hdlr') {
    track.hdlr = bytes;
    track.handler = bytes.toString('latin1', body + 8, body + 12);
  } else if (type === 'stsd') {
    track.stsd ??= bytes;
  }
}

/** The two numbers that `mvhd` and `mdhd` have in the same places. All ones: not known. */
function readTimes(bytes: Buffer, body: number): { timescale: number; duration: number } {
  if (bytes.readUInt8(body) === 1) {
    const duration = Number(bytes.readBigInt64BE(body + 24));
    return { timescale: bytes.readUInt32BE(body + 20), duration: Math.max(0, duration) };
  }
  const duration = bytes.readUInt32BE(body + 16);
  return {
    timescale: bytes.readUInt32BE(body + 12),
    duration: duration === 0xffff_ffff ? 0 : duration,
  };
}

function readExtension(bytes: Buffer, type: string, movie: Movie): void {
  if (type === 'mehd') {
    movie.fragmentsDuration =
      bytes.readUInt8(0) === 1 ? Number(bytes.readBigUInt64BE(4)) : bytes.readUInt32BE(4);
  } else if (type === 'trex' && movie.sampleDurations.size < tracksMax) {
    movie.sampleDurations.set(bytes.readUInt32BE(4), bytes.readUInt32BE(12));
  }
}

/** Counts of the tables of samples, and what of them is short. */
async function readTable(window: FileWindow, box: Box, movie: Movie, track: Track): Promise<void> {
  if (box.type === 'stsz' || box.type === 'stz2') {
    const bytes = await window.bytes(box.body, 12, ahead);
    track.samples = bytes.readUInt32BE(8);
    const sizes = sizesLength(bytes, box.type, track.samples);
    if (sizes > box.end - box.body - 12) {
      track.samples = 0;
      movie.isDamaged = true;
    }
  } else if (box.type === 'stts') {
    const count = (await window.bytes(box.body, 8, ahead)).readUInt32BE(4);
    if (count * 8 > box.end - box.body - 8) movie.isDamaged = true;
    else if (count <= durationsMax) {
      const entries = await window.bytes(box.body + 8, count * 8, ahead);
      let sum = 0;
      for (let i = 0; i + 8 <= entries.length; i += 8) {
        sum += entries.readUInt32BE(i) * entries.readUInt32BE(i + 4);
      }
      if (sum > 0) track.samplesDuration = sum;
      if (entries.length >= 8) track.firstDuration = entries.readUInt32BE(4);
    }
  }
}

/** Bytes of a table of sizes. One size for all samples takes none. */
function sizesLength(bytes: Buffer, type: string, samples: number): number {
  if (type === 'stz2') return Math.ceil((samples * bytes.readUInt8(7)) / 8);
  return bytes.readUInt32BE(4) === 0 ? samples * 4 : 0;
}
