import type { Inspected } from '../files/inspected.ts';
import type { Caller, Choices, RecordIn, UploadRecord } from './record.ts';
import type { Failed } from './states.ts';

export interface Sent {
  readonly type: 'sent';
  readonly file: UploadRecord['file'];
  readonly caller: Caller;
  readonly notes: readonly string[];
  readonly inspected?: Inspected | undefined;
  readonly request: RecordIn<'initializing'>['request'];
  readonly owner: RecordIn<'initializing'>['owner'];
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
    version: 2 as const,
    ...beginning,
    notes: [],
    revision: 0,
    createdAt: now,
    updatedAt: now,
  };
  if (event.type === 'failed') return { ...common, state: 'failed', failure: event.failure };
  return initializing(common, event, now);
}

type Common = Omit<RecordIn<'initializing'>, 'state' | 'request' | 'owner'>;

export function commonOf(record: UploadRecord): Common {
  const { version, id, file, caller, choices, notes, inspected } = record;
  const { revision, createdAt, updatedAt } = record;
  return {
    ...{ version, id, file, caller, choices, notes, inspected },
    ...{ revision, createdAt, updatedAt },
  };
}

export function initializing(common: Common, event: Sent, now: number): RecordIn<'initializing'> {
  const { file, caller, notes, inspected, request, owner } = event;
  return {
    ...common,
    file,
    caller,
    notes: [...notes],
    inspected,
    state: 'initializing',
    request,
    owner,
    updatedAt: now,
  };
}
