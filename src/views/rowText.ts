import { inert } from '../api/text.ts';
import { formatLeft, speakLeft } from '../uploads/expiry.ts';
import type { UploadRecord } from '../uploads/record.ts';
import { deadlineOf, mayInitializeAgain, stateAt, type UploadState } from '../uploads/states.ts';
import { shortReason } from './shortReasons.ts';

/** What a row depends on beside its record. */
export interface RowContext {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Why the upload waits, while it does. */
  readonly notice: string | undefined;
  readonly saved: boolean;
  /** Whether this window waits for X's answer, and so can stop waiting. */
  readonly running: boolean;
}

/** A codicon by its name: shapes differ, so that no state is told by colour alone. */
const icons: Record<UploadState, { readonly icon: string; readonly color?: string }> = {
  initializing: { icon: 'loading~spin' },
  initialized: { icon: 'cloud-upload', color: 'charts.blue' },
  uploading: { icon: 'sync~spin', color: 'charts.blue' },
  finalizing: { icon: 'sync~spin', color: 'charts.blue' },
  processing: { icon: 'gear~spin', color: 'charts.blue' },
  paused: { icon: 'debug-pause', color: 'charts.yellow' },
  ready: { icon: 'pass', color: 'charts.green' },
  failed: { icon: 'error', color: 'list.errorForeground' },
  expired: { icon: 'history', color: 'disabledForeground' },
};

export const iconOf = (state: UploadState) => icons[state];

export function labelOf(record: UploadRecord): string {
  const name = inert(record.file.name, 200);
  return name === '' ? '(a name of invisible characters)' : name;
}

function warningsOf(record: UploadRecord): readonly string[] {
  return record.state === 'initialized' ? [...record.warnings, ...record.notes] : [];
}

function remarks(record: UploadRecord): string {
  const count = warningsOf(record).length;
  return count === 0 ? '' : ` · ${count} note${count === 1 ? '' : 's'}`;
}

/** The text beside the name: countdown first, then the media_id. */
export function descriptionOf(record: UploadRecord, { now, notice }: RowContext): string {
  switch (record.state) {
    case 'initializing':
      return notice === undefined ? 'initializing…' : inert(notice, 160);
    case 'failed':
      return `failed · ${shortReason(record.failure)}`;
    default: {
      const deadline = deadlineOf(record);
      let left = 'no expiry known';
      if (deadline !== undefined) left = deadline > now ? formatLeft(deadline - now) : 'expired';
      return `${left} · ${record.media.id}${remarks(record)}`;
    }
  }
}

/** The row as a sentence, for screen readers. */
export function sentenceOf(record: UploadRecord, context: RowContext): string {
  const name = labelOf(record);
  switch (record.state) {
    case 'initializing':
      return `${name} is being initialized. ${inert(context.notice ?? '', 200)}`.trimEnd();
    case 'failed':
      return `${name} failed. ${record.failure.explanation} ${record.failure.remedy}`.trimEnd();
    default: {
      const deadline = deadlineOf(record);
      const id = `media_id ${record.media.id}`;
      const count = warningsOf(record).length;
      const extra = count === 0 ? '' : ` It has ${count} note${count === 1 ? '' : 's'}.`;
      if (deadline === undefined) return `${name} has ${id}, with no expiry known.${extra}`;
      return deadline > context.now
        ? `${name} has ${id}, which expires in ${speakLeft(deadline - context.now)}.${extra}`
        : `${name} had ${id}, which has expired.${extra}`;
    }
  }
}

/** Words that the manifest's menus look for in `viewItem`. */
export function menuWordsOf(record: UploadRecord, { now, running }: RowContext): string {
  const state = stateAt(record, now);
  const words = ['upload', state];
  if (record.state === 'initialized') words.push('copy');
  if (mayInitializeAgain(record, now)) words.push('again');
  if (running && state === 'initializing') words.push('cancel');
  return [...words, 'remove'].join(' ');
}
