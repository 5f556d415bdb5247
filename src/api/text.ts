/** Characters that steer a terminal, a layout or the direction of text rather than being read. */
const steering =
  // eslint-disable-next-line no-control-regex -- the point is to name them
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb]+/g;

/**
 * Text from outside (X's answers, file names) as it may be shown: one line, no control or bidi
 * characters, no Markdown link, which a notification would turn into a command, and no `$(icon)`.
 *
 * @param maxLength code points kept; what is cut ends in an ellipsis
 */
export function inert(text: string, maxLength = 300): string {
  const clean = text
    .toWellFormed()
    .replace(steering, ' ')
    .replaceAll('](', '] (')
    .replaceAll('$(', '$ (')
    .replace(/ {2,}/g, ' ')
    .trim();
  // Cut in code units first: a megabyte of text is not spread into code points for 300 of them.
  const points = Array.from(clean.slice(0, maxLength * 2 + 2));
  return points.length <= maxLength ? clean : `${points.slice(0, maxLength - 1).join('')}…`;
}

/** A file name inside a sentence: inert, and isolated so that its direction stays its own. */
export function quoted(name: string): string {
  return `“\u2068${inert(name, 120)}\u2069”`;
}

/** Bytes as a person reads them: `0 bytes`, `812 bytes`, `4.0 MiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} byte${bytes === 1 ? '' : 's'}`;
  const units = ['KiB', 'MiB', 'GiB'];
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value.toFixed(1)} ${units[unit] ?? 'GiB'}`;
}
