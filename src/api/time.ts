const nearMs = 12 * 3600 * 1000;

/** A time as a person reads it, never before `at`: with its date when it is not of these hours. */
export function formatTime(at: number, now: number): string {
  const date = new Date(Math.ceil(at / 60_000) * 60_000);
  const time = { hour: '2-digit', minute: '2-digit' } as const;
  return Math.abs(at - now) > nearMs
    ? date.toLocaleString([], { weekday: 'short', day: 'numeric', month: 'short', ...time })
    : date.toLocaleTimeString([], time);
}
