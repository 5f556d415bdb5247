import { wrongOrigin, XApiError } from '../api/errors.ts';
import type { Credential } from '../api/mediaApi.ts';
import type { Ports } from '../api/ports.ts';
import type { Environment } from '../environment/environments.ts';
import type { SandboxHost } from '../environment/sandboxHost.ts';
import type { ApiVersion } from '../environment/settings.ts';
import type { Caller } from '../uploads/record.ts';
import type { Account, NewAccount } from './account.ts';
import type { Accounts } from './accounts.ts';
import type { Refreshing } from './refreshOnUse.ts';

/** Who acts: a credential, and the id of the account behind it. */
export interface Acting {
  readonly credential: Credential;
  /** `sandbox` for the sandbox's own account, which nobody enters. */
  readonly accountId: string;
}

export interface CredentialsOptions {
  readonly accounts: Accounts;
  readonly refresher: Refreshing;
  readonly sandbox: SandboxHost;
  readonly ports: Ports;
}

/** Who acts in an environment. */
export class Credentials {
  readonly #options: CredentialsOptions;

  constructor(options: CredentialsOptions) {
    this.#options = options;
  }

  /** Undefined where the user has to sign in first. */
  async find(environment: Environment, apiVersion: ApiVersion): Promise<Acting | undefined> {
    const { accounts } = this.#options;
    const { origin } = environment.baseUrl;
    const account =
      environment.name === 'sandbox'
        ? accounts.actingForSession(origin)
        : await accounts.acting(origin);
    if (account !== undefined) {
      return { credential: await this.#credentialOf(account), accountId: account.id };
    }
    if (environment.name !== 'sandbox') return undefined;
    return { credential: await this.#sandboxCredential(apiVersion), accountId: 'sandbox' };
  }

  /**
   * Whoever initialized an upload, to carry it on: its media_id is theirs, whoever acts now.
   * Rejects with an XApiError where that account is gone, and so does each call once it is.
   */
  async of({
    environment,
    origin,
    accountId,
    account: label,
    dialect,
  }: Caller): Promise<Credential> {
    const { accounts, sandbox } = this.#options;
    if (environment === 'sandbox' && sandbox.origin !== origin) throw sandboxGone();
    if (accountId === 'sandbox') {
      return this.#sandboxCredential(dialect === 'v1.1' ? 'v1.1' : 'v2');
    }
    const account = accountId === undefined ? undefined : await accounts.get(accountId);
    if (account === undefined) throw signedOut(label);
    if (account.origin !== origin) throw wrongOrigin(account.origin, origin);
    const credential = await this.#credentialOf(account);
    let seen = accounts.changes;
    return {
      ...credential,
      authorization: async (request, signal) => {
        if (accounts.changes !== seen) {
          if ((await accounts.get(account.id)) === undefined) throw signedOut(label);
          seen = accounts.changes;
        }
        return credential.authorization(request, signal);
      },
    };
  }

  /** The sandbox's own account speaks either dialect. */
  async #sandboxCredential(apiVersion: ApiVersion): Promise<Credential> {
    const { url, token, oauth1 } = await this.#options.sandbox.running();
    const as = { origin: url, label: 'Sandbox' };
    if (apiVersion === 'v1.1') {
      const { oauth1Credential } = await import('../api/dialects.ts');
      return oauth1Credential({ ...as, keys: oauth1, ports: this.#options.ports });
    }
    return { ...as, kind: 'oauth2', authorization: () => Promise.resolve(`Bearer ${token}`) };
  }

  async #credentialOf(account: Account): Promise<Credential> {
    const { refresher, ports } = this.#options;
    const fixed = await credentialFor(account, ports);
    if (account.kind !== 'oauth2') return fixed;
    const { id, origin } = account;
    return {
      ...fixed,
      authorization: async (_, signal) => {
        const fresh = await refresher.fresh(id, signal);
        // What SecretStorage holds under this id may be another by now.
        if (fresh.origin !== origin) throw wrongOrigin(fresh.origin, origin);
        return bearer(fresh.accessToken);
      },
      renew: async (refused, signal) =>
        (await refresher.renewed(id, refused.slice(bearer('').length), signal)) !== undefined,
    };
  }
}

/** How an account signs, as it stands: nothing renews it. */
export async function credentialFor(account: NewAccount, ports: Ports): Promise<Credential> {
  const { origin, label } = account;
  if (account.kind === 'oauth1') {
    const { oauth1Credential } = await import('../api/dialects.ts');
    return oauth1Credential({ origin, label, keys: account, ports });
  }
  const authorization = () => Promise.resolve(bearer(account.accessToken));
  return { origin, label, kind: 'oauth2', authorization };
}

function signedOut(label: string): XApiError {
  return new XApiError({
    kind: 'signed-out',
    explanation: `This upload belongs to ${label}, which is signed out here, so nothing was sent.`,
    remedy: 'Sign in to that account, then continue.',
  });
}

function sandboxGone(): XApiError {
  return new XApiError({
    kind: 'sandbox-gone',
    explanation: 'The sandbox that made this media_id ended with its window, so nothing was sent.',
    remedy: 'Remove the row, and initialize the file anew.',
  });
}

const bearer = (token: string) => `Bearer ${token}`;
