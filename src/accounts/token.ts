/** A token that can stand in a header, or the sentence that says why this one cannot. */
export type CheckedToken = { readonly token: string } | { readonly problem: string };

/** App-only bearers begin with a run of A; X answers 403 to them on every media call. */
const appOnlyPrefix = /^A{10}/;

/**
 * A pasted access token. White space and quotes around it and the word `Bearer` are taken off; anything else
 * that is not printable ASCII is refused, since a header must not be split or re-encoded.
 */
export function checkToken(pasted: string): CheckedToken {
  const token = pasted
    .trim()
    .replace(/^(['"`])(.*)\1$/s, '$2')
    .replace(/^bearer(\s+|$)/i, '');
  if (token === '') return { problem: 'Paste an OAuth 2.0 user access token.' };
  if (/\s/.test(token)) {
    return { problem: 'The token holds a space or a line break: copy it again, whole and alone.' };
  }
  if (!/^[\x21-\x7e]+$/.test(token)) {
    return {
      problem: 'The token holds characters that no token has: copy it again, whole and alone.',
    };
  }
  if (token.length > 4096)
    return { problem: 'That is far too long for a token: copy it again, alone.' };
  return { token };
}

/** A sentence about a token that will be refused for what it visibly is, or undefined. */
export function tokenWarning(token: string): string | undefined {
  return appOnlyPrefix.test(token)
    ? 'This looks like an app-only bearer, which X refuses for media uploads: a user token with media.write is needed.'
    : undefined;
}
