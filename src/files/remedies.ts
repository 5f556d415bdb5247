import type { MediaCategory } from '../api/contract.ts';
import { categoriesFor } from './category.ts';
import type { Subject } from './check.ts';
import type { Finding } from './finding.ts';
import { kindOf } from './mediaTypes.ts';
import type { Mending } from './mending.ts';
import { gifLine, pictureLine } from './mendPicture.ts';
import { videoLine } from './mendVideo.ts';
import type { Rule } from './rule.ts';
import { rules } from './rules.ts';

type Remedy = Pick<Finding, 'remedy' | 'command' | 'category'>;

/** What to do about a rule that a file does not keep: a sentence, and a line or a category that mends it. */
export function remedyFor(rule: Rule, subject: Subject): Remedy {
  const category = rule.category ?? otherCategory(rule, subject);
  const command = rule.mending && commandFor(subject, new Set([rule.mending]));
  return {
    remedy: sentenceFor(rule, subject, category),
    ...(command === undefined ? {} : { command }),
    ...(category === undefined ? {} : { category }),
  };
}

/**
 * One line that mends at once whatever a line can mend of these findings; undefined where there is
 * nothing of the kind. It is for a shell in the file's folder, and writes another file there.
 */
export function mendingCommand(findings: readonly Finding[], subject: Subject): string | undefined {
  const broken = new Set(
    findings.filter(({ command }) => command !== undefined).map(({ rule }) => rule),
  );
  const mendings = new Set(
    rules.flatMap(({ id, mending }) => (mending && broken.has(id) ? [mending] : [])),
  );
  return mendings.size === 0 ? undefined : commandFor(subject, mendings);
}

function commandFor(subject: Subject, mendings: ReadonlySet<Mending>): string | undefined {
  const { type, category, facts, size } = subject;
  if (size === 0) return undefined;
  const isPaired = category !== undefined && categoriesFor(type).includes(category);
  switch (kindOf(type)) {
    case 'video':
      return videoLine(subject, mendings, isPaired ? category : 'tweet_video');
    case 'image':
      // ffmpeg cannot read a WebP that moves.
      if (type === 'image/webp' && facts.isAnimated === true) return undefined;
      if (category?.endsWith('_gif') === true) return gifLine(subject, mendings);
      if (!mendings.has('moves')) return pictureLine(subject);
      // A GIF has a category to move in.
      return type === 'image/gif' ? undefined : gifLine(subject, mendings);
    default:
      return undefined;
  }
}

/** Another category in which the rule is kept, for the same use. */
function otherCategory({ id }: Rule, { type, category }: Subject): MediaCategory | undefined {
  const isDm = category?.startsWith('dm_') === true;
  switch (id) {
    case 'image-moves':
      return type === 'image/gif' ? (isDm ? 'dm_gif' : 'tweet_gif') : undefined;
    case 'gif-still':
      return isDm ? 'dm_image' : 'tweet_image';
    case 'category': {
      const choices = categoriesFor(type);
      return choices.find((each) => each.startsWith('dm_') === isDm) ?? choices[0];
    }
    default:
      return undefined;
  }
}

const remedies: Readonly<Record<string, string>> = {
  'file-empty': 'Export or download it again.',
  'file-size': 'Shorten it, or encode it with a lower bit rate.',
  segments: 'Send it in larger segments: set xMedia.segmentSizeMiB to more.',
  'media-type': 'Convert it to a type that X lists.',
  'image-size': 'Save it as a JPEG with fewer pixels, which keeps no transparency.',
  'gif-size': 'Make an MP4 video of it, which takes far fewer bytes, or shorten it.',
  'gif-frame': 'Scale it down.',
  'gif-frames': 'Show fewer frames per second, or shorten it.',
  'gif-pixels': 'Scale it down, or shorten it.',
  'video-frame-rate': 'Encode it at 60 frames per second.',
  'video-frame': 'Scale it to fit.',
  'video-aspect': 'Pad it with black bars.',
  'video-codec': 'Encode it as H.264 in High profile.',
  'video-profile': 'Encode it as H.264 in High profile.',
  'video-chroma': 'Encode it as H.264 in High profile with 4:2:0 sampling.',
  'video-bit-depth': 'Encode it as H.264 in High profile, with 8 bits.',
  'video-interlaced': 'Deinterlace it.',
  'video-sound': 'Encode its sound as AAC-LC.',
  'subtitles-cues': 'Export it again with its cues.',
  'model-version': 'Export it again as glTF 2.0.',
  damaged: 'Export or download it again, or try it as it is.',
};

function sentenceFor(
  { id, isOlder, mending }: Rule,
  { facts, type, bytes, category: chosen }: Subject,
  category: MediaCategory | undefined,
): string {
  if (isOlder === true) {
    return 'Try it as it is; if X refuses it, shorten it or choose amplify_video, which takes access to ads or Media Studio.';
  }
  if (id === 'image-moves' && category === undefined) {
    return 'Make an MP4 video of it if it has to move.';
  }
  if (id === 'image-moves')
    return `Choose ${category ?? chosen ?? 'another category'} if it has to move.`;
  if (id === 'media-bytes' && bytes !== undefined) return `Choose ${bytes} as its type.`;
  if (category !== undefined) return `Choose ${category} instead.`;
  if (id === 'category') return `Send ${type} without a category.`;
  if (mending === 'length') {
    return (facts.durationSecs ?? 0) < 1
      ? 'Show its last picture for longer.'
      : 'Cut it, or upload it in parts.';
  }
  return remedies[id] ?? 'Encode it with a lower bit rate, or shorten it.';
}
