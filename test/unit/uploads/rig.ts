/** One editor window with everything below the editor, real: disk, transport and sandbox. */
import path from 'node:path';
import { writeFile } from 'node:fs/promises';
import type { InitializeRequest } from '../../../src/api/contract.ts';
import type { CallOptions } from '../../../src/api/mediaApi.ts';
import type { Ports } from '../../../src/api/ports.ts';
import { Redactor } from '../../../src/api/redact.ts';
import { HttpTransport } from '../../../src/api/transport.ts';
import { createUndiciClient } from '../../../src/api/undiciClient.ts';
import { V2MediaApi } from '../../../src/api/v2.ts';
import { inspectFile } from '../../../src/files/inspect.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../src/sandbox/server.ts';
import type { Job } from '../../../src/uploads/job.ts';
import { Activity } from '../../../src/uploads/activity.ts';
import { Uploads } from '../../../src/uploads/uploads.ts';
import { longLimits, standing } from '../api/support.ts';
import { folder, heldPorts, openWindow, type Folder, type Window } from './support.ts';

const pngHead = Buffer.from(
  '89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de',
  'hex',
);

export interface Rig extends AsyncDisposable {
  readonly x: Sandbox;
  readonly uploads: Uploads;
  readonly activity: Activity;
  readonly window: Window;
  readonly storage: Folder;
  readonly job: Job;
  /** Waits that are held until a test releases them. */
  readonly held: ReturnType<typeof heldPorts>['held'];
  /** Moves the client's clock on. */
  pass(ms: number): void;
  /** A new PNG of that many bytes; answers its path. */
  png(name: string, bytes?: number): Promise<string>;
  initialize(file: string, signal?: AbortSignal): ReturnType<Uploads['initialize']>;
}

export async function rig(options: SandboxOptions = {}): Promise<Rig> {
  let now = standing;
  const files = await folder();
  const storage = await folder();
  const x = await startSandbox({ clock: () => now, ...options });
  const { ports, held } = heldPorts(() => now);
  const window = openWindow(storage.path, ports);
  await window.library.load();
  const { transport, api } = connect(x, ports);
  const activity = new Activity();
  const uploads = new Uploads({
    library: window.library,
    activity,
    inspect: inspectFile,
    ports,
    log: { debug: note, info: note, warn: note, error: note },
  });
  function note(line: string): void {
    window.lines.push(line);
  }
  const job: Job = {
    api,
    tier: 'standard',
    mediaUse: () => 'post',
    caller: { environment: 'sandbox', origin: x.url, account: 'Sandbox', dialect: api.dialect },
  };
  const never = new AbortController().signal;
  return {
    x,
    uploads,
    activity,
    window,
    storage,
    job,
    held,
    pass: (ms) => {
      now += ms;
    },
    png: async (name, bytes = 100) => {
      const file = path.join(files.path, name);
      await writeFile(file, Buffer.concat([pngHead, Buffer.alloc(bytes - pngHead.length)]));
      return file;
    },
    initialize: (file, signal = never) => uploads.initialize(file, {}, job, signal),
    [Symbol.asyncDispose]: async () => {
      activity.dispose();
      window[Symbol.dispose]();
      await transport.close();
      await x.close();
      await files[Symbol.asyncDispose]();
      await storage[Symbol.asyncDispose]();
    },
  };
}

function connect(x: Sandbox, ports: Ports) {
  const transport = new HttpTransport({
    loadClient: () => Promise.resolve(createUndiciClient(longLimits)),
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    redactor: new Redactor(),
    ports,
    limits: longLimits,
  });
  const credential = {
    origin: x.url,
    label: 'Sandbox',
    kind: 'oauth2' as const,
    authorization: () => Promise.resolve(`Bearer ${x.token}`),
  };
  const baseUrl = new URL(x.url);
  return {
    transport,
    api: new V2MediaApi({ baseUrl, credential, transport, ports, userAgent: 'test/1' }),
  };
}

function quiet(): void {
  // The transport's own lines are tested with the transport.
}

/** An X whose answer a test gives by hand. */
export function heldApi() {
  const asked: InitializeRequest[] = [];
  const calls: CallOptions[] = [];
  const answers: ((id: string) => void)[] = [];
  const never = () => Promise.reject(new Error('only initialize is asked'));
  return {
    asked,
    calls,
    answers,
    api: {
      append: never,
      finalize: never,
      status: never,
      altText: never,
      subtitles: never,
      dialect: 'v2',
      initialize: (request: InitializeRequest, options: CallOptions) => {
        asked.push(request);
        calls.push(options);
        return new Promise<{ id: string; warnings: string[] }>((resolve) => {
          answers.push((id) => {
            resolve({ id, warnings: [] });
          });
        });
      },
    },
  };
}
