/** A failure beside a file name. */
import { describe, expect, it } from 'vitest';
import { formatTime } from '../../../src/api/time.ts';
import { shortReason } from '../../../src/views/shortReasons.ts';

const at = Date.UTC(2026, 7, 1, 12);
const failure = (kind: string, retryAt?: number) => ({
  at,
  kind,
  explanation: 'What happened.',
  remedy: 'What to do.',
  ...(retryAt === undefined ? {} : { retryAt }),
});

describe('shortReason', () => {
  it.each([
    ['no-tls', 'does not speak TLS'],
    ['proxy', 'held up by the proxy'],
    ['wrong-origin', 'token of another address'],
    ['not-sent', 'not sent'],
    ['unauthorized', 'sign-in not accepted'],
    ['needs-oauth1', 'v1.1 needs OAuth 1.0a keys'],
    ['forbidden', 'keys may not upload'],
    ['access-level', 'access level too low'],
    ['account-suspended', 'account suspended'],
    ['account-locked', 'account locked'],
    ['media-refused', 'media refused'],
    ['legacy-off', 'v1.1 switched off?'],
    ['changed', 'the file changed'],
    ['stalled', 'its disk does not answer'],
    ['locked', 'the file is in use'],
    ['ledger', 'progress cannot be kept'],
    ['closed', 'VS Code closed'],
    ['cancelled', 'cancelled'],
    ['signed-out', 'signed out'],
    ['sandbox-gone', 'its sandbox is gone'],
    ['media-gone', 'gone at X'],
    ['processing-failed', 'processing failed'],
    ['processing-stuck', 'processing stands still'],
    ['too-large', 'segments too large for X'],
    ['segments', 'segments do not add up'],
    ['constructor', 'What happened.'],
  ])('%s: %s', (kind, says) => {
    expect(shortReason(failure(kind))).toBe(says);
  });

  it('a rate limit says until when, with the date when that is far', () => {
    const far = at + 30 * 3600 * 1000;
    expect(shortReason(failure('rate-limit'), at)).toBe('rate limit');
    expect(shortReason(failure('rate-limit', at), at)).toBe(
      `rate limit until ${formatTime(at, at)}`,
    );
    expect(shortReason(failure('rate-limit', far), at)).toBe(
      `rate limit until ${formatTime(far, at)}`,
    );
    expect(formatTime(far, at).length).toBeGreaterThan(formatTime(at, at).length);
  });
});
