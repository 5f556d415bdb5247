import { inert } from '../api/text.ts';
import { formatTime } from '../api/time.ts';
import type { Failure } from '../uploads/record.ts';

/** A failure in the few words that fit beside a file name; its row's children say it in full. */
const reasons: Readonly<Record<string, string>> = {
  missing: 'the file is gone',
  special: 'not a regular file',
  unreadable: 'the file cannot be read',
  empty: 'the file is empty',
  tooLarge: 'over 16 GiB',
  unlisted: 'not a type X takes',
  unreachable: 'not reached',
  'untrusted-certificate': 'certificate not trusted',
  'no-tls': 'does not speak TLS',
  'wrong-origin': 'token of another address',
  'not-sent': 'not sent',
  timeout: 'no answer in time',
  interrupted: 'no answer arrived',
  'invalid-request': 'a parameter refused',
  'media-type': 'media type refused',
  unauthorized: 'token not accepted',
  clock: 'this machine’s clock is off',
  credits: 'no credits left',
  'missing-scope': 'media.write missing?',
  'unsupported-authentication': 'app-only token',
  'client-forbidden': 'app without a project',
  'read-only-app': 'app is read-only',
  'not-found': 'no such address',
  'usage-cap': 'usage cap reached',
  unwell: 'X is unwell',
  redirect: 'redirected',
  'unexpected-answer': 'answer without an id',
  cancelled: 'cancelled',
};

export function shortReason({ kind, explanation, retryAt }: Failure, now = Date.now()): string {
  if (kind === 'rate-limit') {
    if (retryAt === undefined) return 'rate limit';
    return `rate limit until ${formatTime(retryAt, now)}`;
  }
  return (Object.hasOwn(reasons, kind) ? reasons[kind] : undefined) ?? inert(explanation, 80);
}
