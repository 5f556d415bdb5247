/** What an app asks for at `/i/oauth2/authorize` (RFC 6749 §4.1.1, RFC 7636 §4.3). */
import type { Consent } from './oauth2Grants.ts';
import { knownScopes, scopesOf } from './oauth2Scopes.ts';
import { clientIdPattern } from './oauth2Token.ts';

/** What the user is asked to agree to. */
export interface AuthorizationRequest extends Omit<Consent, 'user'> {
  readonly state: string;
}

/** Characters: X's page on the flow allows as many. */
const stateMax = 500;

/**
 * The request, or the sentence that says what is wrong with it. X never answers a wrong request
 * with a redirect: it shows a page, and the app hears nothing.
 */
export function authorizationRequest(query: URLSearchParams): AuthorizationRequest | string {
  for (const name of query.keys()) {
    if (query.getAll(name).length > 1) return `invalid_request: ${name} is given more than once.`;
  }
  const value = (name: string) => query.get(name) ?? '';
  const clientId = value('client_id');
  const redirectUri = value('redirect_uri');
  const scopes = scopesOf(value('scope'));
  const state = value('state');
  const challenge = value('code_challenge');
  const unknown = scopes.find((scope) => !knownScopes.includes(scope));
  // One per line, the app and its address first: nothing else is worth reading before those hold.
  const problems: readonly (readonly [boolean, string])[] = [
    [clientIdPattern.test(clientId), 'invalid_request: client_id is missing or not of X’s shape.'],
    [isLoopbackCallback(redirectUri), `invalid_request: redirect_uri has to be ${callbackShape}.`],
    [value('response_type') === 'code', 'unsupported_response_type: response_type has to be code.'],
    [scopes.length > 0, 'invalid_scope: scope is missing.'],
    [unknown === undefined, `invalid_scope: X knows no scope ${unknown ?? ''}.`],
    [state !== '', 'invalid_request: state is missing.'],
    [state.length <= stateMax, `invalid_request: state is longer than ${stateMax} characters.`],
    [
      value('code_challenge_method') === 'S256',
      'invalid_request: code_challenge_method has to be S256.',
    ],
    [
      /^[A-Za-z0-9_-]{43}$/.test(challenge),
      'invalid_request: code_challenge has to be a SHA-256 in base64url.',
    ],
  ];
  const wrong = problems.find(([holds]) => !holds);
  return wrong?.[1] ?? { clientId, redirectUri, scopes, state, challenge };
}

const callbackShape = 'http://127.0.0.1:<port>/callback or http://localhost:<port>/callback';

/** The sandbox knows no registration: any port of this machine counts as registered. */
function isLoopbackCallback(uri: string): boolean {
  const port = /^http:\/\/(?:127\.0\.0\.1|localhost):([1-9][0-9]{0,4})\/callback$/.exec(uri)?.[1];
  return port !== undefined && Number(port) <= 65_535;
}

/** Where the user is sent with the app's answer. */
export function callbackUrl(
  { redirectUri, state }: AuthorizationRequest,
  answer: { readonly code: string } | { readonly error: 'access_denied' },
): string {
  const url = new URL(redirectUri);
  url.search = new URLSearchParams({ state, ...answer }).toString();
  return url.href;
}
