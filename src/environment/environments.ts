import { productionOrigin } from '../api/contract.ts';
import { parseCustomBaseUrl } from '../api/origins.ts';
import type { SandboxHost } from './sandboxHost.ts';
import { settings, type EnvironmentName } from './settings.ts';

/** Which X is called. An account belongs to one environment's origin. */
export interface Environment {
  readonly name: EnvironmentName;
  readonly baseUrl: URL;
  /** How sentences and the view call it: `X`, `the sandbox`, `127.0.0.1:4010`. */
  readonly title: string;
}

/** A setting that cannot be worked with; the message is a sentence for the user. */
export class SettingProblem extends Error {
  readonly setting: string;

  constructor(setting: string, message: string) {
    super(message);
    this.name = 'SettingProblem';
    this.setting = setting;
  }
}

export class Environments {
  readonly #sandbox: SandboxHost;

  constructor(sandbox: SandboxHost) {
    this.#sandbox = sandbox;
  }

  /** Starts the sandbox where that is the one; rejects with a SettingProblem. */
  async current(): Promise<Environment> {
    const name = settings.environment();
    if (name !== 'sandbox') return this.remote(name);
    const { url } = await this.#sandbox.running();
    return { name, baseUrl: new URL(url), title: 'the sandbox' };
  }

  /** An environment that is not started by us; throws a SettingProblem. */
  remote(name: 'production' | 'custom'): Environment {
    if (name === 'production') return { name, baseUrl: new URL(productionOrigin), title: 'X' };
    const parsed = parseCustomBaseUrl(settings.customBaseUrl());
    if ('problem' in parsed) throw new SettingProblem('xMedia.customBaseUrl', parsed.problem);
    return { name, baseUrl: parsed.url, title: parsed.url.host };
  }
}
