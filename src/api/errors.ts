import type { RemedyAction } from './action.ts';

/** Why a call to X came to nothing. */
export type XErrorKind =
  // before X accepted the request
  | 'unreachable'
  | 'untrusted-certificate'
  | 'no-tls'
  | 'proxy'
  | 'wrong-origin'
  | 'not-sent'
  | 'needs-oauth1'
  | 'signed-out'
  | 'sign-in-again'
  // the request went out; whether X acted on it is not known
  | 'timeout'
  | 'interrupted'
  // X answered
  | 'invalid-request'
  | 'media-type'
  | 'media-refused'
  | 'segments'
  | 'media-gone'
  | 'unauthorized'
  | 'clock'
  | 'credits'
  | 'missing-scope'
  | 'unsupported-authentication'
  | 'client-forbidden'
  | 'app-suspended'
  | 'read-only-app'
  | 'forbidden'
  | 'access-level'
  | 'account-suspended'
  | 'account-locked'
  | 'not-found'
  | 'legacy-off'
  | 'too-large'
  | 'rate-limit'
  | 'usage-cap'
  | 'unwell'
  | 'redirect'
  | 'refused'
  | 'unexpected-answer'
  | 'sandbox-gone'
  | 'processing-failed'
  | 'processing-stuck'
  // ours
  | 'cancelled';

export interface XApiErrorOptions {
  readonly kind: XErrorKind;
  readonly explanation: string;
  readonly remedy: string;
  readonly status?: number | undefined;
  readonly retryAt?: number | undefined;
  readonly transactionId?: string | undefined;
  readonly answer?: string | undefined;
  readonly action?: RemedyAction | undefined;
  readonly cause?: unknown;
}

/** A failed call, in words that may be shown: they hold no secret and nothing that acts. */
export class XApiError extends Error {
  readonly kind: XErrorKind;
  /** One sentence: what happened. */
  readonly explanation: string;
  /** One sentence: what to do now. */
  readonly remedy: string;
  /** HTTP status, where X answered. */
  readonly status: number | undefined;
  /** Epoch milliseconds from which X says that it will answer again. */
  readonly retryAt: number | undefined;
  /** X's `x-transaction-id`, which its support asks for. */
  readonly transactionId: string | undefined;
  /** What X answered, as it may be shown, in lines; undefined where it answered nothing. */
  readonly answer: string | undefined;
  /** What would mend it, where one thing would. */
  readonly action: RemedyAction | undefined;

  constructor(options: XApiErrorOptions) {
    super(`${options.explanation} ${options.remedy}`, { cause: options.cause });
    this.name = 'XApiError';
    this.kind = options.kind;
    this.explanation = options.explanation;
    this.remedy = options.remedy;
    this.status = options.status;
    this.retryAt = options.retryAt;
    this.transactionId = options.transactionId;
    this.answer = options.answer;
    this.action = options.action;
  }
}

/** By its name, because each bundle has a class of its own. */
export function isXApiError(error: unknown): error is XApiError {
  return error instanceof Error && error.name === 'XApiError' && 'explanation' in error;
}

/** Whatever was thrown, as an XApiError; what we did not foresee keeps its message in the cause. */
export function asXApiError(error: unknown): XApiError {
  if (isXApiError(error)) return error;
  if (error instanceof Error && error.name === 'AbortError') {
    return new XApiError({
      kind: 'cancelled',
      explanation: 'Cancelled.',
      remedy:
        'Initialize again when you want to; an id that X may have made meanwhile expires by itself.',
      cause: error,
    });
  }
  return new XApiError({
    kind: 'not-sent',
    explanation: 'Something went wrong inside X Media Upload.',
    remedy: 'Initialize again; if it stays, report it with the log (X Media: Show Log).',
    cause: error,
  });
}

/** For an account of `belongs` and a request to `to`, both origins: nothing was sent. */
export function wrongOrigin(belongs: string, to: string): XApiError {
  return new XApiError({
    kind: 'wrong-origin',
    explanation: `This account’s token belongs to ${belongs} and is not sent to ${to}.`,
    remedy: 'Sign in for this environment.',
    action: { kind: 'sign-in' },
  });
}
