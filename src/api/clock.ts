import { header, type AnswerHeaders } from './problem.ts';

/** Milliseconds: what is further off than a year is an accident. */
export const credibleMs = 366 * 24 * 3600 * 1000;

/**
 * An absolute time that an answer gives (epoch milliseconds of the server's clock) by this
 * machine's: its `Date` says how far they are apart, be that a day. Undefined beyond a year.
 */
export function serverTime(at: number, headers: AnswerHeaders, now: number): number | undefined {
  const date = Date.parse(header(headers, 'date') ?? '');
  const left = [at - date, at - now].find((ms) => Math.abs(ms) <= credibleMs);
  return left === undefined ? undefined : now + left;
}
