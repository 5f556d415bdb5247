import { asXApiError, type XApiError } from './errors.ts';
import type { CallOptions } from './mediaApi.ts';
import type { Ports } from './ports.ts';

/** Calls in all, the first included. */
export const attempts = 3;
/** Milliseconds: a rate limit that resets sooner is waited out, a later one is said. */
export const nearResetMs = 10_000;
const firstBackoffMs = 500;

/** Milliseconds to wait before the next attempt, or undefined when there must be none. */
function delayBefore(
  attempt: number,
  error: XApiError,
  ports: Ports,
  idempotent: boolean,
): number | undefined {
  if (attempt >= attempts) return undefined;
  const backoff = firstBackoffMs * 2 ** (attempt - 1) * (0.5 + ports.random());
  switch (error.kind) {
    case 'unreachable':
      return backoff;
    case 'unwell':
    case 'rate-limit': {
      if (error.retryAt === undefined) return backoff;
      const asked = error.retryAt - ports.now();
      return asked > nearResetMs ? undefined : Math.max(asked, backoff);
    }
    case 'interrupted':
    case 'timeout':
      return idempotent ? backoff : undefined;
    default:
      return undefined;
  }
}

/**
 * Repeats `call` where that is safe for a call that may cost money: X was never reached, or X
 * itself refused with a near rate limit or a 5xx. A request that may have been accepted is repeated
 * only when it says the same twice, as `idempotent` promises (contract §4).
 */
export async function withRetries<T>(
  call: () => Promise<T>,
  ports: Ports,
  { signal, onRetry, idempotent = false }: CallOptions & { readonly idempotent?: boolean },
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (thrown) {
      const error = asXApiError(thrown);
      const delay = delayBefore(attempt, error, ports, idempotent);
      if (delay === undefined || signal.aborted) throw error;
      onRetry?.({ explanation: error.explanation, nextAt: ports.now() + delay });
      await ports.wait(delay, signal).catch((reason: unknown) => {
        throw asXApiError(reason);
      });
    }
  }
}
