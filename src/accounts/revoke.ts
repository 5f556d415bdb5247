import type { Redactor } from '../api/redact.ts';
import type { Transport } from '../api/transport.ts';
import { inert } from '../api/text.ts';
import type { AccountOf } from './account.ts';

/** Milliseconds for it: the account is forgotten here already. */
const revokingMs = 10_000;

interface Speaking {
  readonly transport: Transport;
  readonly redactor: Redactor;
  readonly userAgent: string;
}

/** Has X forget a sign-in. Resolves to why it did not, in words; never rejects. */
export async function revokeAtX(
  { origin, clientId, clientSecret, refreshToken, accessToken }: AccountOf<'oauth2'>,
  { transport, redactor, userAgent }: Speaking,
  stopped: AbortSignal,
): Promise<string | undefined> {
  try {
    const { revoke } = await import('../api/oauth2.ts');
    const result = await revoke({
      origin,
      client: { clientId, clientSecret },
      // A refresh token ends with all that it brought; without one, the access token does.
      token: refreshToken ?? accessToken,
      transport,
      userAgent,
      now: Date.now,
      hide: redactor.hide,
      signal: AbortSignal.any([stopped, AbortSignal.timeout(revokingMs)]),
    });
    return result.ok ? undefined : result.problem.explanation;
  } catch (error) {
    return inert(transport.mask(String(error)), 200);
  }
}
