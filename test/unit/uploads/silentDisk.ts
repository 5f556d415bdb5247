/** A disk that does not answer: every thread of this process that talks to it waits for a pipe. */
import { execFileSync } from 'node:child_process';
import { close, closeSync, open, openSync } from 'node:fs';
import path from 'node:path';

/** Threads that Node talks to the disk with. */
const threads = Number(process.env.UV_THREADPOOL_SIZE ?? 4);

/** Until the answer is called, no call to the disk returns. Needs a folder for its pipe. */
export function silenceDisk(dir: string): () => Promise<void> {
  const pipe = path.join(dir, `silent-${process.hrtime.bigint()}`);
  execFileSync('mkfifo', [pipe]);
  const waits = Array.from(
    { length: threads },
    () =>
      new Promise<void>((resolve, reject) => {
        open(pipe, 'r', (error, descriptor) => {
          if (error) reject(error);
          else {
            close(descriptor, () => {
              resolve();
            });
          }
        });
      }),
  );
  return async () => {
    // Whoever opens a pipe to write lets its readers go on.
    const descriptor = openSync(pipe, 'r+');
    await Promise.all(waits);
    closeSync(descriptor);
  };
}
