/** A window that carries uploads to a real sandbox: real files, sockets, ledgers and leases. */
import { createHash, randomBytes } from 'node:crypto';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { oauth1Credential } from '../../../src/api/oauth1.ts';
import { systemPorts, type Ports } from '../../../src/api/ports.ts';
import { Redactor } from '../../../src/api/redact.ts';
import { HttpTransport, type TimeLimits } from '../../../src/api/transport.ts';
import { createUndiciClient } from '../../../src/api/undiciClient.ts';
import { mediaApi } from '../../../src/api/dialects.ts';
import type { Credential, Dialect, MediaApi } from '../../../src/api/mediaApi.ts';
import { inspectFile } from '../../../src/files/inspect.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../src/sandbox/server.ts';
import { Activity } from '../../../src/uploads/activity.ts';
import type { Job } from '../../../src/uploads/job.ts';
import type { UploadRecord } from '../../../src/uploads/record.ts';
import { createWork, type Work } from '../../../src/uploads/work.ts';
import { longLimits } from '../api/support.ts';
import { folder, openWindow, type Folder, type Window } from './support.ts';

const pngHead = Buffer.from(
  '89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de',
  'hex',
);
const mp4Head = Buffer.from(
  '0000001c667479706d703432000000016d703432617663310000000866726565',
  'hex',
);

/** Bytes from which on a file is a hole behind its head. */
const sparseFrom = 16 * 2 ** 20;

export interface CarryRigOptions {
  readonly sandbox?: SandboxOptions;
  /** Of the windows. */
  readonly ports?: Ports;
  /** Of what carries uploads and calls X; those of the windows unless given. */
  readonly carrierPorts?: Ports;
  readonly dialect?: Dialect;
  readonly limits?: TimeLimits;
  /** Where the client calls X: what stands in front of the sandbox, if anything does. */
  readonly front?: (x: Sandbox) => Promise<string>;
  /** Over the credential of the sandbox. */
  readonly credential?: Partial<Credential>;
  /** Milliseconds. */
  readonly stallMs?: number;
  /** Bytes. */
  readonly segmentBytes?: number;
  readonly parallel?: number;
}

/** One more editor window on the same folder of uploads. */
export interface CarryingWindow extends AsyncDisposable {
  readonly window: Window;
  readonly activity: Activity;
  readonly work: Work;
  readonly api: MediaApi;
  carry(id: string, signal?: AbortSignal): ReturnType<Work['carrier']['carry']>;
  /** Ends its connections, and nothing else. */
  cutOff(): Promise<void>;
}

export interface CarryRig extends CarryingWindow {
  readonly x: Sandbox;
  readonly files: Folder;
  readonly storage: Folder;
  /** A new file of random bytes behind the head of its type; answers its path. */
  file(name: string, bytes: number): Promise<string>;
  /** Initialized; answers the row's id. */
  initialized(file: string): Promise<string>;
  record(id: string): UploadRecord;
  /** Another window, with its own transport, memory and budget. */
  another(): Promise<CarryingWindow>;
}

export async function carryRig(options: CarryRigOptions = {}): Promise<CarryRig> {
  const files = await folder();
  const storage = await folder();
  const x = await startSandbox({ processingSecs: 0, ...options.sandbox });
  const origin = (await options.front?.(x)) ?? x.url;
  const open = () => openCarrying(x, storage, origin, options);
  const own = await open();
  const job: Job = {
    api: own.api,
    tier: 'standard',
    mediaUse: () => 'post',
    caller: { environment: 'sandbox', origin, account: 'Sandbox', dialect: own.api.dialect },
  };
  return {
    ...own,
    x,
    files,
    storage,
    file: async (name, bytes) => {
      const file = path.join(files.path, name);
      const head = name.endsWith('.mp4') ? mp4Head : pngHead;
      if (bytes > sparseFrom) {
        await writeFile(file, head);
        await truncate(file, bytes);
        return file;
      }
      await writeFile(file, Buffer.concat([head, randomBytes(Math.max(0, bytes - head.length))]));
      return file;
    },
    initialized: async (file) => {
      const { record, error } = await own.work.uploads.initialize(file, {}, job, never);
      if (record?.state !== 'initialized') throw error ?? new Error('not initialized');
      return record.id;
    },
    record: (id) => {
      const record = own.window.library.get(id);
      if (record === undefined) throw new Error('no such row');
      return record;
    },
    another: open,
    [Symbol.asyncDispose]: async () => {
      await own[Symbol.asyncDispose]();
      await x.close();
      await files[Symbol.asyncDispose]();
      await storage[Symbol.asyncDispose]();
    },
  };
}

const never = new AbortController().signal;

/** A window on a folder of uploads, with its own transport, memory and budget. */
export async function openCarrying(
  x: Pick<Sandbox, 'token' | 'oauth1'>,
  storage: Pick<Folder, 'path'>,
  origin: string,
  options: CarryRigOptions,
): Promise<CarryingWindow> {
  const { ports = systemPorts, carrierPorts = ports, dialect = 'v2' } = options;
  const { limits = longLimits, segmentBytes = 64 * 1024, parallel = 3, stallMs } = options;
  const window = openWindow(storage.path, ports);
  await window.library.load();
  const note = (line: string) => void window.lines.push(line);
  const log = { debug: note, info: note, warn: note, error: note };
  const transport = new HttpTransport({
    loadClient: () => Promise.resolve(createUndiciClient(limits)),
    log,
    redactor: new Redactor(),
    ports: carrierPorts,
    limits,
  });
  const bearer: Credential = {
    origin,
    label: 'Sandbox',
    kind: 'oauth2',
    authorization: () => Promise.resolve(`Bearer ${x.token}`),
  };
  const keys = { origin, label: 'Sandbox', keys: x.oauth1, ports: carrierPorts };
  const credential = {
    ...(dialect === 'v2' ? bearer : oauth1Credential(keys)),
    ...options.credential,
  };
  const speaking = { origin, credential, transport, ports: carrierPorts, userAgent: 'test/1' };
  const api = mediaApi(dialect, speaking);
  const activity = new Activity();
  const workOptions = {
    library: window.library,
    activity,
    inspect: inspectFile,
    dir: storage.path,
    log,
    segmentBytes: () => segmentBytes,
    parallel: () => parallel,
    stallMs,
  };
  const { uploads } = createWork({ ...workOptions, ports });
  const { carrier } = createWork({ ...workOptions, ports: carrierPorts });
  const work = { uploads, carrier };
  return {
    window,
    activity,
    work,
    api,
    carry: (id, signal = never) => work.carrier.carry(id, api, signal),
    cutOff: () => transport.close(),
    [Symbol.asyncDispose]: async () => {
      activity.dispose();
      window[Symbol.dispose]();
      await transport.close();
    },
  };
}

export async function sha256Of(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}
