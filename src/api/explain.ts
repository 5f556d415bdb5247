import { XApiError } from './errors.ts';
import {
  header,
  maskProblem,
  readProblem,
  transactionId,
  type HttpAnswer,
  type Reading,
} from './problem.ts';
import { otherRefusal, refusals } from './refusals.ts';

const credibleMs = 366 * 24 * 3600 * 1000;

/**
 * Epoch milliseconds from which X answers again: `Retry-After`, else `x-rate-limit-reset`, which
 * stands on every answer and so counts with a 429 only.
 */
function retryAt(answer: HttpAnswer, now: number): number | undefined {
  const at = statedRetryAt(answer, now);
  // What lies in the past or beyond a year is no time to wait for, and fits no date.
  return at === undefined || at < now - credibleMs || at > now + credibleMs ? undefined : at;
}

function statedRetryAt({ status, headers }: HttpAnswer, now: number): number | undefined {
  const after = header(headers, 'retry-after')?.trim();
  if (after !== undefined) {
    const at = /^\d+$/.test(after) ? now + Number(after) * 1000 : Date.parse(after);
    if (Number.isFinite(at)) return at;
  }
  const reset = Number(header(headers, 'x-rate-limit-reset'));
  return status === 429 && reset > 0 ? reset * 1000 : undefined;
}

/** An answer that is no success, explained. */
export function explainAnswer(answer: HttpAnswer, reading: Reading): XApiError {
  const { mask, ...asked } = reading;
  const problem = readProblem(answer.text);
  const raw = { ...asked, answer, problem, retryAt: retryAt(answer, asked.now) };
  const rule = refusals.find(({ when }) => when(raw)) ?? otherRefusal;
  const refusal = { ...raw, problem: maskProblem(problem, mask) };
  return new XApiError({
    kind: rule.kind,
    explanation: rule.explanation(refusal),
    remedy: rule.remedy(refusal),
    status: answer.status,
    retryAt: refusal.retryAt,
    transactionId: transactionId(answer, mask),
  });
}
