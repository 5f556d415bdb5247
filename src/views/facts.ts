import { answerHead } from '../api/answer.ts';
import { formatBytes } from '../api/text.ts';
import { readInspected } from '../files/inspected.ts';
import { formatLeftExactly } from '../uploads/expiry.ts';
import type { Extras, Failure, Media, UploadRecord } from '../uploads/record.ts';
import { deadlineOf } from '../uploads/states.ts';
import { formatPart } from './amounts.ts';
import { answerText } from './answerText.ts';
import { actionOf, titleOf } from './remedyButtons.ts';
import { doubtFacts, fileFacts } from './inspectedFacts.ts';
import { localTime } from './localTime.ts';
import type { RowContext } from './rowText.ts';
import { progressText, type Underway } from './workText.ts';

/** The kinds of children, in words and in a codicon each. */
const kinds = {
  failure: { label: 'What happened', icon: 'error' },
  remedy: { label: 'What to do', icon: 'lightbulb' },
  transaction: { label: 'X’s transaction id', icon: 'note' },
  answer: { label: 'X’s answer', icon: 'json' },
  progress: { label: 'Progress', icon: 'dashboard' },
  waiting: { label: 'Waiting', icon: 'watch' },
  atX: { label: 'At X', icon: 'cloud' },
  expires: { label: 'Expires', icon: 'clock' },
  media_id: { label: 'media_id', icon: 'symbol-numeric' },
  media_key: { label: 'media_key', icon: 'key' },
  image: { label: 'Image', icon: 'screen-full' },
  processing: { label: 'Processing', icon: 'gear' },
  altText: { label: 'Alt text', icon: 'comment' },
  subtitles: { label: 'Subtitles', icon: 'list-unordered' },
  warning: { label: 'Warning', icon: 'warning' },
  note: { label: 'Note', icon: 'info' },
  category: { label: 'Category', icon: 'tag' },
  type: { label: 'Type', icon: 'file-media' },
  size: { label: 'Size', icon: 'symbol-ruler' },
  shared: { label: 'Shared', icon: 'live-share' },
  owners: { label: 'Additional owners', icon: 'organization' },
  account: { label: 'Account', icon: 'account' },
  dialect: { label: 'Dialect', icon: 'plug' },
  unsaved: { label: 'Not saved', icon: 'warning' },
} as const;
type FactKind = keyof typeof kinds;

/** One child of a row. */
export interface Fact {
  /** Stable within the row: the same fact keeps its place and its node. */
  readonly key: string;
  readonly label: string;
  readonly value: string;
  /** A codicon by its name. */
  readonly icon: string;
  /** What a click on it does. */
  readonly click?: Click;
  /** What is copied of it, where that is more than its value. */
  readonly copy?: string;
}

/** A command on the row, and what it says it does. */
export interface Click {
  readonly command: string;
  readonly title: string;
}

const fact = (kind: FactKind, value: string): Fact => ({ key: kind, value, ...kinds[kind] });

/** Facts of one kind, of which a row can have several. */
const several = (kind: FactKind, values: readonly string[]): Fact[] =>
  values.map((value, at) => ({ ...fact(kind, value), key: `${kind}${at}` }));

/** The value of *Expires*, which ticks: `14d 23:59:41 · Sun 14:32`. */
export function expiresText(deadline: number, now: number, language: string): string {
  const left = deadline > now ? formatLeftExactly(deadline - now) : 'expired';
  return `${left} · ${localTime(deadline, language)}`;
}

/** As X counts it too: `4.1 KiB (4213 bytes)`. */
function exactSize(bytes: number): string {
  return bytes < 1024 ? formatBytes(bytes) : `${formatBytes(bytes)} (${bytes} bytes)`;
}

const noCategory = 'none: X documents none for this type';

/** What X was told, and why. */
function requestFacts({ request, file, inspected }: UploadRecord): Fact[] {
  if (request === undefined) {
    return file.size === undefined ? [] : [fact('size', exactSize(file.size))];
  }
  const { media_category, media_type, total_bytes, shared, additional_owners } = request;
  const { categoryReason, typeReason } = readInspected(inspected) ?? {};
  const category = media_category ?? (categoryReason === undefined ? noCategory : 'none');
  const because = (reason: string | undefined) => (reason === undefined ? '' : ` · ${reason}`);
  return [
    { ...fact('category', `${category}${because(categoryReason)}`), copy: category },
    { ...fact('type', `${media_type}${because(typeReason)}`), copy: media_type },
    fact('size', exactSize(total_bytes)),
    ...(shared === true ? [fact('shared', 'yes')] : []),
    ...(additional_owners === undefined ? [] : [fact('owners', additional_owners.join(', '))]),
  ];
}

