import { formatBytes, inert } from '../api/text.ts';
import { formatLeftExactly } from '../uploads/expiry.ts';
import type { UploadRecord } from '../uploads/record.ts';
import { deadlineOf } from '../uploads/states.ts';
import type { RowContext } from './rowText.ts';

/** One child of a row. */
export interface Fact {
  /** Stable within the row: the same fact keeps its place and its node. */
  readonly key: string;
  readonly label: string;
  readonly value: string;
  readonly icon?: string;
}

/** Local time of a deadline, as short as a week allows: `Sun 14:32`. */
function localTime(epochMs: number, language: string): string {
  const format = new Intl.DateTimeFormat(language, {
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    format.formatToParts(epochMs).find((piece) => piece.type === type)?.value ?? '';
  return `${part('weekday')} ${part('hour')}:${part('minute')}`;
}

/** The value of *Expires*, which ticks: `14d 23:59:41 · Sun 14:32`. */
export function expiresText(deadline: number, now: number, language: string): string {
  const left = deadline > now ? formatLeftExactly(deadline - now) : 'expired';
  return `${left} · ${localTime(deadline, language)}`;
}

const environments = { production: 'X', sandbox: 'sandbox', custom: 'custom' };

/** As X counts it too: `4.1 KiB (4213 bytes)`. */
function exactSize(bytes: number): string {
  return bytes < 1024 ? formatBytes(bytes) : `${formatBytes(bytes)} (${bytes} bytes)`;
}

function requestFacts({ request, file }: UploadRecord): Fact[] {
  if (request === undefined) {
    return file.size === undefined
      ? []
      : [{ key: 'size', label: 'Size', value: exactSize(file.size) }];
  }
  const facts: Fact[] = [
    {
      key: 'category',
      label: 'Category',
      value: request.media_category ?? 'none: X documents none for this type',
    },
    { key: 'type', label: 'Type', value: request.media_type },
    { key: 'size', label: 'Size', value: exactSize(request.total_bytes) },
  ];
  if (request.shared === true) facts.push({ key: 'shared', label: 'Shared', value: 'yes' });
  if (request.additional_owners !== undefined) {
    const value = inert(request.additional_owners.join(', '));
    facts.push({ key: 'owners', label: 'Additional owners', value });
  }
  return facts;
}

function outcomeFacts(record: UploadRecord, now: number, language: string): Fact[] {
  if (record.state === 'initializing') return [];
  if (record.state === 'failed') {
    const { explanation, remedy, transactionId } = record.failure;
    const facts: Fact[] = [
      { key: 'failure', label: 'What happened', value: explanation, icon: 'error' },
    ];
    if (remedy !== '')
      facts.push({ key: 'remedy', label: 'What to do', value: remedy, icon: 'lightbulb' });
    if (transactionId !== undefined) {
      facts.push({ key: 'transaction', label: 'X’s transaction id', value: transactionId });
    }
    return facts;
  }
  const deadline = deadlineOf(record);
  const facts: Fact[] = [];
  if (deadline !== undefined) {
    facts.push({
      key: 'expires',
      label: 'Expires',
      value: expiresText(deadline, now, language),
      icon: 'clock',
    });
  }
  const { id, mediaKey, processing } = record.media;
  facts.push({ key: 'media_id', label: 'media_id', value: id });
  if (mediaKey !== undefined) facts.push({ key: 'media_key', label: 'media_key', value: mediaKey });
  if (processing !== undefined) {
    const percent =
      processing.progressPercent === undefined ? '' : ` ${processing.progressPercent} %`;
    facts.push({ key: 'processing', label: 'Processing', value: `${processing.state}${percent}` });
  }
  return facts;
}

/** The children of a row, in the order in which they are looked for. */
export function factsOf(
  record: UploadRecord,
  { now, saved }: RowContext,
  language: string,
): Fact[] {
  const { caller } = record;
  const warnings = record.state === 'initialized' ? record.warnings : [];
  const facts = [
    ...outcomeFacts(record, now, language),
    ...warnings.map((value, at) => ({
      key: `warning${at}`,
      label: 'Warning',
      value,
      icon: 'warning',
    })),
    ...record.notes.map((value, at) => ({ key: `note${at}`, label: 'Note', value, icon: 'info' })),
    ...requestFacts(record),
    {
      key: 'account',
      label: 'Account',
      value: `${inert(caller.account, 80)} · ${environments[caller.environment]} (${new URL(caller.origin).host})`,
    },
    { key: 'dialect', label: 'Dialect', value: caller.dialect },
  ];
  if (!saved) {
    const value =
      'This row could not be saved and will be gone after a restart: copy the media_id.';
    facts.push({ key: 'unsaved', label: 'Not saved', value, icon: 'warning' });
  }
  return facts;
}
