import { FileProblem, isFileProblem, problemOfSystemError } from './problem.ts';

/**
 * What a call to the system says of the file `name`, unless the signal or the disk's silence of
 * `stallMs` milliseconds comes first. Rejects with a {@link FileProblem}, or the signal's reason.
 */
export async function answered<T>(
  name: string,
  call: Promise<T>,
  stallMs: number,
  signal?: AbortSignal,
): Promise<T> {
  const first = Promise.withResolvers<never>();
  const abort = () => {
    first.reject(signal?.reason as Error);
  };
  // In two halves: of a machine that slept, the first is over at once, before the disk can answer.
  let halves = 0;
  const timer = setInterval(() => {
    halves += 1;
    if (halves === 2) first.reject(stalledProblem(name, stallMs));
  }, stallMs / 2);
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  try {
    return await Promise.race([first.promise, call]);
  } catch (error) {
    if (signal?.aborted === true || isFileProblem(error)) throw error;
    throw problemOfSystemError(name, error);
  } finally {
    clearInterval(timer);
    signal?.removeEventListener('abort', abort);
  }
}

function stalledProblem(name: string, stallMs: number): FileProblem {
  return new FileProblem(
    'stalled',
    `Nothing could be read of “${name}” for ${Math.round(stallMs / 1000)} seconds: check its disk or network drive.`,
  );
}