function failureFacts(failure: Failure, record: UploadRecord, now: number): Fact[] {
  const { explanation, remedy, transactionId } = failure;
  const action = actionOf(failure);
  const title = action && titleOf(action, record, now);
  const click = title === undefined ? {} : { click: { command: 'xMedia.followRemedy', title } };
  return [
    fact('failure', explanation),
    ...(remedy === '' ? [] : [{ ...fact('remedy', remedy), ...click }]),
    ...(transactionId === undefined ? [] : [fact('transaction', transactionId)]),
    ...answerFacts(failure, record),
  ];
}

function answerFacts(failure: Failure, { file: { name } }: UploadRecord): Fact[] {
  const copy = answerText({ ...failure, name });
  if (copy === undefined) return [];
  const { summary } = answerHead(failure.answer ?? '');
  const click = { command: 'xMedia.showAnswer', title: 'Show X’s Answer' };
  return [{ ...fact('answer', summary), copy, click }];
}

/** How far it is; what X has acknowledged is what stays when the window goes. */
function workFacts(record: Underway, { now, notice, progress }: RowContext): Fact[] {
  const { segmentBytes, acknowledgedBytes } = record.sending;
  const atX = formatPart(acknowledgedBytes, record.request.total_bytes);
  return [
    ...(record.state === 'paused' && record.problem !== undefined
      ? failureFacts(record.problem, record, now)
      : []),
    ...(record.state === 'uploading' ? [fact('progress', progressText(record, progress))] : []),
    ...(notice === undefined ? [] : [fact('waiting', notice)]),
    fact('atX', `${atX}, in segments of ${formatBytes(segmentBytes)}`),
  ];
}

function extraFacts({ altText, subtitles }: Extras): Fact[] {
  return [
    ...(altText === undefined || altText === '' ? [] : [fact('altText', altText)]),
    ...several(
      'subtitles',
      (subtitles ?? []).map(
        ({ languageCode, displayName, mediaId }) => `${displayName} (${languageCode}) · ${mediaId}`,
      ),
    ),
  ];
}

function mediaFacts(media: Media, warnings: readonly string[]): Fact[] {
  const { id, mediaKey, image, processing } = media;
  const percent = processing?.progressPercent;
  return [
    fact('media_id', id),
    ...(mediaKey === undefined ? [] : [fact('media_key', mediaKey)]),
    ...(image === undefined ? [] : [fact('image', `${image.width} × ${image.height}`)]),
    ...(processing === undefined
      ? []
      : [fact('processing', `${processing.state}${percent === undefined ? '' : ` ${percent} %`}`)]),
    ...several('warning', warnings),
  ];
}

function outcomeFacts(record: UploadRecord, context: RowContext, language: string): Fact[] {
  if (record.state === 'initializing') return [];
  const { media } = record;
  const deadline = deadlineOf(record);
  return [
    ...(record.state === 'failed' ? failureFacts(record.failure, record, context.now) : []),
    ...('sending' in record && record.state !== 'ready' ? workFacts(record, context) : []),
    ...(deadline === undefined
      ? []
      : [fact('expires', expiresText(deadline, context.now, language))]),
    ...(media === undefined ? [] : mediaFacts(media, 'warnings' in record ? record.warnings : [])),
    ...(record.state === 'ready' ? extraFacts(record.extras ?? {}) : []),
  ];
}

/** The children of a row, in the order in which they are looked for. */
export function factsOf(record: UploadRecord, context: RowContext, language: string): Fact[] {
  const { account, origin, dialect } = record.caller;
  const unsaved =
    'This row could not be saved and will be gone after a restart: copy the media_id.';
  return [
    ...outcomeFacts(record, context, language),
    ...doubtFacts(record),
    ...several('note', record.notes),
    ...requestFacts(record),
    ...fileFacts(record),
    fact('account', `${account} · ${new URL(origin).host}`),
    fact('dialect', dialect),
    ...(context.saved ? [] : [fact('unsaved', unsaved)]),
  ];
}
