import { XApiError, type XApiErrorOptions } from '../api/errors.ts';
import type * as OAuth2 from '../api/oauth2.ts';
import type { Logger, Ports } from '../api/ports.ts';
import type { Redactor } from '../api/redact.ts';
import type { Transport } from '../api/transport.ts';
import type { AccountOf } from './account.ts';
import { Emitter } from '../uploads/events.ts';
import type { Accounts } from './accounts.ts';
import { whileLocked } from './fileLock.ts';
import type { Handover } from './handover.ts';

/** Milliseconds before its end at which an access token is no longer sent. */
const earlyMs = 60_000;

type Signed = AccountOf<'oauth2'>;

export interface RefresherOptions {
  readonly accounts: Accounts;
  readonly handover: Handover;
  readonly transport: Transport;
  readonly redactor: Redactor;
  readonly ports: Ports;
  readonly userAgent: string;
  readonly log: Logger;
}

/**
 * New access tokens for old: before they expire, and once after a 401. A refresh token is used
 * once and brings the next, so that two refreshes at once break the chain: there is one at a time,
 * in this window and among all windows, and whoever waited takes what came of it. Once begun, a
 * refresh is carried to its end, whoever cancels.
 */
export class Refresher {
  readonly #options: RefresherOptions;
  readonly #running = new Map<string, Promise<Signed>>();
  readonly #refused = new Emitter<Signed>();
  readonly #stopped = new AbortController();

  /** X refuses to refresh this account, and somebody wanted to act with it: sign in again. */
  readonly onDidRefuse = this.#refused.event;

  constructor(options: RefresherOptions) {
    this.#options = options;
  }

  /** The account with an access token that is good now. Rejects with an XApiError. */
  async fresh(id: string, signal: AbortSignal): Promise<Signed> {
    const account = await this.#latest(id);
    const { expiresAt = Infinity } = account;
    const left = expiresAt - this.#options.ports.now();
    // One that nothing can renew is used to its end; X then says what it thinks of it.
    if (account.signInAgain !== true && (left > earlyMs || account.refreshToken === undefined)) {
      return account;
    }
    return this.#newer(id, account.accessToken, signal);
  }

  /** After X refused `accessToken`: the account with another one. Rejects with an XApiError. */
  async renewed(id: string, accessToken: string, signal: AbortSignal): Promise<Signed | undefined> {
    const account = await this.#latest(id);
    if (account.accessToken !== accessToken) return account;
    if (account.refreshToken === undefined) return undefined;
    return this.#newer(id, accessToken, signal);
  }

  /** One refresh for all who ask while it runs; each can stop waiting for it. */
  async #newer(id: string, known: string, signal: AbortSignal): Promise<Signed> {
    signal.throwIfAborted();
    const running = this.#running.get(id) ?? this.#begin(id, known);
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

  #begin(id: string, known: string): Promise<Signed> {
    const running = this.#alone(id, () => this.#refresh(id, known)).finally(() => {
      this.#running.delete(id);
    });
    this.#running.set(id, running);
    // Whoever asked may have stopped waiting.
    running.catch(() => undefined);
    return running;
  }

  async #alone<T>(id: string, work: () => Promise<T>): Promise<T> {
    const { handover, ports, log } = this.#options;
    const state = { begun: false };
    try {
      return await whileLocked(handover.lockOf(id), ports, this.#stopped.signal, () => {
        state.begun = true;
        return work();
      });
    } catch (error) {
      if (state.begun || this.#stopped.signal.aborted) throw error;
      log.warn(`Other windows cannot be kept from refreshing meanwhile: ${String(error)}`);
      return work();
    }
  }

  async #refresh(id: string, known: string): Promise<Signed> {
    const { accounts, transport, redactor, ports, userAgent, log } = this.#options;
    const account = await this.#latest(id);
    // Another window was faster.
    if (account.accessToken !== known) return account;
    const { origin, clientId, clientSecret, refreshToken, scopes } = account;
    if (account.signInAgain === true || refreshToken === undefined) throw this.#refuse(account);
    const { refresh }: typeof OAuth2 = await import('../api/oauth2.ts');
    const result = await refresh({
      origin,
      client: { clientId, clientSecret },
      refreshToken,
      scopes,
      userAgent,
      transport,
      hide: (secret) => {
        redactor.hide(secret);
      },
      now: ports.now,
      signal: this.#stopped.signal,
    });
    if (result.ok) {
      const { tokens } = result;
      const next = { ...account, ...tokens, revision: account.revision + 1 };
      // Stored before it is used: killed in between, nothing would know the way on.
      await accounts.update(next);
      log.info(`The access token of ${account.label} was refreshed.`);
      return next;
    }
    if (result.outcome !== 'refused') return this.#unrefreshed(account, result.problem);
    // A window of another machine, on the same secret storage, may have used the token first.
    const latest = await this.#latest(id);
    if (latest.accessToken !== known) return latest;
    log.warn(`X refused to refresh ${account.label}: ${result.problem.explanation}`);
    const lost = { ...account, revision: account.revision + 1, signInAgain: true as const };
    await accounts.update(lost);
    throw this.#refuse(lost);
  }

  /** The old token is as good as it was: some seconds of it are left when X cannot be reached. */
  #unrefreshed(account: Signed, problem: XApiErrorOptions): Signed {
    const { ports } = this.#options;
    if (account.expiresAt !== undefined && account.expiresAt > ports.now()) return account;
    throw new XApiError(problem);
  }

  #refuse(account: Signed): XApiError {
    this.#refused.fire(account);
    return new XApiError({
      kind: 'sign-in-again',
      explanation: `X does not renew the access of ${account.label} any more, so nothing was sent.`,
      remedy: 'Sign in again (X Media: Sign In), then initialize again; your uploads are kept.',
    });
  }

  async #latest(id: string): Promise<Signed> {
    const account = await this.#options.accounts.get(id);
    if (account?.kind === 'oauth2') return account;
    throw new XApiError({
      kind: 'signed-out',
      explanation: 'The account was signed out meanwhile, so nothing was sent.',
      remedy: 'Sign in (X Media: Sign In), then initialize again; your uploads are kept.',
    });
  }

  dispose(): void {
    this.#stopped.abort();
    this.#refused.dispose();
  }
}
