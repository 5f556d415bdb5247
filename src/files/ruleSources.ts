/**
 * Words for where a limit stands. X's own description is dated; its pages on media are not, and are
 * as they were gathered with it.
 */
export const dated = '2.167 (August 2026)';

export function described(what: string): string {
  return `X's OpenAPI description ${dated} ${what}.`;
}

export function pages(what: string): string {
  return `X's pages on media, gathered with its description ${dated}, ${what}.`;
}

/** How a limit in MB or GB is read. */
export const binary =
  'X does not say whether a MB has 1,000,000 or 1,048,576 bytes, and here it has the larger number';
