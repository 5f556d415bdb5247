import { XApiError, type XApiErrorOptions } from '../api/errors.ts';
import type * as OAuth2 from '../api/oauth2.ts';
import type { RefreshOutcome } from '../api/oauth2.ts';
import type { Logger, Ports } from '../api/ports.ts';
import type { Redactor } from '../api/redact.ts';
import type { Transport } from '../api/transport.ts';
import type { AccountOf } from './account.ts';
import type { Accounts } from './accounts.ts';
import { revokeAtX } from './revoke.ts';

/**
 * Milliseconds for which a refused window looks whether another, which no lock reaches, had the
 * token before it: one whose X answered first, and which is about to store what it got.
 */
const graceMs = 3000;
/** Milliseconds between those looks. */
const lookMs = 100;

export type Signed = AccountOf<'oauth2'>;

/** The newest form of the account, and why it has no newer token, if so. */
export interface Outcome {
  readonly account: Signed;
  readonly problem?: XApiErrorOptions;
}

export interface RenewalOptions {
  readonly accounts: Accounts;
  readonly transport: Transport;
  readonly redactor: Redactor;
  readonly ports: Ports;
  readonly userAgent: string;
  readonly log: Logger;
  /** X does not refresh this account any more. */
  readonly onRefused: (account: Signed) => void;
  /** Ends waits, but no refresh that has begun. */
  readonly stopped: AbortSignal;
}

/** One refresh of one account at X, and what comes of it. Nobody else may refresh it meanwhile. */
export class Renewal {
  readonly #options: RenewalOptions;

  constructor(options: RenewalOptions) {
    this.#options = options;
  }

  /** The account as any window left it. Rejects with an XApiError when it is signed out. */
  async latest(id: string): Promise<Signed> {
    const account = await this.#options.accounts.get(id);
    if (account?.kind === 'oauth2') return account;
    throw new XApiError({
      kind: 'signed-out',
      explanation: 'The account was signed out meanwhile, so nothing was sent.',
      remedy: 'Sign in (X Media: Sign In), then initialize again; your uploads are kept.',
    });
  }

  /** Another form than the one with the access token `known`. Rejects with an XApiError. */
  async renew(id: string, known: string): Promise<Outcome> {
    const { accounts, transport, redactor, ports, userAgent, log, stopped } = this.#options;
    const account = await this.latest(id);
    // Another window was faster.
    if (account.accessToken !== known) return { account };
    const { origin, clientId, clientSecret, refreshToken, scopes } = account;
    if (account.signInAgain === true || refreshToken === undefined) throw this.#refuse(account);
    const { refresh }: typeof OAuth2 = await import('../api/oauth2.ts');
    stopped.throwIfAborted();
    const result = await refresh({
      origin,
      client: { clientId, clientSecret },
      refreshToken,
      scopes,
      userAgent,
      transport,
      hide: redactor.hide,
      now: ports.now,
      // Nothing stops it: its answer may be all that is left of the chain.
      signal: new AbortController().signal,
    });
    if (result.ok) {
      const next = { ...account, ...result.tokens, revision: account.revision + 1 };
      // Stored before it is used: killed in between, nothing would know the way on.
      if (!(await accounts.update(next))) return this.#superseded(next);
      log.info(`The access token of ${account.label} was refreshed.`);
      return { account: next };
    }
    log.warn(`X did not refresh ${account.label}: ${result.problem.explanation}`);
    if (result.outcome !== 'refused') return { account, problem: unrenewed(account, result) };
    const other = await this.#elsewhere(id, known);
    if (other !== undefined) return { account: other };
    const lost = { ...account, revision: account.revision + 1, signInAgain: true as const };
    if (await accounts.update(lost)) throw this.#refuse(lost);
    return { account: await this.latest(id) };
  }

  /** The account after all, where a window of another machine used its refresh token first. */
  async #elsewhere(id: string, known: string): Promise<Signed | undefined> {
    const { ports, stopped } = this.#options;
    for (let left = graceMs; ; left -= lookMs) {
      const account = await this.latest(id);
      if (account.accessToken !== known) return account;
      if (left <= 0) return undefined;
      await ports.wait(lookMs, stopped);
    }
  }

  /** For a pair that came too late to be kept. */
  async #superseded(late: Signed): Promise<Outcome> {
    const { accounts, transport, redactor, userAgent, log, stopped } = this.#options;
    if ((await accounts.get(late.id)) === undefined) {
      // Signing out had X forget the pair before it, and may have come too early for this one.
      const speaking = { transport, redactor, userAgent };
      const problem = await revokeAtX(late, speaking, stopped);
      if (problem !== undefined) log.warn(`X did not revoke ${late.label}: ${problem}`);
    }
    return { account: await this.latest(late.id) };
  }

  #refuse(account: Signed): XApiError {
    this.#options.onRefused(account);
    return new XApiError({
      kind: 'sign-in-again',
      explanation: `X does not renew the access of ${account.label} any more, so nothing was sent.`,
      remedy: 'Sign in again (X Media: Sign In), then initialize again; your uploads are kept.',
    });
  }
}

/** What failed was the refresh, and not the call that it was for: X did nothing with that. */
function unrenewed(
  { label }: Signed,
  { outcome, problem }: { readonly outcome: RefreshOutcome; readonly problem: XApiErrorOptions },
): XApiErrorOptions {
  return {
    ...problem,
    // Ambiguous kinds would say that X may have acted on the call itself.
    kind: outcome === 'ambiguous' ? 'not-sent' : problem.kind,
    explanation: `The access of ${label} has to be renewed first, which failed. ${problem.explanation}`,
  };
}
