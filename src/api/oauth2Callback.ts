/** The address that X sends the browser back to, with its answer in the query (RFC 6749 §4.1.2). */
import { authorizeOrigin, oauth2Paths } from './contract.ts';
import { unquoted, type OAuth2Client } from './oauth2Client.ts';

/** One sign-in, from its page to its tokens; to be handed on as it is. */
export interface SignInAttempt {
  readonly origin: string;
  readonly client: OAuth2Client;
  readonly redirectUri: string;
  /** Comes back with X's answer, and so tells that answer from one that nobody asked for. */
  readonly state: string;
  /** Of PKCE: with the code it gets the tokens. */
  readonly verifier: string;
  readonly scopes: readonly string[];
}

/** Whether `url` is the registered address, whatever its query says. */
export function isCallback({ redirectUri }: SignInAttempt, url: URL): boolean {
  const bare = new URL(url);
  bare.search = '';
  bare.hash = '';
  return bare.href === redirectUri;
}

/** Whether `url` is X's answer to this attempt, good or bad, and nobody else's. */
export function isAnswerTo(attempt: SignInAttempt, url: URL): boolean {
  const states = url.searchParams.getAll('state');
  return isCallback(attempt, url) && states.length === 1 && states[0] === attempt.state;
}

/** Characters: an address with X's answer has some 300. */
const longest = 8192;

/** Spaces and line breaks of a wrapped copy, and what else is there but cannot be seen. */
const unseen = /[\s\u00ad\u200b-\u200f\u2060\ufeff]+/g;

/**
 * The answer that a user pasted: the whole address as the browser shows it, with or without its
 * scheme, or its query alone; as a URL at `redirectUri`. Else a sentence that says what was pasted.
 */
export function callbackFromText(
  pasted: string,
  redirectUri: string,
): { readonly url: URL } | { readonly problem: string } {
  const whole = `paste the whole address from the browser’s address bar, which begins with ${redirectUri}`;
  if (pasted.length > longest) {
    return { problem: `That is far too long for an address: ${whole}.` };
  }
  const text = unquoted(pasted.replace(unseen, '')).replace(/^<(.*)>$/, '$1');
  if (text === '') return { problem: `Nothing was pasted: ${whole}.` };
  const query = queryOf(text, redirectUri);
  if (query === undefined) return { problem: misread(text, whole) };
  const parameters = new URLSearchParams(query);
  if (!parameters.has('code') && !parameters.has('error')) {
    return { problem: `That address holds no answer of X (no code=…): ${whole}.` };
  }
  if (!parameters.has('state')) {
    return {
      problem: `The state=… is missing, which proves that the answer belongs to this sign-in: ${whole}.`,
    };
  }
  const url = new URL(redirectUri);
  url.search = query;
  return { url };
}

/** What stands behind the question mark, if `text` is the callback's address or a query alone. */
function queryOf(text: string, redirectUri: string): string | undefined {
  const [address = ''] = text.split('#', 1);
  const bare = redirectUri.replace(/^https?:\/\//, '');
  // Browsers leave the scheme out, and some show https for an address they would rather have so.
  const shown = address.replace(/^https?:\/\//i, '');
  if (shown === bare) return '';
  if (shown.startsWith(`${bare}?`)) return shown.slice(bare.length + 1);
  return /^\??(?:code|state|error|error_description|error_uri)=/.test(address)
    ? address.replace(/^\?/, '')
    : undefined;
}

/** What was pasted in place of the callback's address; never in its own words, which are secret. */
function misread(text: string, whole: string): string {
  const address = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  const { pathname, hostname } = URL.parse(address) ?? { pathname: '', hostname: '' };
  const x = new URL(authorizeOrigin).hostname;
  if (pathname === oauth2Paths.authorize || hostname === x || hostname.endsWith(`.${x}`)) {
    return `That is the address of X’s own page: press “Authorize app” there first, then ${whole}.`;
  }
  if (/^(?=.*\d)[\w%=+-]{20,}$/.test(text)) {
    return `That looks like the code alone; the state that comes with it proves that it belongs to this sign-in: ${whole}.`;
  }
  return `That is not the address that X sends you back to: ${whole}.`;
}
