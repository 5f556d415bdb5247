/** Records, folders and parts of an upload's life, for tests that own the disk and the clock. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { thisProcess } from '../../../src/uploads/owner.ts';
import type { Ports } from '../../../src/api/ports.ts';
import { Library, type LibraryChange } from '../../../src/uploads/library.ts';
import type { Failure, RecordIn } from '../../../src/uploads/record.ts';
import type { Beginning } from '../../../src/uploads/beginning.ts';
import { begin, transition, type Moves } from '../../../src/uploads/states.ts';
import { UploadStore } from '../../../src/uploads/store.ts';
import { keptLog, standing } from '../api/support.ts';

export const mediaId = '1880028106020515840';

export function beginning(over: Partial<Beginning> = {}): Beginning {
  return {
    id: randomUUID(),
    file: { path: '/pictures/cat.png', name: 'cat.png' },
    caller: {
      environment: 'sandbox',
      origin: 'http://127.0.0.1:4010',
      account: 'Sandbox',
      dialect: 'v2',
    },
    choices: {},
    ...over,
  };
}

export function sent(pid = process.pid): Extract<Moves['failed'], { type: 'sent' }> {
  return {
    type: 'sent',
    file: { path: '/pictures/cat.png', name: 'cat.png', size: 7, mtimeMs: 1.5 },
    caller: beginning().caller,
    notes: [],
    request: { media_type: 'image/png', total_bytes: 7, media_category: 'tweet_image' },
    owner: pid === process.pid ? thisProcess : { pid },
  };
}

export const failure: Failure = {
  kind: 'unwell',
  explanation: 'X is unwell (HTTP 503); nothing is wrong with the file or the token.',
  remedy: 'Initialize again in a few minutes.',
  transactionId: 'tx-1',
  at: standing,
};

export function initializing(pid = process.pid, now = standing): RecordIn<'initializing'> {
  const record = begin(beginning(), sent(pid), now);
  if (record.state !== 'initializing') throw new Error('a sent upload is initializing');
  return record;
}

export function initialized(
  media: Partial<RecordIn<'initialized'>['media']> = {},
  warnings: readonly string[] = [],
): RecordIn<'initialized'> {
  const whole = { id: mediaId, expiresAt: standing + 86_400_000, ...media };
  const answered = { type: 'answered', media: whole, warnings } as const;
  const record = transition(initializing(), answered, standing);
  if (record.state !== 'initialized') throw new Error('an answered upload is initialized');
  return record;
}

export function failed(over: Partial<Failure> = {}): RecordIn<'failed'> {
  const event = { type: 'failed', failure: { ...failure, ...over } } as const;
  const record = transition(initializing(), event, standing);
  if (record.state !== 'failed') throw new Error('a failed upload is failed');
  return record;
}

/** Ports whose waits last until they are released, or aborted. */
export function heldPorts(now: () => number = () => standing) {
  const held: { readonly ms: number; readonly release: () => void }[] = [];
  const ports: Ports = {
    now,
    random: () => 0.5,
    wait: (ms, signal) =>
      new Promise((resolve, reject) => {
        held.push({ ms, release: resolve });
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      }),
  };
  return { ports, held };
}

export interface Folder extends AsyncDisposable {
  readonly path: string;
  file(id: string): string;
}

export async function folder(): Promise<Folder> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'x-media-uploads-'));
  return {
    path: dir,
    file: (id) => path.join(dir, `${id}.json`),
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  };
}

/** Puts a file where a folder is, faster than a watcher makes the folder again. */
export async function replaceByFile(folder: string): Promise<void> {
  for (let made = false; !made;) {
    await rm(folder, { recursive: true, force: true });
    made = await writeFile(folder, 'no folder', { flag: 'wx' }).then(
      () => true,
      () => false,
    );
  }
}

export interface Window extends Disposable {
  readonly library: Library;
  readonly store: UploadStore;
  readonly lines: string[];
  readonly changes: LibraryChange[];
  /** What the user is told of the disk. */
  readonly problems: string[];
  readonly unsavable: string[];
}

/** One editor window's view of a folder of uploads. */
export function openWindow(dir: string, ports: Ports = heldPorts().ports): Window {
  const { log, lines } = keptLog();
  const store = new UploadStore(dir, log);
  const library = new Library({ store, ports, log });
  const changes: LibraryChange[] = [];
  const problems: string[] = [];
  const unsavable: string[] = [];
  library.onDidChange((change) => void changes.push(change));
  library.onDidFailToSave((reason) => void unsavable.push(reason));
  store.onProblem((sentence) => void problems.push(sentence));
  return {
    library,
    store,
    lines,
    changes,
    problems,
    unsavable,
    [Symbol.dispose]: () => {
      library.dispose();
    },
  };
}

/** Waits until `condition` holds; `ms` only bounds how long a failure takes to show. */
export async function until(condition: () => boolean, what: string, ms = 8000): Promise<void> {
  const end = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`Not within ${ms} ms: ${what}`);
    await sleep(5);
  }
}
