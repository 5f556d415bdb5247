import { answerHead } from '../api/answer.ts';
import { inert } from '../api/text.ts';
import type { Failure } from '../uploads/record.ts';

/** A refusal, for whoever asks about it. */
export interface Answered extends Pick<
  Failure,
  'explanation' | 'remedy' | 'transactionId' | 'answer'
> {
  /** Base name of the file. */
  readonly name: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * What X answered, below all that a question about it needs: what happened, what to do, X's
 * transaction id, the time and the call. Undefined where X answered nothing.
 */
export function answerText({
  name,
  explanation,
  remedy,
  transactionId,
  at,
  answer,
}: Answered): string | undefined {
  if (answer === undefined) return undefined;
  const { call, summary } = answerHead(answer);
  const rest = answer.split('\n').slice(1);
  return [
    `File: ${inert(name, 200)}`,
    `What happened: ${explanation}`,
    ...(remedy === '' ? [] : [`What to do: ${remedy}`]),
    ...(transactionId === undefined ? [] : [`X’s transaction id: ${transactionId}`]),
    `Time: ${new Date(at).toISOString()}`,
    ...(call === '' ? [] : [`Call: ${call}`]),
    '',
    `X’s answer: ${summary}`,
    ...rest,
    '',
  ].join('\n');
}
