/** What MediaInfo says of a file. */
import mediaInfoFactory, { type MediaInfo } from 'mediainfo.js';
import * as v from 'valibot';
import type { Found, MediaFacts } from '../../../src/files/facts.ts';
import { clockwise, fieldCodecs, given, shown, some, text } from './otherReaders.ts';

const trackSchema = v.object({
  '@type': v.string(),
  Format: text,
  Format_Profile: text,
  Format_AdditionalFeatures: text,
  Width: some,
  Height: some,
  PixelAspectRatio: some,
  Rotation: some,
  Duration: some,
  FrameRate: some,
  FrameCount: some,
  ChromaSubsampling: text,
  BitDepth: some,
  ScanType: text,
  Channels: some,
  SamplingRate: some,
  ColorSpace: text,
  Duration_End: some,
  Events_Total: some,
});
type InfoTrack = v.InferOutput<typeof trackSchema>;

const videoNames: Readonly<Record<string, string>> = {
  AVC: 'H.264',
  'MPEG-4 Visual': 'MPEG-4 Visual',
  'MPEG Video': 'MPEG-2',
  JPEG: 'Motion JPEG',
};

/** What may hold a picture that moves. */
const movingPictures = new Set<string | undefined>(['WebP', 'PNG', 'APNG']);

function infoContainer({ Format: format, Format_Profile: profile }: InfoTrack): string | undefined {
  if (format === 'MPEG-4') return profile === 'QuickTime' ? 'QuickTime' : 'MP4';
  if (format === 'MPEG-TS' || format === 'BDAV') return 'MPEG-TS';
  return format === 'WebM' ? format : undefined;
}

function infoProfile({ Format: format, Format_Profile: profile }: InfoTrack): string | undefined {
  return format === 'VP9' && profile !== undefined ? `Profile ${profile}` : profile;
}

function infoAudio(track: InfoTrack): string | undefined {
  const { Format: format, Format_Profile: profile, Format_AdditionalFeatures: more } = track;
  if (format === 'AAC' && more !== undefined) return `AAC-${more}`;
  return format === 'MPEG Audio' && profile === 'Layer 3' ? 'MP3' : format;
}

export class MediaInfoReader implements Disposable {
  readonly #info: MediaInfo;

  private constructor(info: MediaInfo) {
    this.#info = info;
  }

  static async open(): Promise<MediaInfoReader> {
    return new MediaInfoReader(await mediaInfoFactory({ full: true }));
  }

  async facts(bytes: Buffer): Promise<MediaFacts> {
    const answer: unknown = await this.#info.analyzeData(bytes.length, (size, offset) =>
      bytes.subarray(offset, offset + size),
    );
    const { media } = v.parse(
      v.object({ media: v.nullish(v.object({ track: v.array(trackSchema) })) }),
      answer,
    );
    return given(infoFacts(media?.track ?? []));
  }

  [Symbol.dispose](): void {
    this.#info.close();
  }
}

function infoFacts(tracks: readonly InfoTrack[]): Found {
  const of = (type: string) => tracks.find((track) => track['@type'] === type);
  const general = of('General');
  const video = of('Video');
  const picture = video ?? of('Image');
  const audio = of('Audio');
  const container = general && infoContainer(general);
  const subtitles = of('Text');
  const found: Found = { cues: subtitles?.Events_Total, lastCueSecs: subtitles?.Duration_End };
  if (picture !== undefined) {
    const rotation = clockwise(picture.Rotation ?? 0);
    const size = { width: picture.Width, height: picture.Height };
    Object.assign(found, shown(size, video?.PixelAspectRatio ?? 1, rotation), { rotation });
    found.bitDepth = picture.BitDepth;
  }
  if (container === undefined) {
    if (movingPictures.has(general?.Format)) found.frames = video?.FrameCount;
    return found;
  }
  found.container = container;
  // Of a transport stream it says what its packets would last at the rate of its clock.
  if (container !== 'MPEG-TS') found.durationSecs = general?.Duration;
  if (video?.Format !== undefined) {
    found.videoCodec = videoNames[video.Format] ?? video.Format;
    found.videoProfile = infoProfile(video);
    found.frameRate = video.FrameRate;
    found.chroma = video.ColorSpace === 'Y' ? '4:0:0' : video.ChromaSubsampling;
    if (video.ScanType !== undefined && fieldCodecs.has(found.videoCodec)) {
      found.isInterlaced = video.ScanType !== 'Progressive';
    }
  }
  if (audio !== undefined) {
    found.audioCodec = infoAudio(audio);
    found.audioChannels = audio.Channels;
    found.audioRate = audio.SamplingRate;
  }
  return found;
}
