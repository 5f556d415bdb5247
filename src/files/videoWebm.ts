import { flaw, type Found } from './facts.ts';
import type { FileWindow } from './isoBoxes.ts';
import { noteVp9Frame, readConfig, videoName } from './videoCodecs.ts';
import { elementAt, elementsIn, ids, makeElement, readFloat, readUnsigned } from './videoEbml.ts';
import { noteFault, noteMissing, videoFlaws } from './videoFlaws.ts';
import { frameRateOf } from './videoRate.ts';
import { readTracks } from './videoTracks.ts';
import { endOfClusters, readClusters } from './videoClusters.ts';

/** Elements at the level of the segment that are visited before pictures begin. */
const elementsMax = 200;
/** Bytes of an element that is read whole. */
const elementMax = 64 * 1024;
const ahead = 4096;

/** A track, as far as it is looked at here. */
interface Entry {
  number: number;
  type: number;
  isEnabled: boolean;
  codec: string;
  config: Buffer | undefined;
  /** Nanoseconds of a frame; 0 where it is not said. */
  frameDuration: number;
  isInterlaced: boolean | undefined;
  /** All of it, to be handed on. */
  readonly content: Buffer;
}

/** Facts of a WebM file (RFC 9559). */
export async function readWebm(window: FileWindow, found: Found): Promise<void> {
  found.container = 'WebM';
  const header = await elementAt(window, 0, window.size, ahead);
  const segment =
    header?.end === undefined ? undefined : await elementAt(window, header.end, window.size, ahead);
  if (segment?.id !== ids.segment) {
    flaw(found, videoFlaws.noIndex);
    return;
  }
  if (segment.end !== undefined && segment.end > window.size) {
    noteMissing(found, segment.end - window.size);
  }
  const parts = await findParts(window, segment.body);

  let tick = 1_000_000;
  await noteFault(found, videoFlaws.index, () => {
    for (const { id, content } of elementsIn(parts.info)) {
      if (id === ids.timestampScale) tick = readUnsigned(content) || tick;
    }
    for (const { id, content } of elementsIn(parts.info)) {
      if (id !== ids.duration) continue;
      const secs = (readFloat(content) * tick) / 1e9;
      if (secs > 0 && Number.isFinite(secs)) found.durationSecs = secs;
    }
  });
  if (parts.tracks === undefined) {
    flaw(found, videoFlaws.noIndex);
    return;
  }

  const entries = [...readEntries(parts.tracks)].filter(({ isEnabled }) => isEnabled);
  const video = entries.find(({ type }) => type === 1);
  const sound = entries.find(({ type }) => type === 2);
  if (video === undefined) flaw(found, videoFlaws.noVideo);
  else await noteFault(found, videoFlaws.index, () => describeVideo(video, found));
  if (sound !== undefined) {
    await noteFault(found, videoFlaws.index, async () => {
      await readTracks(fileOf(sound), found);
    });
  }
  await readPictures(window, found, { clusters: parts.clusters, tick, video });
}

async function readPictures(
  window: FileWindow,
  found: Found,
  {
    clusters,
    tick,
    video,
  }: { clusters: number | undefined; tick: number; video?: Entry | undefined },
): Promise<void> {
  if (clusters === undefined) {
    if (video !== undefined) flaw(found, videoFlaws.noFrames);
    return;
  }
  if (video !== undefined) {
    // Of a recording whose frames come as they may, a millisecond stands there: its clock's tick.
    const isRateKnown = found.frameRate !== undefined && found.frameRate < 500;
    const { times, frame } = await readClusters(window, clusters, {
      track: video.number,
      frames: isRateKnown ? 1 : 120,
    });
    if (frame !== undefined && found.videoCodec === 'VP9') noteVp9Frame(frame, found);
    const ticks = Math.max(...times) - Math.min(...times);
    const rate = isRateKnown ? undefined : frameRateOf(times.length - 1, ticks, 1e9 / tick);
    if (rate !== undefined) found.frameRate = rate;
  }
  if (found.durationSecs === undefined) {
    const end = await endOfClusters(window, clusters);
    const frameSecs = found.frameRate === undefined ? 0 : 1 / found.frameRate;
    if (end !== undefined) found.durationSecs = (end * tick) / 1e9 + frameSecs;
  }
}

interface Parts {
  info: Buffer;
  tracks: Buffer | undefined;
  /** Where pictures begin. */
  clusters: number | undefined;
}

