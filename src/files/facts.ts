import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const measure = v.pipe(v.number(), v.minValue(0));
const words = v.pipe(v.string(), v.maxLength(80));

/**
 * What a file's own bytes say of it. Every part is absent where it does not apply, or could not be
 * read within the limits of an inspection. Kept in the record of an upload, hence a schema.
 */
export const factsSchema = v.object({
  /** Pixels, as the media is shown: turned where the file says so. */
  width: v.optional(count),
  height: v.optional(count),
  /** Clockwise degrees by which players turn a video: 90, 180 or 270. */
  rotation: v.optional(count),

  // Videos, and GIFs that move.
  durationSecs: v.optional(measure),
  /** Frames per second, on average. */
  frameRate: v.optional(measure),
  /** `MP4`, `fragmented MP4`, `QuickTime`, `WebM`, `MPEG-TS`. */
  container: v.optional(words),
  /** As people name it: `H.264`, `HEVC`, `VP9`, `AV1`. */
  videoCodec: v.optional(words),
  /** `High`, `Main`, `Constrained Baseline`, `High 4:2:2`… */
  videoProfile: v.optional(words),
  /** `4:2:0`, `4:2:2`, `4:4:4`, `4:0:0`. */
  chroma: v.optional(words),
  isInterlaced: v.optional(v.boolean()),
  /** `AAC-LC`, `HE-AAC`, `MP3`, `Opus`. Absent where there is no sound. */
  audioCodec: v.optional(words),
  audioChannels: v.optional(count),
  /** Hertz. */
  audioRate: v.optional(count),

  // Pictures.
  /** Bits of each sample, of pictures and of videos. */
  bitDepth: v.optional(count),
  /** `colour` (red, green and blue in the end), `greyscale`, `indexed`, `CMYK`… */
  colour: v.optional(words),
  isProgressive: v.optional(v.boolean()),
  /** Whether it shows more than one picture: GIF, WebP, PNG. */
  isAnimated: v.optional(v.boolean()),
  /** Frames of a GIF, of a WebP or of a PNG that moves. */
  frames: v.optional(count),
  /** Whether {@link frames} is only what was counted before a limit was reached. */
  isMoreFrames: v.optional(v.boolean()),

  // Subtitles.
  cues: v.optional(count),
  /** Seconds from the start to the end of the cue that ends last. */
  lastCueSecs: v.optional(measure),
  /** `UTF-8`, `UTF-16 LE`, `UTF-16 BE`, `Windows-1252?`. */
  encoding: v.optional(words),

  // 3D models.
  /** Version of the glTF container. */
  glbVersion: v.optional(count),
  /** Bytes that a GLB says it has. */
  glbLength: v.optional(count),

  /** Whole sentences on what is damaged or does not fit together. */
  flaws: v.optional(v.array(v.string())),
});
export type MediaFacts = v.InferOutput<typeof factsSchema>;

/** What a reader fills in as it goes, so that what it has found outlives what it fails at. */
export type Found = { -readonly [K in keyof MediaFacts]: MediaFacts[K] };

/** Notes a flaw, each once. */
export function flaw(found: Found, sentence: string): void {
  const flaws = (found.flaws ??= []);
  if (!flaws.includes(sentence)) flaws.push(sentence);
}
