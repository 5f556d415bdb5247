import type { MediaType } from '../api/contract.ts';
import type { Recognised } from './detect.ts';
import { kindOf } from './mediaTypes.ts';
import { isPictureOrSound, notTransportStreamProblem, unlistedProblem } from './unlisted.ts';

export interface Verdict {
  readonly mediaType: MediaType;
  /** One clause. */
  readonly typeReason: string;
  /** Whole sentences on what may surprise; mostly none. */
  readonly notes: readonly string[];
  /** Its bytes tell nothing, or nothing that is known. */
  readonly isByNameOnly?: true;
}

/**
 * Weighs what the name says against what the bytes say: the bytes win. Throws a `FileProblem` when
 * X takes no such file.
 */
export function judge(
  name: string,
  named: Recognised | undefined,
  seen: Recognised | undefined,
): Verdict {
  const namedTransportStream = named?.mediaType === 'video/mp2t';
  if (!seen) {
    if (namedTransportStream) throw notTransportStreamProblem(name);
    if (!named?.mediaType) throw unlistedProblem(name, named?.mime);
    const { mediaType } = named;
    const note = `Its first bytes do not look like ${mediaType}, so X may refuse it.`;
    return { ...verdict(mediaType, 'by its name only', [note]), isByNameOnly: true };
  }
  if (!seen.mediaType) {
    if (namedTransportStream && !isPictureOrSound(seen.mime)) throw notTransportStreamProblem(name);
    throw unlistedProblem(name, seen.mime);
  }
  // Both are JPEG, and only the name can tell that X's older name for it is meant.
  if (named?.mediaType === 'image/pjpeg' && seen.mediaType === 'image/jpeg') {
    return verdict(named.mediaType, 'by its name, confirmed by its first bytes', []);
  }
  if (!named) return verdict(seen.mediaType, 'by its first bytes', []);
  if (named.mime === seen.mediaType) {
    return verdict(seen.mediaType, 'by its name, confirmed by its first bytes', []);
  }
  return verdict(seen.mediaType, 'by its first bytes, against its name', [
    `Its name says ${named.mime}, but its first bytes are ${seen.mediaType}, which is what X is told.`,
  ]);
}

function verdict(mediaType: MediaType, typeReason: string, notes: readonly string[]): Verdict {
  return {
    mediaType,
    typeReason,
    notes:
      kindOf(mediaType) === 'model'
        ? [...notes, 'X documents no media category for 3D models, so none is sent.']
        : notes,
  };
}
