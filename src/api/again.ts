import { isXApiError, XApiError } from './errors.ts';
import type { Call } from './mediaApi.ts';

const verbs: Readonly<Record<Call, string>> = {
  initialize: 'initialize again',
  append: 'continue the upload',
  finalize: 'continue the upload',
  status: 'continue the upload',
  altText: 'try again',
  subtitles: 'try again',
};

/** What to do once whatever held a call up is put right: the end of a remedy. */
export const again = (call: Call): string => verbs[call];

/** The same at the beginning of a sentence. */
export function Again(call: Call): string {
  const verb = verbs[call];
  return verb.charAt(0).toUpperCase() + verb.slice(1);
}

/**
 * A failure of the ways that all calls go (an account, a proxy, a cancel), whose remedies end in
 * what most calls are for: in this call's words.
 */
export function inWordsOf(call: Call, thrown: unknown): unknown {
  if (call === 'initialize' || !isXApiError(thrown)) return thrown;
  const { kind, explanation, remedy, cause } = thrown;
  const { status, retryAt, transactionId, answer, action } = thrown;
  const words =
    kind === 'cancelled'
      ? `${Again(call)} when you want to.`
      : remedy
          .replaceAll('initialize again', again(call))
          .replaceAll('Initialize again', Again(call));
  const told = { status, retryAt, transactionId, answer, action };
  return new XApiError({ kind, explanation, remedy: words, ...told, cause });
}
