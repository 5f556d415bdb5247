/** The app at X that users sign in through: its two names for itself, and where it turns. */
import { authorizeOrigin, oauth2Paths, productionOrigin } from './contract.ts';

/** An app registered at X: a public client (Native App) without a secret, else a confidential one. */
export interface OAuth2Client {
  readonly clientId: string;
  readonly clientSecret?: string | undefined;
}

export interface OAuth2Endpoints {
  /** A page for the browser. */
  readonly authorize: URL;
  readonly token: URL;
  readonly revoke: URL;
}

/** @param origin of an environment; all but production have the page on their own origin */
export function endpointsOf(origin: string): OAuth2Endpoints {
  const page = origin === productionOrigin ? authorizeOrigin : origin;
  return {
    authorize: new URL(oauth2Paths.authorize, page),
    token: new URL(oauth2Paths.token, origin),
    revoke: new URL(oauth2Paths.revoke, origin),
  };
}

/** Where X sends the browser back to; registered at X in exactly these characters. */
export function redirectUriOf(port: number): string {
  return `http://127.0.0.1:${port}/callback`;
}

/** What was pasted, fit to be sent, or the sentence that says why it is not. */
export type CheckedText =
  | {
      readonly value: string;
      /** A sentence about a value that X will refuse for what it looks like. */
      readonly warning?: string;
    }
  | { readonly problem: string };

/** As it is copied from a page or out of a file: with white space or quotes around it. */
export function unquoted(pasted: string): string {
  return pasted
    .trim()
    .replace(/^(['"`])(.*)\1$/s, '$2')
    .trim();
}

/** Problems that an id and a secret have in common. */
function problemOf(text: string, what: string, longest: number): string | undefined {
  if (/^\w+:\/\//.test(text)) return `That is an address and no ${what}: copy the ${what} alone.`;
  if (/\s/.test(text)) return `The ${what} holds a space or a line break: copy it again, alone.`;
  if (text.length > longest) return `That is far too long for a ${what}: copy it again, alone.`;
  return undefined;
}

/** Lookalikes in X's developer console, which shows them all on one page. */
const lookalikes: readonly (readonly [RegExp, string])[] = [
  [
    /^[A-Za-z0-9]{25}$/,
    'This looks like an API key of OAuth 1.0a: the client ID stands under “OAuth 2.0” and is longer.',
  ],
  [/^\d+$/, 'This looks like the number of an app: the client ID stands under “OAuth 2.0”.'],
  [/^\d+-/, 'This looks like an access token: the client ID stands further down, at “OAuth 2.0”.'],
  [/^A{10}/, 'This looks like a bearer token: the client ID stands further down, at “OAuth 2.0”.'],
  [
    /^[A-Za-z0-9_-]{50}$/,
    'This looks like a secret: the client ID is the shorter one, and the secret belongs in no setting.',
  ],
];

/** A pasted client id. */
export function checkClientId(pasted: string): CheckedText {
  const value = unquoted(pasted);
  if (value === '') return { problem: 'Paste the OAuth 2.0 client ID of your app at X.' };
  const problem = problemOf(value, 'client ID', 200);
  if (problem !== undefined) return { problem };
  if (!/^[A-Za-z0-9_-]+$/.test(value)) {
    return {
      problem: 'A client ID has only letters, digits, - and _: copy it again, whole and alone.',
    };
  }
  const warning = lookalikes.find(([pattern]) => pattern.test(value))?.[1];
  return warning === undefined ? { value } : { value, warning };
}

/** A pasted client secret, which confidential clients alone have. */
export function checkClientSecret(pasted: string): CheckedText {
  const value = unquoted(pasted);
  if (value === '') return { problem: 'Paste the OAuth 2.0 client secret of your app at X.' };
  const problem = problemOf(value, 'client secret', 4096);
  if (problem !== undefined) return { problem };
  if (!/^[\x21-\x7e]+$/.test(value)) {
    return {
      problem: 'The client secret holds characters that none has: copy it again, whole and alone.',
    };
  }
  // X's client ids are base64url of a text that ends in ":1:ci".
  return value.endsWith('6MTpjaQ')
    ? { value, warning: 'This looks like a client ID: the client secret stands next to it at X.' }
    : { value };
}
