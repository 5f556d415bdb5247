import type { MediaFacts } from './facts.ts';
import { decimal, duration, grouped, plain } from './words.ts';

export interface FactLine {
  /** `Picture`, `Duration`… */
  readonly label: string;
  /** One line of plain text; nothing in it steers, but it is not escaped for Markdown. */
  readonly value: string;
  /** The id of a codicon. */
  readonly icon?: string;
}

/**
 * What a file's bytes say, in words: few lines, the most telling first, and none of what is not
 * known. `size` in bytes.
 */
export function factLines(facts: MediaFacts, size: number): FactLine[] {
  return [
    fact('Picture', 'file-media', pictureParts(facts)),
    fact('Duration', 'clock', durationParts(facts, size)),
    fact('Frames', 'layers', framesParts(facts)),
    fact('Video', 'device-camera-video', videoParts(facts)),
    fact('Sound', 'unmute', soundParts(facts)),
    fact('Colour', 'symbol-color', colourParts(facts)),
    fact('Cues', 'list-ordered', cueParts(facts)),
    fact('Encoding', 'text-size', [words(facts.encoding)]),
    fact('Container', 'package', [words(facts.container)]),
    fact('glTF', 'symbol-structure', modelParts(facts)),
  ].filter((line) => line !== undefined);
}

type Parts = readonly (string | undefined)[];

function fact(label: string, icon: string, parts: Parts): FactLine | undefined {
  const value = parts.filter((part) => part !== undefined && part !== '').join(', ');
  return value === '' ? undefined : { label, value, icon };
}

function words(text: string | undefined): string | undefined {
  return text === undefined ? undefined : plain(text);
}

function pictureParts({ width, height, frameRate, rotation }: MediaFacts): Parts {
  const sides = width !== undefined && height !== undefined ? `${width} × ${height}` : undefined;
  const rate = frameRate === undefined ? undefined : `${decimal(frameRate)} fps`;
  return [
    [sides, rate].filter((part) => part !== undefined).join(' · '),
    rotation ? `turned by ${rotation}°` : undefined,
  ];
}

function durationParts({ durationSecs, frames }: MediaFacts, size: number): Parts {
  // Frames have a line of their own, which says how long they take.
  if (durationSecs === undefined || frames !== undefined) return [];
  const rate = (size * 8) / durationSecs / 1e6;
  return [
    duration(durationSecs),
    Number.isFinite(rate) && rate > 0 ? `${decimal(rate, rate < 1 ? 2 : 1)} Mbit/s` : undefined,
  ];
}

function framesParts({ frames, isMoreFrames, isAnimated, durationSecs }: MediaFacts): Parts {
  const moves = isAnimated === undefined ? undefined : isAnimated ? 'moving' : 'still';
  // That a photograph stands still goes without saying.
  if (frames === undefined) return [isAnimated === true ? moves : undefined];
  const many = isMoreFrames === true;
  return [
    many ? `at least ${grouped(frames)}` : grouped(frames),
    moves,
    durationSecs === undefined ? undefined : `${many ? 'over ' : ''}${duration(durationSecs)}`,
  ];
}

function videoParts({
  videoCodec,
  videoProfile,
  chroma,
  bitDepth,
  isInterlaced,
}: MediaFacts): Parts {
  if (videoCodec === undefined && chroma === undefined) return [];
  return [
    [words(videoCodec), words(videoProfile)].filter((part) => part !== undefined).join(' '),
    words(chroma),
    bitDepth === undefined ? undefined : `${bitDepth} bit`,
    isInterlaced === undefined ? undefined : isInterlaced ? 'interlaced' : 'progressive',
  ];
}

function soundParts({ audioCodec, audioChannels, audioRate, videoCodec }: MediaFacts): Parts {
  if (audioCodec === undefined) return [videoCodec === undefined ? undefined : 'none found'];
  const channels =
    audioChannels === undefined
      ? undefined
      : ([undefined, 'mono', 'stereo'][audioChannels] ?? `${audioChannels} channels`);
  return [
    words(audioCodec),
    channels,
    audioRate === undefined ? undefined : `${decimal(audioRate / 1000, 3)} kHz`,
  ];
}

function colourParts({ colour, bitDepth, isProgressive, videoCodec, chroma }: MediaFacts): Parts {
  if (videoCodec !== undefined || (chroma !== undefined && colour === undefined)) return [];
  return [
    colour === 'colour' ? 'RGB' : words(colour),
    bitDepth === undefined ? undefined : `${bitDepth} bit`,
    isProgressive === undefined ? undefined : isProgressive ? 'progressive' : undefined,
  ];
}

function cueParts({ cues, lastCueSecs }: MediaFacts): Parts {
  if (cues === undefined) return [];
  return [
    grouped(cues),
    lastCueSecs === undefined ? undefined : `the last ends at ${clock(lastCueSecs)}`,
  ];
}

/** A moment rather than a length: always with minutes. */
function clock(seconds: number): string {
  if (!(seconds < 59.95)) return duration(seconds);
  return `0:${seconds.toFixed(1).padStart(4, '0')}`;
}

function modelParts({ glbVersion, glbLength }: MediaFacts): Parts {
  return [
    glbVersion === undefined ? undefined : String(glbVersion),
    glbLength === undefined ? undefined : `${grouped(glbLength)} bytes by its header`,
  ];
}
