/** What users have granted to apps: codes, and the tokens that came of them (RFC 6749, RFC 7636). */
import { createHash } from 'node:crypto';
import type { Bearers, Caller } from './callers.ts';
import type { Random } from './ids.ts';
import type { User } from './me.ts';
import {
  invalidCode,
  invalidOAuth2Request,
  invalidToken,
  unauthorizedClient,
} from './oauth2Errors.ts';

/** Milliseconds that a code lives (X's page on the flow: 30 seconds). */
const codeLife = 30_000;

/** What a user agreed to. */
export interface Consent {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  /** `code_challenge`, by S256. */
  readonly challenge: string;
  readonly user: User;
}

/** Who asks at the token endpoint; without a secret for a public client. */
export interface Client {
  readonly id: string;
  readonly secret: string | undefined;
}

export interface IssuedTokens {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  /** Only with the scope `offline.access`. */
  readonly refreshToken: string | undefined;
  readonly scopes: readonly string[];
}

/** A grant as tests see it: nothing of it is secret. */
export interface GrantState {
  readonly client_id: string;
  readonly confidential: boolean;
  readonly user: string;
  readonly scopes: readonly string[];
  /** `expired` once the newest access token is; a refresh makes it live again. */
  readonly state: 'live' | 'expired' | 'revoked';
  /** Epoch seconds, of the newest access token. */
  readonly access_expires_at: number;
  readonly refreshable: boolean;
  readonly refreshes: number;
  /** How often a refresh token came that had been used before. */
  readonly reuses: number;
}

interface Grant {
  readonly consent: Consent;
  /** The one that came with the code, and has to come again with every refresh. */
  readonly secret: string | undefined;
  /** Epoch milliseconds, of the newest access token. */
  expiresAt: number;
  /** The one that may still be used. */
  refreshToken: string | undefined;
  refreshes: number;
  reuses: number;
  revoked: boolean;
}

interface Code {
  readonly consent: Consent;
  readonly expiresAt: number;
  spent: boolean;
  /** What came of it. */
  grant: Grant | undefined;
}

interface Access {
  readonly grant: Grant;
  readonly expiresAt: number;
}

export class Grants implements Bearers {
  readonly #clock: () => number;
  readonly #random: Random;
  readonly #settings: { readonly accessTokenSecs: number };
  readonly #codes = new Map<string, Code>();
  readonly #grants: Grant[] = [];
  readonly #access = new Map<string, Access>();
  /** Used ones too, so that one that comes again is known. */
  readonly #refresh = new Map<string, Grant>();
  #serial = 0;

  constructor(clock: () => number, random: Random, settings: { readonly accessTokenSecs: number }) {
    this.#clock = clock;
    this.#random = random;
    this.#settings = settings;
  }

  /** A code for what the user agreed to. */
  agree(consent: Consent): string {
    const code = this.#token('ac');
    const expiresAt = this.#clock() + codeLife;
    this.#codes.set(code, { consent, expiresAt, spent: false, grant: undefined });
    return code;
  }

