import { credibleMs, serverTime } from './clock.ts';
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

/**
 * Epoch milliseconds from which X answers again: `Retry-After`, else `x-rate-limit-reset`, which
 * stands on every answer and so counts with a 429 only. What is further off than a year is no time
 * to wait for, and fits no date.
 */
function retryAt({ status, headers }: HttpAnswer, now: number): number | undefined {
  const after = header(headers, 'retry-after')?.trim();
  if (after !== undefined) {
    const seconds = /^\d+$/.test(after) ? Number(after) * 1000 : undefined;
    if (seconds !== undefined) return seconds > credibleMs ? undefined : now + seconds;
    const at = Date.parse(after);
    if (Number.isFinite(at)) return serverTime(at, headers, now);
  }
  const reset = Number(header(headers, 'x-rate-limit-reset'));
  return status === 429 && reset > 0 ? serverTime(reset * 1000, headers, now) : undefined;
}

/** An answer that is no success, explained. */
export function explainAnswer(answer: HttpAnswer, reading: Reading): XApiError {
  const { mask, call = 'initialize', ...asked } = reading;
  const problem = readProblem(answer.text);
  const raw = { ...asked, call, answer, problem, retryAt: retryAt(answer, asked.now) };
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
