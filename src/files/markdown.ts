/** Markdown that reads well as plain text, too, and in which nothing from a file takes effect. */
import { plain, withoutSteering } from './words.ts';

/**
 * Text inside a paragraph, a list or a table. Only what would take effect is escaped, because a
 * backslash is seen where the text is read as it is.
 */
export function text(raw: string, maxLength = 600): string {
  return (
    plain(raw, maxLength)
      .replace(/[\\`*[\]<>|~@$]/g, '\\$&')
      // Between letters an underscore is one, as in `tweet_image`.
      .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\_')
      .replace(/&(?=[#\w])/g, '\\&')
      .replace(/^(?=(?:#{1,6}|[+-])(?:\s|$)|[-=]+$)/, '\\')
      .replace(/^(\d+)(?=[.)](?:\s|$))/, '$1\\')
      // Addresses that a viewer would make links of.
      .replaceAll('://', ':\\/\\/')
      .replace(/\bwww(?=\.)/gi, '$&\\')
  );
}

/** Text as it is, in a span of code: no escape is needed there, so a name stays readable. */
export function code(raw: string, maxLength = 300): string {
  const clean = plain(raw, maxLength) || ' ';
  const fence = '`'.repeat(longestRun(clean) + 1);
  // A space on either side is taken off again, and keeps the name's own ticks and spaces.
  const pad = /^[` ]|[` ]$/.test(clean) ? ' ' : '';
  return `${fence}${pad}${clean}${pad}${fence}`;
}

/** A line of code as it is: the fence is longer than any in it. */
export function block(raw: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(raw) + 1));
  return [fence + language, withoutSteering(raw), fence].join('\n');
}

function longestRun(of: string): number {
  return Math.max(0, ...Array.from(of.matchAll(/`+/g), ([run]) => run.length));
}

/** A table whose columns stand below one another when it is read as it is. Cells are Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, i) =>
    Math.max(3, ...[title, ...rows.map((row) => row[i] ?? '')].map(widthOf)),
  );
  const lineOf = (cells: readonly string[]) =>
    `| ${widths.map((width, i) => pad(cells[i] ?? '', width)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lineOf(head), rule, ...rows.map(lineOf)].join('\n');
}

function pad(cell: string, width: number): string {
  return cell + ' '.repeat(width - widthOf(cell));
}

function widthOf(cell: string): number {
  return Array.from(cell).length;
}
