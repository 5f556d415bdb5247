import type { OAuth1Keys } from './oauth1.ts';
import { inert } from './text.ts';

export type KeyName = keyof OAuth1Keys;

/** What X's developer console calls each of the four. */
const keyNames: Readonly<Record<KeyName, string>> = {
  consumerKey: 'consumer key',
  consumerSecret: 'consumer secret',
  accessToken: 'access token',
  accessTokenSecret: 'access token secret',
};

/** A key that can be kept, or the sentence that says why this one cannot. */
export type CheckedKey = { readonly key: string } | { readonly problem: string };

/** Characters: X's keys have 25 to 50; another server's may be other. */
const shortest = 8;
const longest = 200;
/** Characters: X's consumer keys have 25 at most, its secrets 40 at least. */
const consumerKeyMax = 39;

/** Begins with the id of the user that it stands for. */
const accessTokenForm = /^[0-9]{1,19}-[A-Za-z0-9]+$/;

/** What a text visibly is instead of one of the four keys. */
function somethingElse(text: string): string | undefined {
  if (/^bearer(\s|$)/i.test(text) || /^A{10}/.test(text)) {
    return 'That is a bearer token, which signs nothing: OAuth 1.0a takes the four keys of an app.';
  }
  if (/^oauth\s/i.test(text)) return 'That is a whole authorization: paste one key alone.';
  // OAuth 2.0's ids and tokens are base64 of texts that end in their kind.
  const decoded = Buffer.from(text, 'base64url').toString('latin1');
  if (decoded.endsWith(':ci')) {
    return 'That is a client id of OAuth 2.0: the four keys of OAuth 1.0a stand elsewhere in X’s developer console.';
  }
  return /:(at|rt):1$/.test(decoded)
    ? 'That is a token of OAuth 2.0: choose “Paste an access token” for it.'
    : undefined;
}

/** The other field that the text belongs in, where it shows. */
function misplaced(name: KeyName, key: string): string | undefined {
  if (name === 'accessToken') {
    return accessTokenForm.test(key)
      ? undefined
      : 'An access token of OAuth 1.0a has the form digits-letters, such as 123456-AbCdEf: this is another key.';
  }
  if (/^[0-9]{5,19}-/.test(key)) {
    return `That has the form of an access token, and here belongs the ${keyNames[name]}.`;
  }
  return name === 'consumerKey' && key.length > consumerKeyMax
    ? 'That is too long for a consumer key: it may be the secret.'
    : undefined;
}

/** One of the four keys, as pasted: white space and quotes around it are taken off. */
export function checkKey(name: KeyName, pasted: string): CheckedKey {
  const key = pasted
    .trim()
    .replace(/^(['"`])(.*)\1$/s, '$2')
    .trim();
  const called = `The ${keyNames[name]}`;
  if (key === '') return { problem: `Enter the ${keyNames[name]}.` };
  const other = somethingElse(key);
  if (other !== undefined) return { problem: other };
  if (/\s/.test(key)) {
    return {
      problem: `${called} holds a space or a line break: copy it again, whole and alone.`,
    };
  }
  const odd = /[^A-Za-z0-9._~-]/u.exec(key)?.[0];
  if (odd !== undefined) {
    const shown = inert(odd);
    return {
      problem: `${called} holds ${shown === '' ? 'an unreadable character' : `“${shown}”`}, which no key has: copy it again, alone.`,
    };
  }
  if (key.length < shortest) {
    return { problem: `That is too short for the ${keyNames[name]}: copy it again, whole.` };
  }
  if (key.length > longest) {
    return { problem: `That is far too long for the ${keyNames[name]}: copy it again, alone.` };
  }
  const problem = misplaced(name, key);
  return problem === undefined ? { key } : { problem };
}
