import { shownAnswer } from './answer.ts';
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
import type { Refusal, Rule } from './rule.ts';

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

/** The row of the table for an answer that is no success; all of the refusal's text is still raw. */
export function ruleFor(
  answer: HttpAnswer,
  { call = 'initialize', ...asked }: Omit<Reading, 'mask'>,
): { readonly rule: Rule; readonly refusal: Refusal } {
  const problem = readProblem(answer.text);
  const refusal = { ...asked, call, answer, problem, retryAt: retryAt(answer, asked.now) };
  return { rule: refusals.find(({ when }) => when(refusal)) ?? otherRefusal, refusal };
}

/** An answer that is no success, explained. */
export function explainAnswer(answer: HttpAnswer, reading: Reading): XApiError {
  const { mask, ...asked } = reading;
  const { rule, refusal: raw } = ruleFor(answer, asked);
  const refusal = { ...raw, problem: maskProblem(raw.problem, mask) };
  return new XApiError({
    kind: rule.kind,
    explanation: rule.explanation(refusal),
    remedy: rule.remedy(refusal),
    status: answer.status,
    retryAt: refusal.retryAt,
    transactionId: transactionId(answer, mask),
    answer: shownAnswer(answer, reading),
    action: rule.action?.(refusal),
  });
}
