import type { XApiError } from '../api/errors.ts';
import type { Ports } from '../api/ports.ts';

/** The calls that the engine repeats; each by its own rules. */
export type EngineCall = 'append' | 'finalize' | 'status';

/** What to do about a failed call. */
export type Decision =
  /** Again after so many milliseconds. */
  | { readonly type: 'wait'; readonly ms: number }
  /** X objects to segments beside each other or out of order: one at a time from now on. */
  | { readonly type: 'in-order' }
  /** The media_id begins anew with smaller segments. */
  | { readonly type: 'smaller' }
  /** Whether X acted is not known: STATUS tells. */
  | { readonly type: 'ask' }
  /** The user has to do something first; what X acknowledged stays. */
  | { readonly type: 'pause' }
  /** X will not take this upload, whatever is tried. */
  | { readonly type: 'fail' };

export interface Circumstances {
  readonly call: EngineCall;
  /** Failures in a row, this one included; 1 again whenever bytes advance. */
  readonly failures: number;
  /** Whether the segment was sent alone and was the next in order. */
  readonly alone?: boolean | undefined;
  /** Whether X has acknowledged a segment of this size under this media_id. */
  readonly tookAsLarge?: boolean | undefined;
}

const firstBackoffMs = 500;
/** Milliseconds: a network that is back is noticed within this time and its jitter. */
const backoffMsMax = 20_000;
/** Milliseconds: X's window of rate limits, and a margin. What resets later is the user's to wait for. */
const resetMsMax = 16 * 60_000;
/** Times in a row that X may be unwell before the user is told: some four minutes. */
const unwellMax = 15;

/** Exponential, with half to one and a half of itself as jitter, so that windows do not meet again. */
export function backoffMs(failures: number, random: () => number): number {
  return Math.min(firstBackoffMs * 2 ** (failures - 1), backoffMsMax) * (0.5 + random());
}

/** The network's failures: they pass, and the user is seldom the one to mend them. */
const networkKinds: ReadonlySet<string> = new Set(['unreachable', 'timeout', 'interrupted']);
/** What no later attempt under this media_id can mend. */
const finalKinds: ReadonlySet<string> = new Set([
  'media-gone',
  'media-type',
  'media-refused',
  'segments',
  'invalid-request',
]);

/**
 * The contract's §4 for calls that are safe to repeat: append under its index, STATUS, and a
 * finalize that X refused. A network that is gone is waited for as long as the media_id lives.
 */
export function decide(error: XApiError, at: Circumstances, ports: Ports): Decision {
  const { kind, retryAt } = error;
  const { call, failures } = at;
  const ambiguous = kind === 'timeout' || kind === 'interrupted';
  if (call === 'finalize' && ambiguous) return { type: 'ask' };
  if (networkKinds.has(kind)) return { type: 'wait', ms: backoffMs(failures, ports.random) };
  if (kind === 'unwell' || kind === 'rate-limit') {
    const asked = retryAt === undefined ? 0 : retryAt - ports.now();
    if (asked > resetMsMax || failures > unwellMax) return { type: 'pause' };
    return { type: 'wait', ms: Math.max(asked, backoffMs(failures, ports.random)) };
  }
  if (call === 'append') {
    if (kind === 'too-large') return { type: at.tookAsLarge === true ? 'pause' : 'smaller' };
    // X documents no order and no wording; a refusal of a parameter that is right may mean it.
    const objection = kind === 'invalid-request' || kind === 'refused';
    if (objection && error.status === 400 && at.alone !== true) return { type: 'in-order' };
  }
  return { type: finalKinds.has(kind) ? 'fail' : 'pause' };
}
