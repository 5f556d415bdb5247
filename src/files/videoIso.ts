import type { MediaType } from '../api/contract.ts';
import { flaw, type Found } from './facts.ts';
import type { SequenceParameters } from './h264.ts';
import { makeBox, type FileWindow } from './isoBoxes.ts';
import { configTypes, noteProRes, readConfig, videoName } from './videoCodecs.ts';
import { readBoxes } from './videoBoxes.ts';
import { noteFault, videoFlaws } from './videoFlaws.ts';
import { configOf, sampleEntry } from './videoEntries.ts';
import type { Movie, Track } from './videoMoov.ts';
import { frameRateOf } from './videoRate.ts';
import { shownSize } from './videoBits.ts';
import { readTracks } from './videoTracks.ts';

/** Facts of MP4 and QuickTime files, fragmented or not. */
export async function readIso(window: FileWindow, found: Found, type: MediaType): Promise<void> {
  found.container = type === 'video/quicktime' ? 'QuickTime' : 'MP4';
  await readBoxes(window, found, (movie) => describe(movie, found));
}

/** Notes what the index says, and answers with the track that is looked at. */
async function describe(movie: Movie, found: Found): Promise<Track | undefined> {
  if (movie.isDamaged) flaw(found, videoFlaws.index);
  if (movie.isFragmented) found.container = 'fragmented MP4';
  const duration = movieDuration(movie);
  if (duration > 0) found.durationSecs = duration;

  const videos = movie.tracks.filter((track) => track.handler === 'vide' && !isCover(track));
  const video = videos.find((track) => track.isEnabled) ?? videos[0];
  const sounds = movie.tracks.filter((track) => track.handler === 'soun');
  const sound = sounds.find((track) => track.isEnabled) ?? sounds[0];

  if (video === undefined) {
    flaw(found, videoFlaws.noVideo);
  } else {
    if (!movie.isFragmented && !movie.isDamaged && video.samples === 0) {
      flaw(found, videoFlaws.noFrames);
    }
    const lasts = video.samplesDuration ?? video.duration;
    const rate = movie.isFragmented
      ? undefined
      : frameRateOf(video.samples, lasts, video.timescale);
    if (rate !== undefined) found.frameRate = rate;
    await noteFault(found, videoFlaws.index, () => describeVideo(movie, video, found));
  }
  if (sound !== undefined) {
    await noteFault(found, videoFlaws.index, async () => {
      await readTracks(fileOf(movie, sound), found);
    });
  }
  return video;
}

/** Seconds, as its header says; else as its longest track says. */
function movieDuration(movie: Movie): number {
  const units = Math.max(movie.duration, movie.fragmentsDuration);
  if (units > 0 && movie.timescale > 0) return units / movie.timescale;
  const tracks = movie.tracks.filter(({ handler }) => handler === 'vide' || handler === 'soun');
  return Math.max(
    0,
    ...tracks.map(({ duration, timescale }) => (timescale > 0 ? duration / timescale : 0)),
  );
}

/** Pictures that decorate a file are kept as tracks of one frame. */
function isCover(track: Track): boolean {
  if (track.samples !== 1 || track.stsd === undefined) return false;
  const format = sampleEntry(track.stsd)?.type;
  // An object type of MPEG-4 that is a picture: JPEG or PNG (ISO/IEC 14496-1, table 5).
  const object = format === 'mp4v' ? objectTypeOf(track.stsd) : undefined;
  return format === 'jpeg' || format === 'png ' || object === 0x6c || object === 0x6d;
}

async function describeVideo(movie: Movie, track: Track, found: Found): Promise<void> {
  const { stsd } = track;
  const entry = stsd === undefined ? undefined : sampleEntry(stsd);
  if (stsd === undefined || entry === undefined) {
    flaw(found, videoFlaws.index);
    return;
  }
  found.videoCodec = codecOf(stsd, entry.type);
  noteProRes(entry.type, found);
  const picture = await readTracks(fileOf(movie, track), found);

  let sps: SequenceParameters | undefined;
  await noteFault(found, videoFlaws.index, () => {
    for (const type of configTypes) {
      const config = configOf(stsd, type);
      if (config !== undefined) sps ??= readConfig(type, config, found);
    }
  });

  const coded = sps ?? { width: picture?.codedWidth ?? 0, height: picture?.codedHeight ?? 0 };
  if (coded.width === 0 || coded.height === 0) return;
  const size = shownSize(
    coded.width,
    coded.height,
    pixelAspect(stsd) ?? sps?.pixelAspect ?? [1, 1],
  );
  const rotation = picture?.rotation ?? 0;
  if (rotation !== 0) found.rotation = rotation;
  const isTurned = rotation % 180 !== 0;
  found.width = isTurned ? size.height : size.width;
  found.height = isTurned ? size.width : size.height;
}

function codecOf(stsd: Buffer, format: string): string {
  if (format === 'encv') return videoName(configOf(stsd, 'sinf')?.toString('latin1', 8, 12) ?? '');
  const object = format === 'mp4v' ? objectTypeOf(stsd) : undefined;
  if (object === undefined) return videoName(format);
  if (object >= 0x60 && object <= 0x65) return 'MPEG-2';
  if (object === 0x6a) return 'MPEG-1';
  return object === 0x6c ? 'Motion JPEG' : object === 0x6d ? 'PNG' : 'MPEG-4 Visual';
}

/** The object type in an `esds` box: a byte of the descriptor 4 within the descriptor 3. */
function objectTypeOf(stsd: Buffer): number | undefined {
  const esds = configOf(stsd, 'esds');
  if (esds === undefined) return undefined;
  let at = esds.indexOf(4, 4 + 1 + 1 + 3) + 1;
  if (at === 0) return undefined;
  while ((esds[at] ?? 0) & 0x80) at += 1;
  return esds[at + 1];
}

function pixelAspect(stsd: Buffer): readonly [number, number] | undefined {
  const pasp = configOf(stsd, 'pasp');
  if (pasp === undefined || pasp.length < 8) return undefined;
  const [wide, high] = [pasp.readUInt32BE(0), pasp.readUInt32BE(4)];
  return wide > 0 && high > 0 && wide < 65_536 && high < 65_536 ? [wide, high] : undefined;
}

/** A file of one track, without its samples and their tables: what mediabunny needs to describe it. */
function fileOf(movie: Movie, track: Track): Buffer {
  const none = Buffer.alloc(0);
  const { tkhd = none, mdhd = none, hdlr = none, stsd = none } = track;
  const media = makeBox('mdia', mdhd, hdlr, makeBox('minf', makeBox('stbl', stsd)));
  return Buffer.concat([
    makeBox('ftyp', Buffer.from('isom\0\0\0\0isom', 'latin1')),
    makeBox('moov', movie.mvhd ?? none, makeBox('trak', tkhd, media)),
  ]);
}
