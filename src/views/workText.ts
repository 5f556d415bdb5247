/** How far an upload is that is under way or paused: to the eye and to a screen reader. */
import { inert } from '../api/text.ts';
import type { Progress } from '../uploads/activity.ts';
import { formatLeft, speakLeft } from '../uploads/expiry.ts';
import type { RecordIn, Stage } from '../uploads/record.ts';
import { formatPart, formatSecondsLeft, formatSpeed } from './amounts.ts';
import type { RowContext } from './rowText.ts';
import { shortReason } from './shortReasons.ts';

export type Underway = RecordIn<Stage | 'paused'>;

export const hourMs = 3_600_000;

/** Bytes of the file: what left this machine where it is this window's, else what X acknowledged. */
function sentBytes(record: Underway, progress: Progress | undefined): number {
  return Math.max(progress?.sentBytes ?? 0, record.sending.acknowledgedBytes);
}

/** Whole percents, 100 only when nothing is left to send. */
export function percentOf(record: Underway, progress: Progress | undefined): number {
  const { total_bytes } = record.request;
  if (total_bytes === 0) return 100;
  return Math.min(100, Math.floor((100 * sentBytes(record, progress)) / total_bytes));
}

/** `84.0 of 200.0 MiB`, `12.3 MiB/s`, `9 s left`, as far as they are known. */
function amountsOf(record: Underway, progress: Progress | undefined): string[] {
  const bytes = formatPart(sentBytes(record, progress), record.request.total_bytes);
  const { bytesPerSecond, secondsLeft } = progress ?? {};
  return [
    bytes,
    ...(bytesPerSecond === undefined ? [] : [formatSpeed(bytesPerSecond)]),
    ...(secondsLeft === undefined ? [] : [formatSecondsLeft(secondsLeft)]),
  ];
}

/** The value of *Progress*: `42 % · 84.0 of 200.0 MiB · 12.3 MiB/s · 9 s left`. */
export function progressText(record: Underway, progress: Progress | undefined): string {
  return [`${percentOf(record, progress)} %`, ...amountsOf(record, progress)].join(' · ');
}

/** X's own count, where it gives one. */
function processingText({ media }: Underway): string {
  const percent = media.processing?.progressPercent;
  return percent === undefined ? 'processing…' : `processing ${percent} %`;
}

function stageOf(record: Underway): Stage {
  return record.state === 'paused' ? record.stage : record.state;
}

/** The text beside the name, while the media_id lives. */
export function describeWork(record: Underway, context: RowContext): string {
  const { now, notice, waitedFor, progress, running } = context;
  const short = waitedFor === undefined ? undefined : `${shortReason(waitedFor, now)}, waiting`;
  const said = notice === undefined ? [] : [short ?? inert(notice, 160)];
  const { expiresAt } = record.media;
  const left = expiresAt === undefined ? undefined : expiresAt - now;
  const expires = left === undefined ? [] : [`expires in ${formatLeft(left)}`];
  const urgent = left !== undefined && left < hourMs ? expires : [];
  const stage = stageOf(record);
  const percent = `${percentOf(record, progress)} %`;
  if (record.state === 'paused' && !running) {
    const { problem } = record;
    const why = problem === undefined ? 'paused' : shortReason(problem, now);
    return [why, stage === 'uploading' ? percent : 'all sent', ...expires].join(' · ');
  }
  const elsewhere = running ? [] : ['other window'];
  switch (stage) {
    case 'uploading': {
      const how = said.length > 0 ? said : running ? amountsOf(record, progress) : [];
      return [...urgent, percent, ...how, ...elsewhere].join(' · ');
    }
    case 'finalizing':
      return [...urgent, 'finishing…', ...said, ...elsewhere].join(' · ');
    case 'processing':
      return [processingText(record), ...said, ...elsewhere].join(' · ');
  }
}

/** The same as a sentence. */
export function speakWork(name: string, record: Underway, context: RowContext): string {
  const { now, notice, progress, running } = context;
  const stage = stageOf(record);
  const { id, expiresAt } = record.media;
  const percent = percentOf(record, progress);
  const until =
    expiresAt === undefined ? '' : ` Its media_id ${id} expires in ${speakLeft(expiresAt - now)}.`;
  if (record.state === 'paused' && !running) {
    const where = stage === 'uploading' ? `at ${percent} percent` : 'with all of it sent';
    if (record.problem === undefined) return `${name} is paused ${where}.${until}`;
    const { explanation, remedy } = record.problem;
    return `${`${name} stopped ${where}. ${explanation} ${remedy}`.trimEnd()}${until}`;
  }
  const elsewhere = running ? '' : ' in another window';
  const said = notice === undefined ? '' : ` ${inert(notice, 200)}`;
  switch (stage) {
    case 'uploading': {
      const { secondsLeft } = progress ?? {};
      const left =
        secondsLeft === undefined
          ? ''
          : `, ${speakLeft(Math.max(1, Math.ceil(secondsLeft)) * 1000)} left`;
      const bytes = formatPart(sentBytes(record, progress), record.request.total_bytes);
      return `${name} is being uploaded${elsewhere}: ${percent} percent, ${bytes}${left}.${said}`;
    }
    case 'finalizing':
      return `${name} is sent${elsewhere}, and X is asked to finish it.${said}`;
    case 'processing': {
      const done = record.media.processing?.progressPercent;
      const far = done === undefined ? '' : `: ${done} percent`;
      return `${name} is sent${elsewhere}, and X is processing it${far}.${said}`;
    }
  }
}
