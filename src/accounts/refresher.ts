import { XApiError } from '../api/errors.ts';
import { Emitter } from '../uploads/events.ts';
import type { Handover } from './handover.ts';
import { Renewal, type Outcome, type RenewalOptions, type Signed } from './renewal.ts';

/** Milliseconds before its end at which an access token is no longer sent. */
const earlyMs = 60_000;

export interface RefresherOptions extends Omit<RenewalOptions, 'onRefused' | 'stopped'> {
  readonly handover: Handover;
}

/**
 * New access tokens for old: before they expire, and once after a 401. A refresh token is used
 * once and brings the next, so that two refreshes at once break the chain: there is one at a time,
 * in this window and among all windows, and whoever waited takes what came of it. Once begun, a
 * refresh is carried to its end, whoever cancels.
 */
export class Refresher {
  readonly #options: RefresherOptions;
  readonly #renewal: Renewal;
  /** By account and the token that is to be replaced. */
  readonly #running = new Map<string, Promise<Outcome>>();
  readonly #refused = new Emitter<Signed>();
  readonly #stopped = new AbortController();

  /** X refuses to refresh this account, and somebody wanted to act with it: sign in again. */
  readonly onDidRefuse = this.#refused.event;

  constructor(options: RefresherOptions) {
    this.#options = options;
    this.#renewal = new Renewal({
      ...options,
      onRefused: (account) => {
        this.#refused.fire(account);
      },
      stopped: this.#stopped.signal,
    });
  }

  /** The account with an access token that is good now. Rejects with an XApiError. */
  async fresh(id: string, signal: AbortSignal): Promise<Signed> {
    const account = await this.#renewal.latest(id);
    // One that nothing can renew is used to its end; X then says what it thinks of it.
    const renewable = account.signInAgain === true || account.refreshToken !== undefined;
    if (!renewable || (account.signInAgain !== true && this.#left(account) > earlyMs)) {
      return account;
    }
    const { account: newest, problem } = await this.#newer(id, account.accessToken, signal);
    // Its last seconds are as good as those before, where X cannot be reached.
    if (problem === undefined || this.#left(newest) > 0) return newest;
    throw new XApiError(problem);
  }

  /** After X refused `accessToken`: the account with another one. Rejects with an XApiError. */
  async renewed(id: string, accessToken: string, signal: AbortSignal): Promise<Signed | undefined> {
    const account = await this.#renewal.latest(id);
    if (account.accessToken !== accessToken) return account;
    if (account.refreshToken === undefined) return undefined;
    const { account: newest, problem } = await this.#newer(id, accessToken, signal);
    if (problem === undefined) return newest;
    throw new XApiError(problem);
  }

  /** Resolves once nothing is under way that a window must not end before; never rejects. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running.values());
  }

  /** Milliseconds that an access token lives, as far as is known. */
  #left({ expiresAt = Infinity }: Signed): number {
    return expiresAt - this.#options.ports.now();
  }

  /** One refresh for all who ask while it runs; each can stop waiting for it. */
  async #newer(id: string, known: string, signal: AbortSignal): Promise<Outcome> {
    signal.throwIfAborted();
    const running = this.#running.get(`${id} ${known}`) ?? this.#begin(id, known);
    const given = Promise.withResolvers<never>();
    const stop = () => {
      given.reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await Promise.race([running, given.promise]);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  #begin(id: string, known: string): Promise<Outcome> {
    const key = `${id} ${known}`;
    const running = this.#options.handover
      .alone(id, () => this.#renewal.renew(id, known), this.#stopped.signal)
      .finally(() => {
        this.#running.delete(key);
      });
    this.#running.set(key, running);
    // Whoever asked may have stopped waiting.
    running.catch(() => undefined);
    return running;
  }

  dispose(): void {
    this.#stopped.abort();
    this.#refused.dispose();
  }
}
