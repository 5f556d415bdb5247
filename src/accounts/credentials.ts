import type { Credential } from '../api/mediaApi.ts';
import { credentialOf, type Accounts } from './accounts.ts';
import type { Environment } from '../environment/environments.ts';
import type { SandboxHost } from '../environment/sandboxHost.ts';

/** Who acts in an environment. The sandbox has an account of its own, which nobody enters. */
export class Credentials {
  readonly #accounts: Accounts;
  readonly #sandbox: SandboxHost;

  constructor(accounts: Accounts, sandbox: SandboxHost) {
    this.#accounts = accounts;
    this.#sandbox = sandbox;
  }

  /** Undefined where the user has to sign in first. */
  async find({ name, baseUrl }: Environment): Promise<Credential | undefined> {
    if (name === 'sandbox') {
      const { url, token } = await this.#sandbox.running();
      const authorization = () => Promise.resolve(`Bearer ${token}`);
      return { origin: url, label: 'Sandbox', kind: 'oauth2', authorization };
    }
    const account = await this.#accounts.find(baseUrl.origin);
    return account === undefined ? undefined : credentialOf(account);
  }
}
