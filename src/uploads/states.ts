import type { Caller, Choices, Failure, Media, RecordIn, UploadRecord } from './record.ts';

type Stored = UploadRecord['state'];
/** `expired` is no stored state: it follows from the deadline and the clock. */
export type UploadState = Stored | 'expired';

interface Sent {
  readonly type: 'sent';
  readonly file: UploadRecord['file'];
  readonly caller: Caller;
  readonly notes: readonly string[];
  readonly request: RecordIn<'initializing'>['request'];
  readonly owner: RecordIn<'initializing'>['owner'];
}
interface Answered {
  readonly type: 'answered';
  readonly media: Media;
  readonly warnings: readonly string[];
}
interface Failed {
  readonly type: 'failed';
  readonly failure: Failure;
}

/** Which events a state takes: an illegal move does not compile. */
export interface Moves {
  initializing: Answered | Failed;
  initialized: Sent | Failed;
  failed: Sent | Failed;
}

export interface Beginning {
  readonly id: string;
  readonly file: UploadRecord['file'];
  readonly caller: Caller;
  readonly choices: Choices;
}

/** A new upload's record: its request goes out next, or it was refused before one could. */
export function begin(beginning: Beginning, event: Sent | Failed, now: number): UploadRecord {
  const common = {
    version: 1 as const,
    ...beginning,
    notes: [],
    revision: 0,
    createdAt: now,
    updatedAt: now,
  };
  if (event.type === 'failed') return { ...common, state: 'failed', failure: event.failure };
  return send(common, event, now);
}

type Common = Omit<RecordIn<'initializing'>, 'state' | 'request' | 'owner'>;

function commonOf(record: UploadRecord): Common {
  const { version, id, file, caller, choices, notes, revision, createdAt, updatedAt } = record;
  return { version, id, file, caller, choices, notes, revision, createdAt, updatedAt };
}

function send(common: Common, event: Sent, now: number): RecordIn<'initializing'> {
  const { file, caller, notes, request, owner } = event;
  return {
    ...common,
    file,
    caller,
    notes: [...notes],
    state: 'initializing',
    request,
    owner,
    updatedAt: now,
  };
}

/** The one way from a state to the next. `now` in epoch milliseconds. */
export function transition<S extends Stored>(
  record: RecordIn<S>,
  event: Moves[S],
  now: number,
): UploadRecord;
export function transition(
  record: UploadRecord,
  event: Sent | Answered | Failed,
  now: number,
): UploadRecord {
  const common = { ...commonOf(record), revision: record.revision + 1, updatedAt: now };
  switch (event.type) {
    case 'sent':
      return send(common, event, now);
    case 'failed':
      return { ...common, state: 'failed', request: record.request, failure: event.failure };
    case 'answered':
      if (record.state !== 'initializing') throw new Error(`${record.state} takes no answer`);
      return {
        ...common,
        state: 'initialized',
        request: record.request,
        media: event.media,
        warnings: [...event.warnings],
      };
  }
}

/** The state at `now` (epoch milliseconds), the deadline considered. */
export function stateAt(record: UploadRecord, now: number): UploadState {
  const deadline = deadlineOf(record);
  return deadline !== undefined && deadline <= now ? 'expired' : record.state;
}

/** Epoch milliseconds at which the upload's media_id expires, where there is one that does. */
export function deadlineOf(record: UploadRecord): number | undefined {
  return record.state === 'initialized' ? record.media.expiresAt : undefined;
}

/** Whether *Initialize again* makes sense: nothing is under way, and no live media_id is at stake. */
export function mayInitializeAgain(record: UploadRecord, now: number): boolean {
  // Without a deadline nothing is known to be alive: the user decides.
  const timeless = record.state === 'initialized' && deadlineOf(record) === undefined;
  const state = stateAt(record, now);
  return timeless || state === 'failed' || state === 'expired';
}
