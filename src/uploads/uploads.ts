import { randomUUID } from 'node:crypto';
import path from 'node:path';
import pLimit from 'p-limit';
import { asXApiError, type XApiError } from '../api/errors.ts';
import type { MediaApi } from '../api/mediaApi.ts';
import type { Logger, Ports } from '../api/ports.ts';
import type { MediaUse } from '../files/category.ts';
import type { InspectOptions, MediaFile } from '../files/inspect.ts';
import { isFileProblem, type FileProblem } from '../files/problem.ts';
import { Emitter } from './events.ts';
import { failureOf } from './failures.ts';
import type { Library } from './library.ts';
import type { Caller, Choices, RecordIn, UploadRecord } from './record.ts';
import { whileWaiting } from './patience.ts';
import { plan } from './plan.ts';
import { begin, mayInitializeAgain, transition } from './states.ts';

/** Requests to X at one time, however many files are selected. */
export const requestsAtOnce = 8;

/** Who calls which X, and what for. */
export interface Job {
  readonly caller: Caller;
  readonly api: MediaApi;
  readonly mediaUse: MediaUse;
}

/** What became of one file. `record` is undefined for what is no file at all, a folder. */
export interface Outcome {
  readonly name: string;
  readonly record: UploadRecord | undefined;
  readonly error?: XApiError | FileProblem;
}

export interface UploadsOptions {
  readonly library: Library;
  readonly inspect: (file: string, options: InspectOptions) => Promise<MediaFile>;
  readonly ports: Ports;
  readonly log: Logger;
}

/** Begins uploads and carries each to its answer: intent to disk, call, answer to disk. */
export class Uploads {
  readonly #options: UploadsOptions;
  readonly #limit = pLimit(requestsAtOnce);
  readonly #running = new Map<string, AbortController>();
  readonly #notices = new Map<string, string>();
  readonly #noticed = new Emitter<string>();

  /** The id of an upload whose {@link notice} changed. */
  readonly onDidNotice = this.#noticed.event;

  constructor(options: UploadsOptions) {
    this.#options = options;
  }

  /** Why a running upload waits, while it does: a sentence. */
  notice(id: string): string | undefined {
    return this.#notices.get(id);
  }

  isRunning(id: string): boolean {
    return this.#running.has(id);
  }

  /** Never rejects for one file's sake: its failure is in the outcome and in its row. */
  initialize(file: string, choices: Choices, job: Job, signal: AbortSignal): Promise<Outcome> {
    return this.#inTurn(randomUUID(), signal, async (id, abort) => {
      const { now } = this.#options.ports;
      const beginning = {
        id,
        file: { path: file, name: path.basename(file) },
        caller: job.caller,
        choices,
      };
      const inspected = await this.#inspect(file, job, abort);
      if (inspected instanceof Error) {
        if (isFileProblem(inspected) && inspected.kind === 'folder') {
          return { name: beginning.file.name, record: undefined, error: inspected };
        }
        const failure = failureOf(inspected, now());
        return this.#settle(begin(beginning, { type: 'failed', failure }, now()), inspected);
      }
      const sent = {
        type: 'sent' as const,
        caller: job.caller,
        pid: process.pid,
        ...plan(inspected, choices),
      };
      return this.#call(begin(beginning, sent, now()), job, abort);
    });
  }

  /** The same file with the same choices, in the same row. */
  async initializeAgain(id: string, job: Job, signal: AbortSignal): Promise<Outcome | undefined> {
    const { library, ports } = this.#options;
    const before = library.get(id);
    if (before === undefined || this.#running.has(id) || !mayInitializeAgain(before, ports.now())) {
      return undefined;
    }
    return this.#inTurn(id, signal, async (_id, abort) => {
      const inspected = await this.#inspect(before.file.path, job, abort);
      const record = library.get(id);
      if (record === undefined || record.state === 'initializing') {
        return { name: before.file.name, record };
      }
      if (inspected instanceof Error) {
        const failure = failureOf(inspected, ports.now());
        return this.#settle(
          transition(record, { type: 'failed', failure }, ports.now()),
          inspected,
        );
      }
      const sent = {
        type: 'sent' as const,
        caller: job.caller,
        pid: process.pid,
        ...plan(inspected, record.choices),
      };
      await library.release(id);
      return this.#call(transition(record, sent, ports.now()), job, abort);
    });
  }

  /** Stops waiting for X's answer; the row says so and stays. */
  cancel(id: string): void {
    this.#running.get(id)?.abort();
  }

  /** Stops what runs, then forgets the upload; what X holds expires by itself. */
  async remove(ids: readonly string[]): Promise<void> {
    await Promise.all(
      ids.map(async (id) => {
        await this.#options.library.remove(id);
        this.cancel(id);
      }),
    );
  }

  async #call(record: UploadRecord, job: Job, signal: AbortSignal): Promise<Outcome> {
    const { library, ports } = this.#options;
    if (record.state !== 'initializing') throw new Error('only an initializing upload is sent');
    await library.keep(record);
    const asking = job.api.initialize(record.request, {
      signal,
      onRetry: ({ explanation }) => {
        this.#note(record.id, `Trying again: ${explanation}`);
      },
    });
    const onSlow = () => {
      this.#note(record.id, 'X has not answered yet; still waiting.');
    };
    try {
      const { warnings, ...media } = await whileWaiting(asking, onSlow, ports);
      return await this.#answer(record, { type: 'answered', media, warnings });
    } catch (thrown) {
      const error = asXApiError(thrown);
      if (error !== thrown) this.#options.log.error(`Initialize failed: ${String(thrown)}`);
      return await this.#answer(
        record,
        { type: 'failed', failure: failureOf(error, ports.now()) },
        error,
      );
    }
  }

  #note(id: string, sentence: string): void {
    this.#notices.set(id, sentence);
    this.#noticed.fire(id);
  }

  async #answer(
    record: RecordIn<'initializing'>,
    event: Parameters<typeof transition<'initializing'>>[1],
    error?: XApiError,
  ): Promise<Outcome> {
    const { library, ports } = this.#options;
    const after = transition(record, event, ports.now());
    // Removed while X was asked: the row is not brought back, the outcome is still told.
    if (library.get(record.id) === undefined)
      return { name: record.file.name, record: after, error };
    return this.#settle(after, error);
  }

  async #settle(record: UploadRecord, error?: XApiError | FileProblem): Promise<Outcome> {
    await this.#options.library.keep(record);
    return { name: record.file.name, record, error };
  }

  async #inspect(
    file: string,
    job: Job,
    signal: AbortSignal,
  ): Promise<MediaFile | FileProblem | XApiError> {
    try {
      return await this.#options.inspect(file, { mediaUse: job.mediaUse, signal });
    } catch (error) {
      if (isFileProblem(error)) return error;
      if (!signal.aborted) this.#options.log.error(`Inspecting a file failed: ${String(error)}`);
      return asXApiError(error);
    }
  }

  async #inTurn(
    id: string,
    outer: AbortSignal,
    work: (id: string, signal: AbortSignal) => Promise<Outcome>,
  ): Promise<Outcome> {
    const own = new AbortController();
    const signal = AbortSignal.any([outer, own.signal]);
    this.#running.set(id, own);
    try {
      return await this.#limit(() => work(id, signal));
    } finally {
      this.#running.delete(id);
      this.#notices.delete(id);
      this.#noticed.fire(id);
    }
  }

  dispose(): void {
    for (const controller of this.#running.values()) controller.abort();
    this.#noticed.dispose();
  }
}
