import { begin, commonOf, initializing, type Sent } from './beginning.ts';
import type { Extras, Failure, Media, RecordIn, Sending, Stage, UploadRecord } from './record.ts';
import type { Owner } from './owner.ts';

export { begin };

type Stored = UploadRecord['state'];
/** `expired` is no stored state: it follows from the deadline and the clock. */
export type UploadState = Stored | 'expired';

interface Answered {
  readonly type: 'answered';
  readonly media: Media;
  readonly warnings: readonly string[];
}
export interface Failed {
  readonly type: 'failed';
  readonly failure: Failure;
}
/** This process works on it from now on: it begins, or goes on where it stopped. */
interface Started {
  readonly type: 'started';
  readonly stage: Stage;
  readonly sending: Sending;
  readonly owner: Owner;
}
/** X has more of the file, or said anew what it holds and until when. */
interface Progressed {
  readonly type: 'progressed';
  readonly acknowledgedBytes?: number | undefined;
  readonly media?: Partial<Media> | undefined;
}
/** The file begins anew under another media_id, in smaller segments. */
interface Replaced {
  readonly type: 'replaced';
  readonly media: Media;
  readonly warnings: readonly string[];
  readonly sending: Sending;
}
interface Finalizing {
  readonly type: 'finalizing';
}
interface Processing {
  readonly type: 'processing';
  readonly media?: Partial<Media> | undefined;
}
interface Ready {
  readonly type: 'ready';
  readonly media?: Partial<Media> | undefined;
  readonly warnings?: readonly string[] | undefined;
}
interface Paused {
  readonly type: 'paused';
  readonly problem?: Failure | undefined;
  /** Where the ledger knows better than the record. */
  readonly acknowledgedBytes?: number | undefined;
}
interface Described {
  readonly type: 'described';
  readonly extras: Extras;
}

/** Which events a state takes: an illegal move does not compile. */
export interface Moves {
  initializing: Answered | Failed;
  initialized: Sent | Failed | Started;
  uploading: Progressed | Replaced | Finalizing | Paused | Failed;
  finalizing: Progressed | Processing | Ready | Paused | Failed;
  processing: Progressed | Ready | Paused | Failed;
  paused: Started | Sent | Failed | Paused;
  ready: Described | Sent;
  failed: Sent | Failed;
}
type AnyMove = Moves[Stored];

/** The one way from a state to the next. `now` in epoch milliseconds. */
export function transition<S extends Stored>(
  record: RecordIn<S>,
  event: Moves[S],
  now: number,
): UploadRecord;
export function transition(record: UploadRecord, event: AnyMove, now: number): UploadRecord {
  const common = { ...commonOf(record), revision: record.revision + 1, updatedAt: now };
  switch (event.type) {
    case 'sent':
      return initializing(common, event, now);
    case 'failed': {
      const { failure } = event;
      const media = 'media' in record ? record.media : undefined;
      return { ...common, state: 'failed', request: record.request, media, failure };
    }
    case 'answered': {
      if (record.state !== 'initializing') throw impossible(record, event);
      const { media, warnings } = event;
      const { request } = record;
      return { ...common, state: 'initialized', request, media, warnings: [...warnings] };
    }
    case 'started': {
      if (record.state !== 'initialized' && record.state !== 'paused') {
        throw impossible(record, event);
      }
      const { request, media, warnings } = record;
      const { stage: state, sending, owner } = event;
      return { ...common, request, media, warnings, state, sending, owner };
    }
    case 'described': {
      if (record.state !== 'ready') throw impossible(record, event);
      return { ...record, ...common, extras: { ...record.extras, ...event.extras } };
    }
    case 'paused': {
      if (!('sending' in record) || record.state === 'ready') throw impossible(record, event);
      const { request, media, warnings } = record;
      const stage = record.state === 'paused' ? record.stage : record.state;
      const { problem, acknowledgedBytes = record.sending.acknowledgedBytes } = event;
      const sending = { ...record.sending, acknowledgedBytes };
      return { ...common, request, media, warnings, sending, state: 'paused', stage, problem };
    }
    default:
      if (!isWorking(record) || record.state === 'initializing') throw impossible(record, event);
      return advance({ ...record, ...common }, event);
  }
}

type Advance = Progressed | Replaced | Finalizing | Processing | Ready;

function advance(record: RecordIn<Stage>, event: Advance): UploadRecord {
  const { media, sending } = record;
  switch (event.type) {
    case 'progressed': {
      const { acknowledgedBytes = sending.acknowledgedBytes } = event;
      const moved = { ...sending, acknowledgedBytes };
      return { ...record, sending: moved, media: merged(media, event.media) };
    }
    case 'replaced': {
      const { media: anew, warnings } = event;
      return { ...record, media: anew, sending: event.sending, warnings: [...warnings] };
    }
    case 'finalizing':
      return { ...record, state: 'finalizing' };
    case 'processing':
      return { ...record, state: 'processing', media: merged(media, event.media) };
    case 'ready': {
      const { request } = record;
      const warnings = [...record.warnings, ...(event.warnings ?? [])];
      const now = { media: merged(media, event.media), warnings };
      return { ...commonOf(record), ...now, request, sending, state: 'ready' };
    }
  }
}

function impossible(record: UploadRecord, event: AnyMove): Error {
  return new Error(`${record.state} takes no “${event.type}”`);
}

/** What X did not say again stays as it was. */
function merged(media: Media, said: Partial<Media> | undefined): Media {
  const news = Object.entries<unknown>(said ?? {}).filter(([, value]) => value !== undefined);
  return { ...media, ...Object.fromEntries(news), id: media.id };
}

/** The state at `now` (epoch milliseconds), the deadline considered. */
export function stateAt(record: UploadRecord, now: number): UploadState {
  const deadline = deadlineOf(record);
  return deadline !== undefined && deadline <= now ? 'expired' : record.state;
}

/** Epoch milliseconds at which the upload's media_id expires, where there is one that does. */
export function deadlineOf(record: UploadRecord): number | undefined {
  return 'warnings' in record ? record.media.expiresAt : undefined;
}

/** The states in which a process works on the upload, whoever it is. */
export type WorkingRecord = RecordIn<'initializing' | Stage>;
export function isWorking(record: UploadRecord): record is WorkingRecord {
  return 'owner' in record;
}

/** Whether *Initialize again* makes sense: nothing is under way, and no live media_id is at stake. */
export function mayInitializeAgain(record: UploadRecord, now: number): boolean {
  if (isWorking(record)) return false;
  const state = stateAt(record, now);
  if (state === 'failed' || state === 'expired') return true;
  if (record.state === 'paused') return record.problem !== undefined;
  // Without a deadline nothing is known to be alive: the user decides.
  return record.state === 'initialized' && deadlineOf(record) === undefined;
}

/** Whether the file can be carried to X, from its beginning or from where it stopped. */
export function mayUpload(
  record: UploadRecord,
  now: number,
): record is RecordIn<'initialized' | 'paused'> {
  return (
    (record.state === 'initialized' || record.state === 'paused') &&
    stateAt(record, now) !== 'expired'
  );
}
