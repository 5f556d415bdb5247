import { failureIn, type UploadRecord } from '../uploads/record.ts';
import { mayInitializeAgain, mayUpload, stateAt } from '../uploads/states.ts';

/** What can be done to a row besides removing it: the words that the manifest's menus look for. */
export type Ability =
  'copy' | 'upload' | 'pause' | 'cancel' | 'again' | 'altText' | 'subtitles' | 'answer';

/** What is being asked about the row beside its record. */
export interface Doing {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Whether this window works on it. */
  readonly running: boolean;
}

/** The categories whose media X links subtitles to. */
const subtitled: readonly unknown[] = ['tweet_video', 'amplify_video'];

/** X shows alt text of pictures, GIFs and videos. */
function isSeen({ request }: UploadRecord): boolean {
  return /^(image|video)\//.test(request?.media_type ?? '');
}

export function abilitiesOf(record: UploadRecord, { now, running }: Doing): Ability[] {
  const state = stateAt(record, now);
  const abilities: Ability[] = [];
  if ('media' in record && record.media !== undefined) abilities.push('copy');
  if (failureIn(record)?.answer !== undefined) abilities.push('answer');
  if (running) {
    if (state === 'initializing') abilities.push('cancel');
    else if (record.state !== 'failed' && record.state !== 'ready') {
      abilities.push('pause', 'cancel');
    }
    return abilities;
  }
  if (mayUpload(record, now)) abilities.push('upload');
  if (mayInitializeAgain(record, now)) abilities.push('again');
  if (state === 'ready') {
    if (isSeen(record)) abilities.push('altText');
    if (subtitled.includes(record.request?.media_category)) abilities.push('subtitles');
  }
  return abilities;
}

/** The `viewItem` of a row: its state, and what can be done. */
export function menuWordsOf(record: UploadRecord, doing: Doing): string {
  return ['row', stateAt(record, doing.now), ...abilitiesOf(record, doing), 'remove'].join(' ');
}
