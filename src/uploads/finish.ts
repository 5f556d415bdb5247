import { asXApiError, XApiError } from '../api/errors.ts';
import type { MediaApi, MediaStatus, ProcessingInfo } from '../api/mediaApi.ts';
import type { Ports } from '../api/ports.ts';
import { explainProcessingFailure } from '../api/processingFailures.ts';
import type { Ledger } from './ledger.ts';
import { backoffMs, decide, type EngineCall } from './policy.ts';
import { LedgerProblem, stopOf, wishedBy, written, type Stop } from './stop.ts';

export interface FinishJob {
  readonly mediaId: string;
  readonly api: MediaApi;
  readonly ledger: Ledger;
  readonly ports: Ports;
  readonly signal: AbortSignal;
  /** Why nothing more may be sent, if that is so; asked before each request. */
  readonly barred: () => Promise<Stop | undefined>;
  readonly onWaiting: (error: XApiError | undefined) => void;
  /** What X says of its work on the media, at each look. */
  readonly onProcessing: (status: MediaStatus) => Promise<void>;
}

type Ended = { readonly ready: MediaStatus } | { readonly stop: Stop };

/** Times that a lost answer to finalize is asked after. */
const roundsMax = 8;
/** Milliseconds between looks where X does not say when to come again. */
const lookAgainMs = 5000;
/** Milliseconds between looks at least and at most, whatever X says. */
const lookMsMin = 1000;
const lookMsMax = 60_000;
/** Milliseconds without any change after which the user is told: X was seen stuck at 99 %. */
export const stuckMs = 15 * 60_000;

/** Finalizes, unless X did already, and waits until the media is ready. */
export async function finish(job: FinishJob): Promise<Ended> {
  const begun = await finalize(job);
  if ('stop' in begun) return begun;
  return untilReady(job, begun.ready);
}

/** Tells X that the file is whole. Where its answer got lost, STATUS tells whether it knows. */
async function finalize(job: FinishJob): Promise<Ended> {
  const { api, ledger, mediaId, ports, signal } = job;
  if (ledger.finalize === 'answered') return { ready: { warnings: [] } };
  for (let rounds = 0; ; rounds += 1) {
    if (ledger.finalize === 'sent') {
      const found = await ask(job);
      if ('stop' in found) return found;
      if (found.ready !== undefined) return answered(job, found.ready);
    }
    if (rounds > 0) {
      // Nothing is known of it at X after all: not at once again, and not for ever.
      const lost =
        rounds > roundsMax ? { type: 'pause' as const, error: lostEachTime() } : undefined;
      const stop = lost ?? (await pauseFor(backoffMs(rounds, ports.random), job));
      if (stop !== undefined) return { stop };
    }
    const marked = await keep(job, ledger.finalizeSent());
    if (marked !== undefined) return marked;
    const answer = await repeated(job, 'finalize', () => api.finalize(mediaId, signal));
    if (answer === 'ask') continue;
    return 'stop' in answer ? answer : answered(job, answer.ready);
  }
}

async function answered(job: FinishJob, ready: MediaStatus): Promise<Ended> {
  return (await keep(job, job.ledger.finalizeAnswered())) ?? { ready };
}

function lostEachTime(): XApiError {
  return new XApiError({
    kind: 'interrupted',
    explanation:
      'X’s answer to finalize got lost each time; whether the upload is whole at X is not known.',
    remedy: 'Check the network, then continue: X is asked first.',
    action: { kind: 'again' },
  });
}

/** STATUS after a finalize whose answer got lost; `ready` is undefined where X knows of none. */
async function ask(
  job: FinishJob,
): Promise<{ readonly ready: MediaStatus | undefined } | { readonly stop: Stop }> {
  const { api, mediaId, signal } = job;
  const answer = await repeated(job, 'status', () => api.status(mediaId, signal), true);
  if (answer === 'ask') return { ready: undefined };
  return answer;
}

