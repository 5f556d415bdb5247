import * as vscode from 'vscode';
import { quoted } from '../api/text.ts';
import type { Lease } from '../uploads/lease.ts';
import type { RecordIn, UploadRecord } from '../uploads/record.ts';
import { mayUpload } from '../uploads/states.ts';
import { Gathering } from '../views/gathering.ts';
import { tell } from '../views/notifications.ts';
import type { App } from './app.ts';
import { isLeftBehind } from './attending.ts';

/** Milliseconds in which what a window left behind is found, and offered as one. */
const gatherMs = 500;

type Parts = Pick<App, 'library' | 'activity' | 'sandbox' | 'tree' | 'ports' | 'log'>;

/**
 * Offers to go on with uploads whose window was closed: once, from one window, and never without
 * being asked to.
 */
export class LeftBehind implements vscode.Disposable {
  readonly #app: Parts;
  /** By upload; kept for the life of this window, so that no other one asks as well. */
  readonly #leases = new Map<string, Lease>();
  readonly #seen = new Set<string>();
  readonly #found: Gathering<RecordIn<'paused'>>;
  readonly #listening: { dispose(): unknown };

  constructor(app: Parts) {
    this.#app = app;
    this.#found = new Gathering(gatherMs, (records) => void this.#offer(records));
    const { library } = app;
    this.#listening = library.onDidChange(({ id }) => {
      const record = library.get(id);
      if (record === undefined) void this.#release(id);
      else this.#look(record);
    });
    for (const record of library.each()) this.#look(record, vscode.window.state.focused);
  }

  /** `first`: in the window that the user has just opened and looks at. */
  #look(record: UploadRecord, first = false): void {
    if (record.state !== 'paused' || record.problem === undefined || !isLeftBehind(record)) return;
    const { caller, id, problem } = record;
    const { ports, sandbox } = this.#app;
    if (!mayUpload(record, ports.now())) return;
    // The sandbox that made its media_id went with that window.
    if (caller.environment === 'sandbox' && caller.origin !== sandbox.origin) return;
    const key = `${id}@${problem.at}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    void this.#claim(record, first);
  }

  async #claim(record: RecordIn<'paused'>, first: boolean): Promise<void> {
    const { library, log } = this.#app;
    try {
      // Ours since an earlier time that its window went.
      if (!this.#leases.has(record.id)) {
        const lease = await library.offer(record.id);
        // Who asks already may be a window whose browser tab is closed: it lives on for hours.
        if (lease === undefined && !first) return;
        if (lease !== undefined) this.#leases.set(record.id, lease);
      }
      this.#found.add(record);
    } catch (error) {
      log.warn(`Whether to continue ${record.id} is not asked: ${String(error)}`);
    }
  }

  async #offer(records: readonly RecordIn<'paused'>[]): Promise<void> {
    const { library, activity, tree } = this.#app;
    const still = records.filter(
      ({ id }) => library.get(id)?.state === 'paused' && !activity.has(id),
    );
    const [first, ...others] = still;
    if (first === undefined) return;
    const what =
      others.length === 0
        ? `The upload of ${quoted(first.file.name)} was`
        : `${still.length} uploads were`;
    const args = tree.argsFor(still.map(({ id }) => id));
    await tell(
      'info',
      `${what} under way when VS Code closed.`,
      { title: 'Continue', command: 'xMedia.upload', args },
      { title: 'Not Now' },
    );
  }

  async #release(id: string): Promise<void> {
    const lease = this.#leases.get(id);
    this.#leases.delete(id);
    try {
      await lease?.[Symbol.asyncDispose]();
    } catch (error) {
      this.#app.log.warn(`An offer could not be given back: ${String(error)}`);
    }
  }

  /** Lets other windows offer what this one did; before the window goes. */
  async released(): Promise<void> {
    await Promise.all([...this.#leases.keys()].map((id) => this.#release(id)));
  }

  dispose(): void {
    this.#listening.dispose();
    this.#found[Symbol.dispose]();
  }
}
