import { randomUUID } from 'node:crypto';
import path from 'node:path';
import pLimit from 'p-limit';
import { asXApiError, type XApiError } from '../api/errors.ts';
import type { Logger, Ports } from '../api/ports.ts';
import type { InspectOptions, MediaFile } from '../files/inspect.ts';
import { isFileProblem, type FileProblem } from '../files/problem.ts';
import type { Activity } from './activity.ts';
import { failureOf } from './failures.ts';
import type { Job, Outcome } from './job.ts';
import type { Library } from './library.ts';
import { whileWaiting } from './patience.ts';
import { thisProcess } from './owner.ts';
import { plan } from './plan.ts';
import type { Choices, RecordIn, UploadRecord } from './record.ts';
import { begin, mayInitializeAgain, transition } from './states.ts';

/** Requests to X at one time, however many files are selected. */
const requestsAtOnce = 8;

export interface UploadsOptions {
  readonly library: Library;
  readonly activity: Activity;
  readonly inspect: (file: string, options: InspectOptions) => Promise<MediaFile>;
  readonly ports: Ports;
  readonly log: Logger;
}

/** Begins uploads and carries each to its answer: intent to disk, call, answer to disk. */
export class Uploads {
  readonly #options: UploadsOptions;
  readonly #limit = pLimit(requestsAtOnce);

  constructor(options: UploadsOptions) {
    this.#options = options;
  }

  /** Never rejects for one file's sake: its failure is in the outcome and in its row. */
  initialize(file: string, choices: Choices, job: Job, outer: AbortSignal): Promise<Outcome> {
    const id = randomUUID();
    return this.#inTurn(id, outer, async (signal) => {
      const { now } = this.#options.ports;
      const name = path.basename(file);
      const beginning = { id, file: { path: file, name }, caller: job.caller, choices };
      // Cancelled while it waited for its turn: there is no row yet, and none is needed.
      if (signal.aborted) return { name, record: undefined, error: asXApiError(signal.reason) };
      const inspected = await this.#inspect(file, job, signal);
      if (inspected instanceof Error) {
        if (isFileProblem(inspected) && inspected.kind === 'folder') {
          return { name, record: undefined, error: inspected };
        }
        const failure = failureOf(inspected, now());
        return this.#settle(begin(beginning, { type: 'failed', failure }, now()), inspected);
      }
      const record = begin(beginning, sent(inspected, choices, job), now());
      return this.#call(record, job, signal);
    });
  }

  /** The same file with the same choices, in the same row. */
  async initializeAgain(id: string, job: Job, outer: AbortSignal): Promise<Outcome | undefined> {
    const { activity, library, ports } = this.#options;
    const before = library.get(id);
    if (before === undefined || activity.has(id) || !mayInitializeAgain(before, ports.now())) {
      return undefined;
    }
    return this.#inTurn(id, outer, async (signal) => {
      const inspected = await this.#inspect(before.file.path, job, signal);
      // Another window may have begun it meanwhile.
      const record = await library.latest(id);
      if (record === undefined || record.state === 'initializing') {
        return { name: before.file.name, record };
      }
      if (inspected instanceof Error) {
        const failure = failureOf(inspected, ports.now());
        const failed = transition(record, { type: 'failed', failure }, ports.now());
        return this.#settle(failed, inspected);
      }
      await library.release(id);
      const again = transition(record, sent(inspected, record.choices, job), ports.now());
      return this.#call(again, job, signal);
    });
  }

  /** Stops what runs, then forgets the upload; what X holds expires by itself. */
  async remove(ids: readonly string[]): Promise<void> {
    await Promise.all(
      ids.map(async (id) => {
        // The row goes first, so that what is stopped finds none to write to; a disk that refuses
        // to forget must not keep the request running.
        const forgotten = this.#options.library.remove(id);
        this.#options.activity.stop(id, 'cancel');
        await forgotten;
      }),
    );
  }

  async #call(record: UploadRecord, job: Job, signal: AbortSignal): Promise<Outcome> {
    const { activity, library, ports, log } = this.#options;
    if (record.state !== 'initializing') throw new Error('only an initializing upload is sent');
    await library.keep(record);
    const asking = job.api.initialize(record.request, {
      signal,
      onRetry: ({ explanation }) => {
        activity.note(record.id, `Trying again: ${explanation}`);
      },
    });
    const onSlow = () => {
      // A retry has said more already.
      if (activity.notice(record.id) !== undefined) return;
      activity.note(record.id, 'Waiting for X’s answer…');
    };
    try {
      const { warnings, ...media } = await whileWaiting(asking, onSlow, ports);
      return await this.#answer(record, { type: 'answered', media, warnings });
    } catch (thrown) {
      const error = asXApiError(thrown);
      if (error !== thrown) log.error(`Initialize failed: ${String(thrown)}`);
      const failure = failureOf(error, ports.now());
      return await this.#answer(record, { type: 'failed', failure }, error);
    }
  }

  async #answer(
    asked: RecordIn<'initializing'>,
    event: Parameters<typeof transition<'initializing'>>[1],
    error?: XApiError,
  ): Promise<Outcome> {
    const { library, ports } = this.#options;
    const current = library.get(asked.id);
    // Another window may have given this one up for dead meanwhile: what X answered is newer.
    const revision = Math.max(asked.revision, current?.revision ?? 0);
    const after = transition({ ...asked, revision }, event, ports.now());
    // Removed while X was asked: the row is not brought back, the outcome is still told.
    if (current === undefined) return { name: asked.file.name, record: after, error };
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
      return await this.#options.inspect(file, {
        mediaUse: job.mediaUse(file),
        tier: job.tier,
        signal,
      });
    } catch (error) {
      if (isFileProblem(error)) return error;
      if (!signal.aborted) this.#options.log.error(`Inspecting a file failed: ${String(error)}`);
      return asXApiError(error);
    }
  }

  #inTurn<T>(
    id: string,
    outer: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    return this.#options.activity.run(id, outer, (signal) => this.#limit(() => work(signal)));
  }
}

function sent(inspected: MediaFile, choices: Choices, { caller, mediaUse, tier }: Job) {
  const planned = plan(inspected, choices, { use: mediaUse(inspected.path), tier });
  return { type: 'sent' as const, caller, owner: thisProcess, ...planned };
}