/** Waits as long as X works on the media. */
async function untilReady(job: FinishJob, first: MediaStatus): Promise<Ended> {
  const { api, mediaId, signal } = job;
  // After a restart nothing is known but that X has finalized.
  let status = first;
  if (first.processing === undefined && first.mediaKey === undefined && !first.expiresAt) {
    const asked = await repeated(job, 'status', () => api.status(mediaId, signal), true);
    // X has no STATUS for what needs no processing.
    if (asked === 'ask') return { ready: first };
    if ('stop' in asked) return asked;
    status = asked.ready;
  }
  let seen = '';
  let quietMs = 0;
  for (;;) {
    const { processing } = status;
    if (processing === undefined || processing.state === 'succeeded') return { ready: status };
    // The row shows X's last word on it, a failure included.
    await job.onProcessing(status);
    if (processing.state === 'failed') return { stop: refused(status) };
    const now = `${processing.state} ${processing.progressPercent ?? ''}`;
    quietMs = now === seen ? quietMs : 0;
    seen = now;
    if (quietMs >= stuckMs) return { stop: { type: 'pause', error: stuck(processing) } };
    const ms = pollMs(processing);
    quietMs += ms;
    const wished = await pauseFor(ms, job);
    if (wished !== undefined) return { stop: wished };
    const answer = await repeated(job, 'status', () => api.status(mediaId, signal));
    if (answer === 'ask') return { ready: status };
    if ('stop' in answer) return answer;
    status = answer.ready;
  }
}

function pollMs({ checkAfterSecs }: ProcessingInfo): number {
  const asked = checkAfterSecs === undefined ? lookAgainMs : checkAfterSecs * 1000;
  return Math.min(Math.max(asked, lookMsMin), lookMsMax);
}

function refused({ processing, answer }: MediaStatus): Stop {
  const words = explainProcessingFailure(processing?.error);
  return { type: 'fail', error: new XApiError({ kind: 'processing-failed', ...words, answer }) };
}

function stuck({ state, progressPercent }: ProcessingInfo): XApiError {
  const at = progressPercent === undefined ? '' : ` at ${progressPercent} %`;
  return new XApiError({
    kind: 'processing-stuck',
    explanation: `X has been working on it for ${stuckMs / 60_000} minutes without any progress (${state}${at}).`,
    remedy: 'Continue asks X again; if it stays, initialize the file anew.',
    action: { kind: 'again' },
  });
}

/**
 * One call, repeated as long as its failures pass.
 *
 * @param mayBeNone whether a refusal of the question is an answer too: that X has nothing to say
 */
async function repeated(
  job: FinishJob,
  call: EngineCall,
  send: () => Promise<MediaStatus>,
  mayBeNone = false,
): Promise<{ readonly ready: MediaStatus } | { readonly stop: Stop } | 'ask'> {
  const { ports, signal, barred, onWaiting } = job;
  for (let failures = 1; ; failures += 1) {
    const stop = await barred();
    if (stop !== undefined) return { stop };
    try {
      return { ready: await send() };
    } catch (thrown) {
      const wished = wishedBy(signal);
      if (wished !== undefined) return { stop: wished };
      const error = asXApiError(thrown);
      // Of the refusals with this status, those of the caller or of the media_id say more.
      if (mayBeNone && error.status === 400 && error.kind === 'invalid-request') return 'ask';
      const decision = decide(error, { call, failures }, ports);
      if (decision.type === 'ask') return 'ask';
      if (decision.type !== 'wait') {
        return { stop: { type: decision.type === 'fail' ? 'fail' : 'pause', error } };
      }
      onWaiting(error);
      const stopped = await pauseFor(decision.ms, job);
      onWaiting(undefined);
      if (stopped !== undefined) return { stop: stopped };
    }
  }
}

/** Waits so many milliseconds; what ended the wait early, if anything did. */
async function pauseFor(ms: number, { ports, signal }: FinishJob): Promise<Stop | undefined> {
  await ports.wait(ms, signal).catch(() => undefined);
  return wishedBy(signal);
}

async function keep(
  { signal }: FinishJob,
  writing: Promise<void>,
): Promise<{ readonly stop: Stop } | undefined> {
  try {
    await written(writing);
    return undefined;
  } catch (error) {
    if (!(error instanceof LedgerProblem)) throw error;
    return { stop: stopOf(error, signal) };
  }
}