/** What stands before the pictures, and what a seek head says stands behind them. */
async function findParts(window: FileWindow, start: number): Promise<Parts> {
  const parts: Parts = { info: Buffer.alloc(0), tracks: undefined, clusters: undefined };
  const seeks = new Map<number, number>();
  const take = async (position: number): Promise<number | undefined> => {
    const element = await elementAt(window, position, window.size, ahead);
    if (element === undefined) return undefined;
    if (element.id === ids.cluster) {
      parts.clusters ??= position;
      return undefined;
    }
    if (element.end === undefined) return undefined;
    if (element.id === ids.info || element.id === ids.tracks || element.id === ids.seekHead) {
      const length = Math.min(element.end - element.body, elementMax);
      const content = Buffer.from(await window.bytes(element.body, length));
      if (element.id === ids.info) parts.info = content;
      else if (element.id === ids.tracks) parts.tracks = content;
      else readSeeks(content, seeks);
    }
    return element.end;
  };
  let position: number | undefined = start;
  for (let i = 0; i < elementsMax && position !== undefined; i++) position = await take(position);
  for (const [id, isMissing] of [
    [ids.info, parts.info.length === 0],
    [ids.tracks, parts.tracks === undefined],
  ] as const) {
    const offset = seeks.get(id);
    if (isMissing && offset !== undefined && start + offset < window.size)
      await take(start + offset);
  }
  return parts;
}

function readSeeks(seekHead: Buffer, seeks: Map<number, number>): void {
  for (const entry of elementsIn(seekHead)) {
    if (entry.id !== ids.seek || seeks.size > 32) continue;
    let [id, position] = [0, 0];
    for (const part of elementsIn(entry.content)) {
      if (part.id === ids.seekId) id = readUnsigned(part.content);
      else if (part.id === ids.seekPosition) position = readUnsigned(part.content);
    }
    seeks.set(id, position);
  }
}

function* readEntries(tracks: Buffer): Generator<Entry> {
  let count = 0;
  for (const { id, content } of elementsIn(tracks)) {
    if (id !== ids.trackEntry || (count += 1) > 64) continue;
    const entry: Entry = {
      number: 0,
      type: 0,
      isEnabled: true,
      codec: '',
      config: undefined,
      frameDuration: 0,
      isInterlaced: undefined,
      content,
    };
    for (const part of elementsIn(content)) readPart(part.id, part.content, entry);
    yield entry;
  }
}

function readPart(id: number, content: Buffer, entry: Entry): void {
  if (id === ids.trackNumber) entry.number = readUnsigned(content);
  else if (id === ids.trackType) entry.type = readUnsigned(content);
  else if (id === ids.flagEnabled) entry.isEnabled = readUnsigned(content) !== 0;
  else if (id === ids.codecId) entry.codec = content.toString('latin1', 0, 40).replace(/\0+$/, '');
  else if (id === ids.codecPrivate) entry.config = content;
  else if (id === ids.defaultDuration) entry.frameDuration = readUnsigned(content);
  else if (id === ids.video) {
    for (const part of elementsIn(content)) {
      const value = part.id === ids.flagInterlaced ? readUnsigned(part.content) : 0;
      if (value === 1 || value === 2) entry.isInterlaced = value === 1;
    }
  }
}

async function describeVideo(entry: Entry, found: Found): Promise<void> {
  found.videoCodec = videoName(entry.codec);
  if (entry.isInterlaced !== undefined) found.isInterlaced = entry.isInterlaced;
  const rate = frameRateOf(1, entry.frameDuration, 1e9);
  if (rate !== undefined) found.frameRate = rate;
  if (found.videoCodec === 'VP8') {
    found.chroma = '4:2:0';
    found.bitDepth = 8;
  }
  const picture = await readTracks(fileOf(entry), found);
  if (picture !== undefined && picture.width > 0 && picture.height > 0) {
    found.width = picture.width;
    found.height = picture.height;
    if (picture.rotation !== 0) found.rotation = picture.rotation;
  }
  const config = { 'H.264': 'avcC', HEVC: 'hvcC', AV1: 'av1C' }[found.videoCodec];
  if (config !== undefined && entry.config !== undefined) readConfig(config, entry.config, found);
}

/** A file of one track without pictures: what mediabunny needs to describe it. */
function fileOf(entry: Entry): Buffer {
  return Buffer.concat([
    makeElement(ids.ebml, makeElement(0x4282, Buffer.from('webm'))),
    makeElement(ids.segment, makeElement(ids.tracks, makeElement(ids.trackEntry, entry.content))),
  ]);
}
