import type { AccountOf } from './account.ts';
import type { Refresher, RefresherOptions } from './refresher.ts';

/** What is asked of a {@link Refresher}. */
export type Refreshing = Pick<Refresher, 'fresh' | 'renewed'>;

/** A refresher that is read with the first account that needs one. */
export class RefreshOnUse implements Refreshing {
  readonly #options: RefresherOptions;
  readonly #onRefuse: (account: AccountOf<'oauth2'>) => void;
  #loading: Promise<Refresher> | undefined;
  #disposed = false;

  /** `onRefuse`: X refuses to refresh this account, and somebody wanted to act with it. */
  constructor(options: RefresherOptions, onRefuse: (account: AccountOf<'oauth2'>) => void) {
    this.#options = options;
    this.#onRefuse = onRefuse;
  }

  fresh: Refreshing['fresh'] = async (id, signal) => (await this.#load()).fresh(id, signal);

  renewed: Refreshing['renewed'] = async (id, token, signal) =>
    (await this.#load()).renewed(id, token, signal);

  /** Resolves once no refresh is under way, whose answer a window that closes would lose. */
  async settled(): Promise<void> {
    const refresher = await this.#loading?.catch(() => undefined);
    await refresher?.settled();
  }

  async #load(): Promise<Refresher> {
    this.#loading ??= this.#begin();
    try {
      return await this.#loading;
    } catch (error) {
      // A bundle that could not be read once may be readable the next time.
      this.#loading = undefined;
      throw error;
    }
  }

  async #begin(): Promise<Refresher> {
    const bundle = await import('./refresher.ts');
    const refresher = new bundle.Refresher(this.#options);
    refresher.onDidRefuse(this.#onRefuse);
    if (this.#disposed) refresher.dispose();
    return refresher;
  }

  dispose(): void {
    this.#disposed = true;
    this.#loading?.then(
      (refresher) => {
        refresher.dispose();
      },
      // Whoever asked for it has been told.
      () => undefined,
    );
  }
}
