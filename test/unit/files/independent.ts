/** How far our facts may be from those of other readers, and where they are known to be elsewhere, and why. */
import type { Compared } from './otherReaders.ts';

export type ReaderName = 'MediaInfo' | 'ffprobe';

interface Tolerance {
  /** Of the value. */
  readonly share?: number;
  /** In the fact's own unit. */
  readonly plus?: number;
}

/** What has none must be the same. */
export const tolerances: Partial<Record<Compared, Tolerance>> = {
  // Readers count the frame that comes last, or the sound that outlasts the picture, or do not.
  durationSecs: { share: 0.001, plus: 0.03 },
  // MediaInfo rounds to three decimals.
  frameRate: { share: 0.002, plus: 0.001 },
  lastCueSecs: { plus: 0.001 },
};

export interface Known {
  readonly reader: ReaderName;
  readonly files: RegExp;
  readonly facts: readonly Compared[];
  /** Who is right, and why the other is not. */
  readonly reason: string;
}

export const known: readonly Known[] = [
  {
    reader: 'MediaInfo',
    files: /\.bmp$/,
    facts: ['bitDepth'],
    reason: 'ours are bits of each sample, and it names those of a pixel',
  },
  {
    reader: 'MediaInfo',
    files: /\/(?:mjpeg|mov-named|mpeg4)\./,
    facts: ['chroma', 'bitDepth', 'videoProfile'],
    reason:
      'it reads into the frames of codecs that X takes in no form, where ours stops at the name',
  },
  {
    reader: 'ffprobe',
    files: /\/(?:mjpeg|mov-named|mpeg4)\./,
    facts: ['chroma', 'bitDepth'],
    reason: 'it decodes the frames of codecs that X takes in no form, where ours stops at the name',
  },
  {
    reader: 'ffprobe',
    files: /h264-gray/,
    facts: ['chroma'],
    reason: 'its decoder hands on 4:0:0 as 4:2:0; MediaInfo and the sequence parameters say 4:0:0',
  },
  {
    reader: 'ffprobe',
    files: /(?:still|gif-still-loops|gif-named)\./,
    facts: ['durationSecs'],
    reason: 'it gives a picture that stands still the delay of its only frame',
  },
  {
    reader: 'ffprobe',
    files: /fragments-cmaf/,
    facts: ['durationSecs'],
    reason:
      'it adds the offset of the first frame, which negative offsets have taken back: 20 frames at 10 fps end at 2 s',
  },
  {
    reader: 'ffprobe',
    files: /\/cr\.vtt/,
    facts: ['cues'],
    reason: 'it does not end WebVTT’s lines at a lone CR, which the standard and MediaInfo do',
  },
  {
    reader: 'ffprobe',
    files: /\/loose\.srt/,
    facts: ['cues'],
    reason: 'it leaves out the cue that has no text',
  },
  {
    reader: 'MediaInfo',
    files: /\/matroska\./,
    facts: ['width', 'height', 'bitDepth'],
    reason: 'X does not list Matroska: ours is refused before it is looked into',
  },
  {
    reader: 'ffprobe',
    files: /\/matroska\./,
    facts: [
      'width',
      'height',
      'durationSecs',
      'frameRate',
      'videoCodec',
      'videoProfile',
      'chroma',
      'bitDepth',
      'isInterlaced',
    ],
    reason: 'X does not list Matroska: ours is refused before it is looked into',
  },
];
