/** Who is calling: the bearers and the signatures that the sandbox takes, all of its one user. */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { scopes } from '../api/contract.ts';
import type { Body } from './body.ts';

/** Media belongs to this user, whichever way the caller proves to be it. */
export const sandboxUser = { id: '2244994945', username: 'sandbox', name: 'Sandbox' } as const;

export interface Caller {
  readonly kind: 'oauth1' | 'oauth2';
  readonly userId: string;
  readonly username: string;
  /** Of an OAuth 2.0 token. The keys of OAuth 1.0a have none: they may read and write. */
  readonly scopes: readonly string[];
}

/** What a call can ask for; the names are X's. */
export function allows({ kind, scopes: granted }: Caller, scope: string): boolean {
  return kind === 'oauth1' || granted.includes(scope);
}

/**
 * Why nobody is calling. In v1.1 each has a code: no credentials, a signature that does not hold, a
 * token nobody has, one that was good once, a timestamp out of bounds, and a bearer of no user.
 */
export type Rejection = 'missing' | 'unauthentic' | 'unknown' | 'expired' | 'untimely' | 'app-only';

/** Knows the bearers of one origin: the sandbox's own, or those that were issued. */
export interface Bearers {
  /** Undefined for a token that it never knew, or that is revoked. */
  find(token: string): Caller | 'expired' | 'app-only' | undefined;
  /** Whether it ever knew the token, whatever became of it. */
  issued(token: string): boolean;
}

/** Knows the keys of OAuth 1.0a. */
export interface Signatures {
  /** `authorization` is of the scheme OAuth. A signature that holds is taken once. */
  verify(authorization: string, incoming: IncomingMessage, body: Body): Caller | Rejection;
  /** Whether the key and the token in it are the sandbox's. */
  owns(authorization: string): boolean;
}

/**
 * Stands for an app and no user, as X's own do that begin with a run of A. It opens nothing, so it
 * need not be secret, and a rehearsal can paste it.
 */
export const appOnlyToken = 'AAAAAAAAAAAAAAAAAAAAAAsandbox-app-only';

/** The token of the sandbox's options: every scope, and it never expires. */
export function ownBearers(own: string): Bearers {
  const user = { userId: sandboxUser.id, username: sandboxUser.username };
  return {
    find: (token) => {
      if (token === appOnlyToken) return 'app-only';
      return same(token, own) ? { kind: 'oauth2', ...user, scopes } : undefined;
    },
    issued: (token) => token === appOnlyToken || same(token, own),
  };
}

/** Takes as long for a text that differs early as for one that differs late. */
export function same(given: string, secret: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
}

export class Callers {
  readonly #bearers: readonly Bearers[];
  readonly #signatures: Signatures;

  constructor(bearers: readonly Bearers[], signatures: Signatures) {
    this.#bearers = bearers;
    this.#signatures = signatures;
  }

  /** `body` as it came: the parameters of a form are part of what OAuth 1.0a signs. */
  identify(incoming: IncomingMessage, body: Body): Caller | Rejection {
    const { authorization = '' } = incoming.headers;
    if (/^OAuth /i.test(authorization)) {
      return this.#signatures.verify(authorization, incoming, body);
    }
    const token = bearer(authorization);
    return token === undefined ? 'missing' : (this.#find(token) ?? 'unknown');
  }

  /** Whether a credential is the sandbox's, so that its log may show it. */
  owns(authorization: string): boolean {
    const token = bearer(authorization);
    return token === undefined
      ? this.#signatures.owns(authorization)
      : this.#bearers.some((bearers) => bearers.issued(token));
  }

  #find(token: string): Caller | 'expired' | 'app-only' | undefined {
    for (const bearers of this.#bearers) {
      const found = bearers.find(token);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

function bearer(authorization: string): string | undefined {
  return /^Bearer +([\x21-\x7e]+)$/i.exec(authorization)?.[1];
}
