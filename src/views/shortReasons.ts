import { inert } from '../api/text.ts';
import { formatTime } from '../api/time.ts';
import type { WaitedFor } from '../uploads/activity.ts';

/** A failure in the few words that fit beside a file name; its row's children say it in full. */
const reasons: Readonly<Record<string, string>> = {
  missing: 'the file is gone',
  special: 'not a regular file',
  unreadable: 'the file cannot be read',
  changed: 'the file changed',
  stalled: 'its disk does not answer',
  locked: 'the file is in use',
  empty: 'the file is empty',
  tooLarge: 'over 16 GiB',
  unlisted: 'not a type X takes',
  unreachable: 'not reached',
  'untrusted-certificate': 'certificate not trusted',
  'no-tls': 'does not speak TLS',
  proxy: 'held up by the proxy',
  'wrong-origin': 'token of another address',
  'not-sent': 'not sent',
  'needs-oauth1': 'v1.1 needs OAuth 1.0a keys',
  'signed-out': 'signed out',
  'sign-in-again': 'sign in again',
  timeout: 'no answer in time',
  interrupted: 'no answer arrived',
  'invalid-request': 'a parameter refused',
  'media-type': 'media type refused',
  'media-refused': 'media refused',
  segments: 'segments do not add up',
  'too-large': 'segments too large for X',
  ledger: 'progress cannot be kept',
  closed: 'VS Code closed',
  'sandbox-gone': 'its sandbox is gone',
  'media-gone': 'gone at X',
  'processing-failed': 'processing failed',
  'processing-stuck': 'processing stands still',
  unauthorized: 'sign-in not accepted',
  clock: 'this machine’s clock is off',
  credits: 'no credits left',
  'missing-scope': 'media.write missing?',
  'unsupported-authentication': 'app-only token',
  'client-forbidden': 'app without a project',
  'app-suspended': 'app suspended',
  'read-only-app': 'app is read-only',
  forbidden: 'keys may not upload',
  'access-level': 'access level too low',
  'account-suspended': 'account suspended',
  'account-locked': 'account locked',
  'not-found': 'no such address',
  'legacy-off': 'v1.1 switched off?',
  'usage-cap': 'usage cap reached',
  unwell: 'X is unwell',
  redirect: 'redirected',
  'unexpected-answer': 'answer without an id',
  cancelled: 'cancelled',
};

export function shortReason({ kind, explanation, retryAt }: WaitedFor, now = Date.now()): string {
  if (kind === 'rate-limit') {
    if (retryAt === undefined) return 'rate limit';
    return `rate limit until ${formatTime(retryAt, now)}`;
  }
  return (Object.hasOwn(reasons, kind) ? reasons[kind] : undefined) ?? inert(explanation, 80);
}
