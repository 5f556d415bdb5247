/** Numbers and text of files as people read them. */
import { GB, MB } from './limitNumbers.ts';

/** Controls, and characters that steer the direction or the breaking of text; joiners do neither. */
const steering = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Text from a file on one line: nothing in it steers, and what is cut ends in an ellipsis. */
export function plain(text: string, maxLength = 80): string {
  const clean = withoutSteering(text.slice(0, maxLength * 8))
    .replace(/\s{2,}/g, ' ')
    .trim();
  const points = Array.from(clean);
  return points.length <= maxLength ? clean : `${points.slice(0, maxLength - 1).join('')}…`;
}

/** Text as it is, with a space for each character that steers. */
export function withoutSteering(text: string): string {
  return text.toWellFormed().replace(steering, ' ');
}

/** Whether a text has characters that steer. */
export function isSteering(text: string): boolean {
  return text.search(steering) >= 0 || !text.isWellFormed();
}

const groups = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

/** `4,213,000`. */
export function grouped(value: number): string {
  return groups.format(value);
}

/** `812 bytes`, `4.0 MiB`. */
export function bytesInWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} byte${bytes === 1 ? '' : 's'}`;
  const [unit, of] = bytes < MB ? ['KiB', 1024] : bytes < GB ? ['MiB', MB] : (['GiB', GB] as const);
  return `${(bytes / of).toFixed(1)} ${unit}`;
}

/** `812 bytes`, `4.0 MiB (4,213,000 bytes)`. */
export function exactBytes(bytes: number): string {
  return bytes < 1024 ? bytesInWords(bytes) : `${bytesInWords(bytes)} (${grouped(bytes)} bytes)`;
}

/** A limit, without a fraction that it does not have: `5 MB`, `512 MB`, `8 GB`. */
export function limitOfBytes(bytes: number): string {
  return bytes % GB === 0 ? `${bytes / GB} GB` : `${bytes / MB} MB`;
}

/** At most so many decimals, and none that are nothing: `60`, `59.94`. */
export function decimal(value: number, digits = 2): string {
  return String(Number(value.toFixed(digits)));
}

/** `0.46 s`, `3.0 s`, `1:23.4`, `1:02:03.4`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return `${seconds} s`;
  if (seconds < 1) return `${decimal(seconds, 3)} s`;
  const tenths = Math.round(seconds * 10);
  if (tenths < 600) return `${(tenths / 10).toFixed(1)} s`;
  const minutes = Math.floor(tenths / 600);
  const rest = ((tenths % 600) / 10).toFixed(1).padStart(4, '0');
  return minutes < 60
    ? `${minutes}:${rest}`
    : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`;
}

/** A limit of time: `0.5 s`, `140 s`, `20 min`. */
export function limitOfSeconds(seconds: number): string {
  return seconds >= 60 && seconds % 60 === 0 ? `${seconds / 60} min` : `${decimal(seconds)} s`;
}

/** Width to height: `16:9`, `3.5:1`, `1:3.5`. */
export function aspectInWords(ratio: number): string {
  return ratio >= 1 ? `${decimal(ratio)}:1` : `1:${decimal(1 / ratio)}`;
}
