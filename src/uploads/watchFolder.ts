import { watch } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from '../api/ports.ts';

/** Milliseconds between looks at the folder where the system cannot watch it. */
const pollMs = 1000;

/**
 * Calls `onName` with the base name of every file in `dir` that appears, changes or goes, until
 * the signal aborts. Where the system cannot watch (no inotify left, a network share), it polls;
 * a folder that is deleted is made and watched again. Resolves when it has begun, from which on no
 * change is missed.
 */
export async function watchFolder(
  dir: string,
  onName: (name: string) => void,
  signal: AbortSignal,
  log: Logger,
): Promise<void> {
  let polling = false;
  let told = false;
  const fallBack = (reason: unknown) => {
    if (signal.aborted || polling) return;
    polling = true;
    if (!told) log.warn(`${dir} cannot be watched, it is polled instead: ${String(reason)}`);
    told = true;
    const watched = async () => {
      await begin();
      polling = false;
    };
    poll(dir, { onName, watched, signal, log });
  };
  const begin = async () => {
    await mkdir(dir, { recursive: true });
    if (signal.aborted) return;
    const { ino } = await stat(dir);
    let current = true;
    const watcher = watch(dir, { signal, persistent: false }, (event, name) => {
      if (name !== null) onName(name);
      // A deleted folder is named itself, or is another one by now; its watcher hears no more.
      if (event !== 'rename') return;
      inodeOf(dir)
        .then(async (now) => {
          if (now === ino || !current || signal.aborted) return;
          current = false;
          watcher.close();
          await begin();
          for (const there of await readdir(dir)) onName(there);
        })
        .catch(fallBack);
    });
    watcher.on('error', fallBack);
  };
  await begin().catch(fallBack);
}

async function inodeOf(dir: string): Promise<number | undefined> {
  return stat(dir).then(
    ({ ino }) => ino,
    () => undefined,
  );
}

async function stamps(dir: string): Promise<Map<string, number>> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.json'));
  const times = await Promise.all(
    names.map(async (name) => {
      const { mtimeMs } = await stat(path.join(dir, name));
      return [name, mtimeMs] as const;
    }),
  );
  return new Map(times);
}

interface Polling {
  readonly onName: (name: string) => void;
  /** Watches again; rejects as long as that is not possible. */
  readonly watched: () => Promise<void>;
  readonly signal: AbortSignal;
  readonly log: Logger;
}

function poll(dir: string, { onName, watched, signal, log }: Polling): void {
  let known = new Map<string, number>();
  let looking = false;
  const look = async () => {
    const now = await stamps(dir).catch((error: unknown) => {
      // A file that goes while the folder is listed is seen at the next look.
      log.debug(`Listing ${dir} failed: ${String(error)}`);
      return known;
    });
    for (const name of new Set([...known.keys(), ...now.keys()])) {
      if (known.get(name) !== now.get(name)) onName(name);
    }
    known = now;
  };
  const stop = () => {
    clearInterval(timer);
    signal.removeEventListener('abort', stop);
  };
  const turn = async () => {
    await look();
    await watched();
    stop();
    // What came between the two.
    await look();
  };
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    turn()
      .catch((error: unknown) => {
        log.debug(`${dir} cannot be watched yet: ${String(error)}`);
      })
      .finally(() => {
        looking = false;
      });
  }, pollMs);
  timer.unref();
  signal.addEventListener('abort', stop);
}