  /** Throws `Refused`. A code is spent by the first complete attempt, successful or not. */
  exchange(
    client: Client,
    { code, redirectUri, verifier }: { code: string; redirectUri: string; verifier: string },
  ): IssuedTokens {
    const known = this.#codes.get(code);
    if (known?.consent.clientId !== client.id) throw invalidCode();
    if (known.spent) {
      // RFC 6749 §4.1.2: whoever has the code a second time may have had it the first time.
      if (known.grant !== undefined) known.grant.revoked = true;
      throw invalidCode();
    }
    known.spent = true;
    if (this.#clock() >= known.expiresAt) throw invalidCode();
    const { consent } = known;
    if (redirectUri !== consent.redirectUri) {
      throw invalidOAuth2Request(
        'Value passed for the redirect uri did not match the uri of the authorization code.',
      );
    }
    if (challengeOf(verifier) !== consent.challenge) {
      throw invalidOAuth2Request(
        'Value passed for the code verifier did not match the code challenge.',
      );
    }
    const grant: Grant = {
      consent,
      secret: client.secret,
      expiresAt: 0,
      refreshToken: undefined,
      refreshes: 0,
      reuses: 0,
      revoked: false,
    };
    known.grant = grant;
    this.#grants.push(grant);
    return this.#issue(grant);
  }

  /**
   * Another pair for a refresh token, which is used up. One that comes again ends the grant: the
   * one who uses it second cannot be told from a thief. Access tokens issued before live on
   * (RFC 6749 §1.5). Throws `Refused`.
   */
  refresh(client: Client, refreshToken: string): IssuedTokens {
    const grant = this.#refresh.get(refreshToken);
    if (grant?.consent.clientId !== client.id) throw invalidToken();
    checkSecret(grant, client);
    if (grant.refreshToken !== refreshToken) {
      grant.reuses += 1;
      grant.revoked = true;
    }
    if (grant.revoked) throw invalidToken();
    grant.refreshes += 1;
    return this.#issue(grant);
  }

  /** Ends the grant that a token belongs to; one that nobody knows is fine (RFC 7009 §2.2). */
  revoke(client: Client, token: string): void {
    const grant = this.#access.get(token)?.grant ?? this.#refresh.get(token);
    if (grant === undefined) return;
    if (grant.consent.clientId !== client.id) throw invalidToken();
    checkSecret(grant, client);
    grant.revoked = true;
  }

  /** Whom an access token speaks for. */
  find(accessToken: string): Caller | 'expired' | undefined {
    const access = this.#access.get(accessToken);
    if (access === undefined || access.grant.revoked) return undefined;
    if (this.#clock() >= access.expiresAt) return 'expired';
    const { user, scopes } = access.grant.consent;
    return { kind: 'oauth2', userId: user.id, username: user.username, scopes };
  }

  /** Whether a code or a token was issued here, whatever became of it. */
  issued(secret: string): boolean {
    return this.#codes.has(secret) || this.#access.has(secret) || this.#refresh.has(secret);
  }

  /** Oldest first. */
  states(): GrantState[] {
    return this.#grants.map((grant) => ({
      client_id: grant.consent.clientId,
      confidential: grant.secret !== undefined,
      user: grant.consent.user.username,
      scopes: grant.consent.scopes,
      state: grant.revoked ? 'revoked' : this.#clock() < grant.expiresAt ? 'live' : 'expired',
      access_expires_at: Math.floor(grant.expiresAt / 1000),
      refreshable: !grant.revoked && grant.refreshToken !== undefined,
      refreshes: grant.refreshes,
      reuses: grant.reuses,
    }));
  }

  #issue(grant: Grant): IssuedTokens {
    const { scopes } = grant.consent;
    const expiresIn = this.#settings.accessTokenSecs;
    const accessToken = this.#token('at');
    grant.expiresAt = this.#clock() + expiresIn * 1000;
    this.#access.set(accessToken, { grant, expiresAt: grant.expiresAt });
    grant.refreshToken = scopes.includes('offline.access') ? this.#token('rt') : undefined;
    if (grant.refreshToken !== undefined) this.#refresh.set(grant.refreshToken, grant);
    return { accessToken, expiresIn, refreshToken: grant.refreshToken, scopes };
  }

  /** Of X's shape, as its pages show it: base64 over `noise:milliseconds:1:1:kind:1`. */
  #token(kind: 'ac' | 'at' | 'rt'): string {
    this.#serial += 1;
    const noise = Buffer.from(this.#random(33)).toString('base64url');
    const text = `${noise}:${this.#clock()}:${this.#serial}:1:${kind}:1`;
    return Buffer.from(text).toString('base64url');
  }
}

function checkSecret(grant: Grant, { secret }: Client): void {
  if (secret !== grant.secret) throw unauthorizedClient(secret !== undefined);
}

/** RFC 7636 §4.6, or undefined for a verifier that §4.1 does not allow. */
function challengeOf(verifier: string): string | undefined {
  if (!/^[A-Za-z0-9._~-]{43,128}$/.test(verifier)) return undefined;
  return createHash('sha256').update(verifier, 'ascii').digest('base64url');
}
