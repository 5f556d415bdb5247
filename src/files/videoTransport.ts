import { flaw, type Found } from './facts.ts';
import { spsOfStream } from './h264.ts';
import type { FileWindow } from './isoBoxes.ts';
import { findLayout, ticksBetween, TransportStream, type Stream } from './transportStream.ts';
import { shownSize } from './videoBits.ts';
import { noteSps } from './videoCodecs.ts';
import { noteFault, noteMissing, videoFlaws } from './videoFlaws.ts';
import { readHevc, readMpeg2 } from './videoHeaders.ts';
import { frameRateOf } from './videoRate.ts';
import { readSound, soundOf } from './videoSound.ts';

/** Bytes that are read of the start and of the end: at 20 Mbit/s some frames and a tenth of a second. */
const [headLength, tailLength] = [256 * 1024, 224 * 1024];
const perSecond = 90_000;
/** Ticks by which times of a steady rate are off. */
const rounding = 2;

/** By the type of a stream (ITU-T H.222.0, table 2-34, and what registers its own). */
const pictures: Readonly<Record<number, string>> = {
  0x01: 'MPEG-1',
  0x02: 'MPEG-2',
  0x10: 'MPEG-4 Visual',
  0x1b: 'H.264',
  0x24: 'HEVC',
  0x33: 'VVC',
  0xd1: 'Dirac',
  0xea: 'VC-1',
};
const registered: Readonly<Record<string, string>> = { HEVC: 'HEVC', AV01: 'AV1', 'VC-1': 'VC-1' };

function pictureOf({ type, name }: Stream): string | undefined {
  return pictures[type] ?? (type === 6 ? registered[name ?? ''] : undefined);
}

/** Facts of an MPEG transport stream, of its start and its end. */
export async function readTransportStream(window: FileWindow, found: Found): Promise<void> {
  found.container = 'MPEG-TS';
  const isSmall = window.size <= headLength + tailLength;
  const head = await window.bytes(0, isSmall ? window.size : headLength);
  const layout = findLayout(head);
  if (layout === undefined) {
    flaw(found, videoFlaws.damaged);
    return;
  }
  const transport = new TransportStream(headLength);
  transport.read(head, layout);
  const streams = [...transport.streams.values()];
  const video = streams.find((stream) => pictureOf(stream) !== undefined);
  if (streams.length === 0) flaw(found, videoFlaws.noTables);
  else if (video === undefined) flaw(found, videoFlaws.noVideo);
  else if (video.length === 0) flaw(found, videoFlaws.noFrames);

  if (video !== undefined) {
    found.videoCodec = pictureOf(video);
    await noteFault(found, videoFlaws.header, () => {
      describe(video, found);
    });
    const rate = rateOf(video.decoded, found.frameRate);
    if (rate !== undefined) found.frameRate = rate;
  }
  const extra = (window.size - layout.first) % layout.stride;
  if (extra > 0 && extra < 188) noteMissing(found, layout.stride - extra);
  if (!isSmall) {
    const tail = await window.bytes(window.size - tailLength, tailLength);
    const aligned = findLayout(tail);
    if (aligned !== undefined) transport.read(tail, aligned);
  }
  const sounds = streams.filter((stream) => soundOf(stream) !== undefined);
  const sound = sounds.find(({ length }) => length > 0) ?? sounds[0];
  if (sound !== undefined) readSound(sound, found);

  const timed = [video, sound, ...streams].find((stream) => (stream?.shown.length ?? 0) > 1);
  if (timed === undefined) return;
  const frame = timed === video && found.frameRate !== undefined ? perSecond / found.frameRate : 0;
  found.durationSecs = (span(timed.shown) + frame) / perSecond;
}

/** Notes size and profile, by the parameters that stand before the first key frame. */
function describe(video: Stream, found: Found): void {
  const bytes = Buffer.concat(video.parts);
  if (found.videoCodec === 'H.264') {
    const sps = spsOfStream(bytes);
    if (sps === undefined) return;
    noteSps(sps, found);
    noteSize(sps, found);
    if (sps.frameRate !== undefined) found.frameRate = sps.frameRate;
  } else {
    const read = { HEVC: readHevc, 'MPEG-2': readMpeg2, 'MPEG-1': readMpeg2 }[
      found.videoCodec ?? ''
    ];
    const picture = read?.(bytes, found);
    if (picture !== undefined) noteSize(picture, found);
  }
}

function noteSize(
  picture: {
    readonly width: number;
    readonly height: number;
    readonly pixelAspect: readonly [number, number];
  },
  found: Found,
): void {
  const size = shownSize(picture.width, picture.height, picture.pixelAspect);
  found.width = size.width;
  found.height = size.height;
}

/** Frames per second by the times of frames; `promised` is what the stream itself says. */
function rateOf(decoded: readonly number[], promised: number | undefined): number | undefined {
  const measured = frameRateOf(decoded.length - 1, span(decoded), perSecond, rounding);
  if (measured === undefined) return promised;
  // Two fields of one frame may come with a time each.
  const isFields = promised !== undefined && Math.abs(measured / promised - 2) < 0.01;
  return isFields ? promised : measured;
}

/** Ticks from the earliest time to the latest. */
function span(times: readonly number[]): number {
  const [reference = 0] = times;
  let [earliest, latest] = [0, 0];
  for (const time of times) {
    const ticks = ticksBetween(reference, time);
    earliest = Math.min(earliest, ticks);
    latest = Math.max(latest, ticks);
  }
  return latest - earliest;
}
