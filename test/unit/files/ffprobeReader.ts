/** What ffprobe says of a file. */
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import type { Found, MediaFacts } from '../../../src/files/facts.ts';
import { digestOf } from '../../fixtures/ffprobe.mjs';
import { fixture } from './fixtures.ts';
import { clockwise, fieldCodecs, given, shown, some, text } from './otherReaders.ts';

const fraction = v.pipe(
  v.string(),
  v.transform((value) => {
    const [above, below = 1] = value.split(/[:/]/).map(Number);
    return (above ?? NaN) / below;
  }),
  v.check((value) => Number.isFinite(value) && value > 0),
);
const ratio = v.fallback(v.optional(fraction), undefined);

const streamSchema = v.object({
  codec_type: text,
  codec_name: text,
  profile: text,
  pix_fmt: text,
  width: some,
  height: some,
  sample_aspect_ratio: ratio,
  field_order: text,
  avg_frame_rate: ratio,
  channels: some,
  sample_rate: some,
  nb_read_packets: some,
  side_data_list: v.fallback(v.array(v.object({ rotation: some })), []),
});
type Stream = v.InferOutput<typeof streamSchema>;

export const answerSchema = v.object({
  format: v.object({ format_name: text, duration: some }),
  streams: v.array(streamSchema),
});
export type Answer = v.InferOutput<typeof answerSchema>;

const keptSchema = v.record(v.string(), v.object({ digest: v.string(), ...answerSchema.entries }));

/** The answers of ffprobe 5.1 that are kept with the fixtures, of those that have not changed since. */
export function keptAnswers(): (file: string, bytes: Buffer) => Answer | undefined {
  const kept = v.parse(keptSchema, JSON.parse(readFileSync(fixture('ffprobe.json'), 'utf8')));
  return (file, bytes) => {
    const answer = kept[file];
    return answer?.digest === digestOf(bytes) ? answer : undefined;
  };
}

/** Names of formats that hold a video. It tells neither MP4 from QuickTime nor WebM from Matroska. */
const containers = /\b(?:mp4|webm|mpegts)\b/;

const codecs: Readonly<Record<string, string>> = {
  h264: 'H.264',
  hevc: 'HEVC',
  vp8: 'VP8',
  vp9: 'VP9',
  av1: 'AV1',
  prores: 'ProRes',
  mjpeg: 'Motion JPEG',
  mpeg4: 'MPEG-4 Visual',
  mpeg2video: 'MPEG-2',
  mp3: 'MP3',
  ac3: 'AC-3',
  eac3: 'E-AC-3',
  opus: 'Opus',
  vorbis: 'Vorbis',
  alac: 'ALAC',
};

function codecOf({ codec_name: name = '', profile }: Stream): string {
  if (name === 'aac') return profile === 'LC' ? 'AAC-LC' : 'AAC';
  return name.startsWith('pcm_') ? 'PCM' : (codecs[name] ?? name);
}

function profileOf({ codec_name: name, profile }: Stream): string | undefined {
  if (profile === undefined || profile === 'unknown') return undefined;
  if (name === 'prores') return profile === 'Proxy' ? '422 Proxy' : profile;
  // Of the others our readers have no profile, or one without a name.
  return ['h264', 'hevc', 'av1', 'vp9'].includes(name ?? '') ? profile : undefined;
}

/** `yuv422p10le` is 4:2:2 of 10 bits. */
function pixels(format = ''): Pick<Found, 'chroma' | 'bitDepth'> {
  const [, chroma, bits] = /^yuva?j?(4\d\d)p(\d\d)?/.exec(format) ?? [];
  if (chroma !== undefined) {
    return { chroma: chroma.split('').join(':'), bitDepth: bits === undefined ? 8 : Number(bits) };
  }
  if (/^(rgb|bgr|ya|gray)\w*?(48|64|16)/.test(format)) return { bitDepth: 16 };
  return /^(rgb24|bgr24|argb|bgra|rgba|gray|ya8|rgb0|pal8)$/.test(format) ? { bitDepth: 8 } : {};
}

export function ffprobeFacts({ format, streams }: Answer): MediaFacts {
  const of = (type: string) => streams.find((stream) => stream.codec_type === type);
  const video = of('video');
  const audio = of('audio');
  const { format_name: name = '', duration } = format;
  const isVideo = containers.test(name);
  const found: Found = { cues: of('subtitle')?.nb_read_packets };
  if (video !== undefined) {
    const turned = video.side_data_list.find(({ rotation }) => rotation !== undefined)?.rotation;
    const rotation = clockwise(-(turned ?? 0));
    // A picture's pixels are square to X, whatever its resolution.
    const aspect = isVideo ? (video.sample_aspect_ratio ?? 1) : 1;
    Object.assign(found, shown(video, aspect, rotation), pixels(video.pix_fmt), { rotation });
    if (/^(gif|apng)$/.test(name)) found.frames = video.nb_read_packets;
    if (name === 'gif') found.durationSecs = duration;
  }
  if (!isVideo) {
    delete found.chroma;
    // What it decodes the palette of a GIF to.
    if (name === 'gif') delete found.bitDepth;
    return given(found);
  }
  if (name === 'mpegts') found.container = 'MPEG-TS';
  found.durationSecs = duration;
  if (video?.codec_name !== undefined) {
    found.videoCodec = codecOf(video);
    found.videoProfile = profileOf(video);
    found.frameRate = video.avg_frame_rate;
    const order = video.field_order ?? 'unknown';
    if (order !== 'unknown' && fieldCodecs.has(found.videoCodec)) {
      found.isInterlaced = order !== 'progressive';
    }
  }
  if (audio !== undefined) {
    found.audioCodec = codecOf(audio);
    found.audioChannels = audio.channels;
    found.audioRate = audio.sample_rate;
  }
  return given(found);
}
