import type { Ports } from '../api/ports.ts';

/** Milliseconds after which a row says that X has not answered yet. */
export const patienceMs = 3000;

/** Waits for `work`, and calls `onSlow` once when that takes longer than patience lasts. */
export async function whileWaiting<T>(
  work: Promise<T>,
  onSlow: () => void,
  ports: Ports,
): Promise<T> {
  const settled = new AbortController();
  ports
    .wait(patienceMs, settled.signal)
    .then(onSlow)
    // Aborted, as mostly: the work was done first.
    .catch(() => undefined);
  try {
    return await work;
  } finally {
    settled.abort();
  }
}
