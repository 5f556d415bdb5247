import type { RemedyAction } from './action.ts';
import type { ProcessingInfo } from './mediaApi.ts';

type Failure = NonNullable<ProcessingInfo['error']>;

interface Meaning {
  /** What X's messages, or its names, of such a failure have in common. */
  readonly when: RegExp;
  readonly means: string | ((said: string) => string);
  readonly remedy: string;
  /** Where the file as it is may still be taken. */
  readonly action?: RemedyAction;
}

const another = 'initialize the new file';

/** `140000` of X's `maximum:140000`, milliseconds, as a person reads it. */
function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 120) return `${Number(seconds.toFixed(1))} seconds`;
  const minutes = seconds / 60;
  return `${Number(minutes.toFixed(1))} minutes`;
}

/** What `maximum`, `minimum` and `actual` say in X's message, where it names them. */
function durations(said: string): string {
  const named = (name: string) => {
    const [, digits] = new RegExp(`\\b${name}\\w*\\s*[:=]\\s*(\\d{1,12})\\b`, 'i').exec(said) ?? [];
    return digits === undefined ? undefined : duration(Number(digits));
  };
  const actual = named('actual');
  const parts = [
    ...(actual === undefined ? [] : [`it runs ${actual}`]),
    ...(['max', 'min'] as const).flatMap((bound) => {
      const limit = named(bound);
      return limit === undefined
        ? []
        : [`at ${bound === 'max' ? 'most' : 'least'} ${limit} are allowed`];
    }),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

/**
 * X documents no list of these: names and messages are those that users have reported. The first
 * that fits is taken, so that what names a property stands before what names none.
 */
const meanings: readonly Meaning[] = [
  {
    when: /duration\W+(is\W+)?too\W+long|too\W+long|exceeds?\W+(the\W+)?max\w*\W+duration/i,
    means: (said) => `The video is too long for its category or for the account${durations(said)}.`,
    remedy: `Shorten it, or pick a category that allows more, then ${another}. Premium accounts may post longer ones.`,
    action: { kind: 'options' },
  },
  {
    when: /duration\W+(is\W+)?too\W+short|too\W+short/i,
    means: (said) => `The video is too short${durations(said)}.`,
    remedy: `Make it at least half a second long, then ${another}.`,
  },
  {
    when: /file\W*size|(size|file)\W+(is\W+)?(too\W+(large|big)|exceeds)|too\W+many\W+bytes/i,
    means: 'The file has more bytes than its category allows.',
    remedy: `Compress it, or pick a category that allows more, then ${another}.`,
    action: { kind: 'options' },
  },
  {
    when: /aspect\W*ratio/i,
    means: 'Its width and height are too far apart: X takes videos from 1:3 to 3:1.',
    remedy: `Crop or pad it, then ${another}.`,
  },
  {
    when: /frame\W*rate|\bfps\b/i,
    means: 'It has too many frames in a second: X takes up to 60.',
    remedy: `Convert it to 30 or 60 frames per second, then ${another}.`,
  },
  {
    when: /frame\W*count|too\W+many\W+frames|number\W+of\W+frames/i,
    means: 'It has too many frames: X takes animated GIFs of up to 350.',
    remedy: `Shorten it, or convert it to MP4, then ${another}.`,
  },
  {
    when: /bit\W*rate/i,
    means: 'Its bit rate is too high.',
    remedy: `Convert it with a lower bit rate (25 Mbit/s at most), then ${another}.`,
  },
  {
    when: /resolution|dimension|width|height|pixels/i,
    means: 'Its width or height is not one that X takes: videos are from 32×32 to 1280×1024.',
    remedy: `Scale it, then ${another}.`,
  },
  {
    when: /audio/i,
    means: 'X cannot use its sound: it takes AAC-LC, in mono or stereo.',
    remedy: `Convert the sound to AAC-LC, or leave it out, then ${another}.`,
  },
  {
    when: /codec|profile|pixel\W*format|chroma|yuv|interlac|moov|container|transcod/i,
    means:
      'X cannot decode it: it takes H.264 (High, YUV 4:2:0, progressive) with AAC-LC in MP4 or MOV.',
    remedy: `Convert it to that, then ${another}.`,
  },
  {
    when: /unsupported\W*media|unsupported|media\W*type|not\W+(a\W+)?(valid|supported)\W+(video|image|gif|format)|format/i,
    means: 'X does not take this kind of media, or not in this category.',
    remedy: `Check type and category, or convert it (MP4 with H.264 and AAC-LC for a video), then ${another}.`,
    action: { kind: 'options' },
  },
  {
    when: /invalid\W*media|corrupt|damaged|truncat|malformed|invalid\W+(video|image|gif|file)/i,
    means:
      'X could not read it as the media that its type and category say: damaged, cut short, or encoded in a way that X does not take.',
    remedy: `Play it to the end to see whether it is whole, convert it (MP4 with H.264 and AAC-LC for a video), then ${another}.`,
  },
  {
    when: /internal|timed?\W*out|unavailable|try\W+again/i,
    means: 'The fault is X’s and not the file’s.',
    remedy: 'Initialize again in a few minutes, and upload the same file.',
    action: { kind: 'again' },
  },
];

/** X's words, for a sentence: they are inert already, and hold no secret. */
function quote({ name, message, code }: Failure): string | undefined {
  const words = [name, message].filter((text) => text !== undefined && text !== '');
  const distinct =
    words[0] !== undefined && words[1]?.startsWith(words[0]) ? words.slice(1) : words;
  if (distinct.length > 0) return `“${distinct.join(': ')}”`;
  return code === undefined ? undefined : `code ${code}`;
}

/**
 * Why X could not process the media, and what to do: X's words, then what they mean.
 *
 * @param error `processing_info.error`, of which X may leave out any part, or all
 */
export function explainProcessingFailure(error: ProcessingInfo['error']): {
  readonly explanation: string;
  readonly remedy: string;
  readonly action: RemedyAction | undefined;
} {
  const words = error === undefined ? undefined : quote(error);
  const said = error?.message ?? '';
  const meaningOf = (text: string) => meanings.find(({ when }) => when.test(text));
  // Most failures have the same few names.
  const found = meaningOf(said) ?? meaningOf(error?.name ?? '');
  const means = typeof found?.means === 'function' ? found.means(said) : found?.means;
  const failed =
    words === undefined
      ? 'X could not process the media, and gave no reason.'
      : `X could not process the media: ${words}.`;
  return {
    explanation: means === undefined ? failed : `${failed} ${means}`,
    remedy:
      found?.remedy ??
      'Check that it plays to its end and keeps X’s limits (a video: H.264 and AAC-LC in MP4, up to 60 frames per second, 32×32 to 1280×1024), convert it, then initialize the new file.',
    action: found?.action,
  };
}
