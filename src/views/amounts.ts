/** How much and how fast, in the few characters of a row. */
import { formatBytes } from '../api/text.ts';

const units: Readonly<Record<string, number>> = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

/** In the unit of the whole: `84.0 of 200.0 MiB`, `12 of 812 bytes`. */
export function formatPart(bytes: number, of: number): string {
  const whole = formatBytes(of);
  const unit = units[whole.split(' ')[1] ?? ''];
  return `${unit === undefined ? bytes : (bytes / unit).toFixed(1)} of ${whole}`;
}

/** `12.3 MiB/s`. */
export function formatSpeed(bytesPerSecond: number): string {
  return `${formatBytes(Math.round(bytesPerSecond))}/s`;
}

/** `9 s left`, `12 min left`, `1 h 5 min left`. */
export function formatSecondsLeft(seconds: number): string {
  const whole = Math.max(1, Math.ceil(seconds));
  if (whole < 60) return `${whole} s left`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `${minutes} min left`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min left`;
}
