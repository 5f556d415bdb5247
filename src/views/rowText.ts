import { inert } from '../api/text.ts';
import { formatLeft, speakLeft } from '../uploads/expiry.ts';
import type { Progress, WaitedFor } from '../uploads/activity.ts';
import type { UploadRecord } from '../uploads/record.ts';
import { deadlineOf, stateAt, type UploadState } from '../uploads/states.ts';
import { shortReason } from './shortReasons.ts';
import { describeWork, speakWork } from './workText.ts';

/** What a row depends on beside its record. */
export interface RowContext {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Why the upload waits, while it does. */
  readonly notice: string | undefined;
  /** The failure that is waited out, while one is. */
  readonly waitedFor?: WaitedFor | undefined;
  readonly saved: boolean;
  /** Whether this window works on it, and so can stop. */
  readonly running: boolean;
  /** How far this window is with it. */
  readonly progress: Progress | undefined;
}

/** A codicon by its name: shapes differ, so that no state is told by colour alone. */
interface Icon {
  readonly icon: string;
  readonly color?: string;
}
const icons: Record<UploadState | 'stopped', Icon> = {
  initializing: { icon: 'loading~spin' },
  initialized: { icon: 'cloud-upload', color: 'charts.blue' },
  uploading: { icon: 'sync~spin', color: 'charts.blue' },
  finalizing: { icon: 'cloud', color: 'charts.blue' },
  processing: { icon: 'gear~spin', color: 'charts.blue' },
  paused: { icon: 'debug-pause', color: 'charts.yellow' },
  /** Paused by a problem that the user has to look at. */
  stopped: { icon: 'warning', color: 'list.warningForeground' },
  ready: { icon: 'pass', color: 'charts.green' },
  failed: { icon: 'error', color: 'list.errorForeground' },
  expired: { icon: 'history', color: 'disabledForeground' },
};

export function iconOf(record: UploadRecord, now: number): Icon {
  const state = stateAt(record, now);
  const isStopped =
    record.state === 'paused' &&
    record.problem !== undefined &&
    record.problem.kind !== 'cancelled';
  return icons[state === 'paused' && isStopped ? 'stopped' : state];
}

export function labelOf(record: UploadRecord): string {
  const name = inert(record.file.name, 200);
  return name === '' ? '(a name of invisible characters)' : name;
}

function warningsOf(record: UploadRecord): readonly string[] {
  return 'warnings' in record ? [...record.warnings, ...record.notes] : [];
}

/** What X may refuse it for, in few words; nothing once X has taken it. */
function doubtOf(record: UploadRecord): string | undefined {
  const [first, ...others] = record.state === 'ready' ? [] : (record.inspected?.findings ?? []);
  if (first === undefined) return undefined;
  return `${inert(first.short, 60)}${others.length === 0 ? '' : `, +${others.length}`}`;
}

function counted(count: number): string {
  return `${count} note${count === 1 ? '' : 's'}`;
}

function remarks(record: UploadRecord): string {
  const count = warningsOf(record).length;
  const parts = [doubtOf(record), count === 0 ? undefined : counted(count)];
  return parts.map((part) => (part === undefined ? '' : ` · ${part}`)).join('');
}

/** The same for screen readers. */
function spokenRemarks(record: UploadRecord): string {
  const doubt = doubtOf(record);
  const count = warningsOf(record).length;
  const doubted = doubt === undefined ? '' : ` X may refuse it: ${doubt}.`;
  return doubted + (count === 0 ? '' : ` It has ${counted(count)}.`);
}

/** The text beside the name: countdown first, then the media_id; on its way, how far it is. */
export function descriptionOf(record: UploadRecord, context: RowContext): string {
  const { now, notice } = context;
  if (record.state === 'initializing') {
    return notice === undefined ? 'initializing…' : inert(notice, 160);
  }
  if (record.state === 'failed') return `failed · ${shortReason(record.failure, now)}`;
  const deadline = deadlineOf(record);
  const isOver = deadline !== undefined && deadline <= now;
  if ('sending' in record && record.state !== 'ready' && !isOver) {
    return `${describeWork(record, context)}${remarks(record)}`;
  }
  const left = isOver || deadline === undefined ? '' : formatLeft(deadline - now);
  const until = isOver ? 'expired' : left || 'no expiry known';
  return `${until} · ${record.media.id}${remarks(record)}`;
}

/** The row as a sentence, for screen readers. */
export function sentenceOf(record: UploadRecord, context: RowContext): string {
  const name = labelOf(record);
  if (record.state === 'initializing') {
    return `${name} is being initialized. ${inert(context.notice ?? '', 200)}`.trimEnd();
  }
  if (record.state === 'failed') {
    return `${name} failed. ${record.failure.explanation} ${record.failure.remedy}`.trimEnd();
  }
  const deadline = deadlineOf(record);
  const left = deadline === undefined ? undefined : deadline - context.now;
  const id = `media_id ${record.media.id}`;
  const extra = spokenRemarks(record);
  if (record.state !== 'initialized' && record.state !== 'ready') {
    return left !== undefined && left <= 0
      ? `${name} had ${id}, which expired before all of it was uploaded.${extra}`
      : `${speakWork(name, record, context)}${extra}`;
  }
  const has = record.state === 'ready' ? 'is ready and has' : 'has';
  if (left === undefined) return `${name} ${has} ${id}, with no expiry known.${extra}`;
  return left > 0
    ? `${name} ${has} ${id}, which expires in ${speakLeft(left)}.${extra}`
    : `${name} had ${id}, which has expired.${extra}`;
}
