/**
 * What would mend a failed call, where one thing would, for whoever draws a button. Data alone: it
 * is kept with the row, and is done by the click of a later day too.
 * - `sign-in`: another credential, or the same with its scope
 * - `options`: the same file with another type, category or owners
 * - `again`: the same call once more; never by itself, since it may cost money
 * - `open`: a page of X's, of which {@link isPageOfX} is true
 * - `wait`: from `until` (epoch milliseconds) on X answers again
 * - `settings`: one setting, by its whole name
 */
export type RemedyAction =
  | { readonly kind: 'sign-in' | 'options' | 'again' }
  | { readonly kind: 'open'; readonly url: string }
  | { readonly kind: 'wait'; readonly until: number }
  | { readonly kind: 'settings'; readonly setting: string };

/** Where apps, their keys and permissions, and credits are looked after (docs.x.com). */
export const consolePage = 'https://console.x.com/';
/** X's own list of statuses and problem types. */
export const errorsPage = 'https://docs.x.com/x-api/fundamentals/response-codes-and-errors';
/** Where X shows a locked account how to unlock it. */
export const accountPage = 'https://x.com/';

/** An address of X's, as it may be opened in a browser; undefined for any other. */
export function pageOfX(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, host, username, password, href } = new URL(address);
  // The host has its port in it, where that is not the usual one.
  const isX = /^([a-z0-9-]+\.)*(x|twitter)\.com$/.test(host);
  const isPlain = username === '' && password === '' && href.length <= 500;
  return protocol === 'https:' && isX && isPlain ? href : undefined;
}

export const isPageOfX = (address: string): boolean => pageOfX(address) === address;
