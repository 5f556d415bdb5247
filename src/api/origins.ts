import { legacyProductionOrigin, productionOrigin } from './contract.ts';
import type { Credential } from './mediaApi.ts';

/** A base URL that may be used, or the sentence that says why not. */
export type BaseUrl = { readonly url: URL } | { readonly problem: string };

/** Whether a URL’s hostname is this machine. */
export function isLoopback(hostname: string): boolean {
  // The URL parser has already turned 127.1 and 0x7f000001 into four decimal parts.
  return (
    hostname === 'localhost' ||
    hostname === '[::1]' ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
  );
}

/**
 * `xMedia.customBaseUrl`: an http or https URL on this machine and nothing else, so that no
 * setting can send a token to another host.
 */
export function parseCustomBaseUrl(text: string): BaseUrl {
  const example = 'for example http://127.0.0.1:4010';
  if (text.trim() === '') {
    return {
      problem: `The setting xMedia.customBaseUrl is empty: enter an address on this machine, ${example}.`,
    };
  }
  const refuse = (why: string) => ({
    problem: `The setting xMedia.customBaseUrl ${why}: enter an address on this machine, ${example}.`,
  });
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return refuse('is not a URL');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return refuse('is neither http nor https');
  if (url.username !== '' || url.password !== '') return refuse('holds a user name or password');
  if (!isLoopback(url.hostname))
    return refuse('is not a loopback address (127.0.0.1, ::1 or localhost)');
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    return refuse('has a path, a query or a fragment');
  }
  if (!isPlain(text.trim(), url)) return refuse('disguises its address');
  return { url };
}

/**
 * Whether an address says what it leads to, without being parsed: no number or trailing dot that
 * stands for an address, no character that becomes another, no empty user name.
 */
function isPlain(text: string, { protocol, hostname }: URL): boolean {
  const written = text.toLowerCase();
  const read = `${protocol}//${hostname}`;
  return written.startsWith(read) && /^(:\d+)?\/?$/.test(written.slice(read.length));
}

/** Host and port, as sentences name a place. */
export const hostOf = (origin: string): string => new URL(origin).host;

/** Whether a secret may be sent to `url` at all: X over TLS on its own port, or this machine. */
export function mayReceiveToken(url: URL): boolean {
  // A blob: URL has the origin of whoever made it, and is no server.
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return false;
  if (url.username !== '' || url.password !== '') return false;
  if (url.origin === productionOrigin || url.origin === legacyProductionOrigin) return true;
  return isLoopback(url.hostname);
}

/**
 * Whether an account's authorization may go to `url`: to its own origin, and for signatures in
 * production to v1.1's, which takes no other kind.
 */
export function mayCarry({ origin, kind }: Credential, url: URL): boolean {
  if (!mayReceiveToken(url)) return false;
  if (url.origin === origin) return true;
  return kind === 'oauth1' && origin === productionOrigin && url.origin === legacyProductionOrigin;
}
