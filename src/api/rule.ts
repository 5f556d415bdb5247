import type { RemedyAction } from './action.ts';
import type { XErrorKind } from './errors.ts';
import type { Call } from './mediaApi.ts';
import type { HttpAnswer, Problem, Reading } from './problem.ts';
import { inert } from './text.ts';

/** An answer that is no success, with what decides over its meaning. */
export interface Refusal extends Pick<Reading, 'now' | 'dialect' | 'credential'> {
  readonly answer: HttpAnswer;
  readonly problem: Problem;
  readonly call: Call;
  /** Epoch milliseconds, as `now` is. */
  readonly retryAt: number | undefined;
}

export type When = (refusal: Refusal) => boolean;

export interface Rule {
  readonly kind: XErrorKind;
  readonly when: When;
  readonly explanation: (refusal: Refusal) => string;
  readonly remedy: (refusal: Refusal) => string;
  /** The one thing that the remedy asks for, where the editor can do it or lead there. */
  readonly action?: (refusal: Refusal) => RemedyAction | undefined;
}

export const thenSignIn = (): RemedyAction => ({ kind: 'sign-in' });
export const withOptions = (): RemedyAction => ({ kind: 'options' });
/** Undefined for the calls that no row repeats: the user has the box that began them. */
export const onceMore = ({ call }: Pick<Refusal, 'call'>): RemedyAction | undefined =>
  call === 'altText' || call === 'subtitles' ? undefined : { kind: 'again' };
export const toPage = (url: string) => (): RemedyAction => ({ kind: 'open', url });
export const toSetting = (setting: string) => (): RemedyAction => ({ kind: 'settings', setting });
/** Until X says that it answers again; for a call that a row repeats. */
export function waiting(refusal: Refusal, orMs?: number): RemedyAction | undefined {
  const again = onceMore(refusal);
  const until = refusal.retryAt ?? (orMs === undefined ? undefined : refusal.now + orMs);
  return again === undefined || until === undefined ? again : { kind: 'wait', until };
}

/** X's own words, where it had any beyond the status line. */
export function inXWords({ problem }: Refusal): string {
  const said = problem.messages[0] ?? problem.detail;
  return said === undefined || /^(forbidden|unauthorized|too many requests)\.?$/i.test(said)
    ? ''
    : ` X says: “${inert(said, 200)}”`;
}

export const says =
  (pattern: RegExp): When =>
  ({ problem }) =>
    [...problem.messages, problem.detail ?? ''].some((message) => pattern.test(message));

export const status =
  (...statuses: number[]): When =>
  ({ answer }) =>
    statuses.includes(answer.status);

/** X's own numbers of errors, which v1.1 gives always, and v2 at times. */
export const code =
  (...codes: number[]): When =>
  ({ problem }) =>
    problem.codes.some((given) => codes.includes(given));

/** Whether it was one of these calls. */
export const asked =
  (...calls: Call[]): When =>
  ({ call }) =>
    calls.includes(call);

/** By the last part of the problem's `type`. */
export const forbidden =
  (type: string): When =>
  ({ answer, problem }) =>
    answer.status === 403 && problem.type === type;

/** Whether the request was signed with OAuth 1.0a's keys. */
export const signed: When = ({ credential }) => credential === 'oauth1';

export const both =
  (a: When, b: When): When =>
  (refusal) =>
    a(refusal) && b(refusal);
export const either =
  (a: When, b: When): When =>
  (refusal) =>
    a(refusal) || b(refusal);
