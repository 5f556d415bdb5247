import type { Logger } from '../api/ports.ts';
import type { Sandbox } from '../sandbox/server.ts';

/** The sandbox of this window: started on first use, closed with the window. */
export class SandboxHost {
  readonly #log: Logger;
  #sandbox: Promise<Sandbox> | undefined;
  #origin: string | undefined;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Where it listens; undefined as long as nobody needed it. */
  get origin(): string | undefined {
    return this.#origin;
  }

  async running(): Promise<Sandbox> {
    this.#sandbox ??= this.#start();
    try {
      return await this.#sandbox;
    } catch (error) {
      this.#sandbox = undefined;
      throw error;
    }
  }

  async #start(): Promise<Sandbox> {
    const { startSandbox } = await import('../sandbox/server.ts');
    const sandbox = await startSandbox();
    this.#origin = sandbox.url;
    this.#log.info(`The sandbox listens at ${sandbox.url}`);
    return sandbox;
  }

  async dispose(): Promise<void> {
    const sandbox = this.#sandbox;
    this.#sandbox = undefined;
    await (await sandbox)?.close();
  }
}
