/** `POST /2/oauth2/token` and `POST /2/oauth2/revoke`: RFC 6749 and RFC 7009 as X speaks them. */
import type { JsonObject } from './json.ts';
import {
  invalidOAuth2Request,
  missingParameter,
  unauthorizedClient,
  unsupportedGrantType,
} from './oauth2Errors.ts';
import type { Client, Grants, IssuedTokens } from './oauth2Grants.ts';

/** A form as sent, and the header that a confidential client sends with it. */
export interface OAuth2Request {
  /** Undefined for a body that is no form, `application/x-www-form-urlencoded`. */
  readonly form: URLSearchParams | undefined;
  readonly authorization: string | undefined;
}

/** X's page on client ids shows none longer, nor with other characters. */
export const clientIdPattern = /^[A-Za-z0-9_-]{1,100}$/;

/** Throws `Refused`. */
export function token(grants: Grants, request: OAuth2Request): JsonObject {
  const parameter = parametersOf(request);
  const grantType = parameter('grant_type');
  switch (grantType) {
    case 'authorization_code': {
      const client = clientOf(request, parameter);
      const code = parameter('code');
      const redirectUri = parameter('redirect_uri');
      const verifier = parameter('code_verifier');
      return answer(grants.exchange(client, { code, redirectUri, verifier }));
    }
    case 'refresh_token':
      return answer(grants.refresh(clientOf(request, parameter), parameter('refresh_token')));
    default:
      throw unsupportedGrantType();
  }
}

/** Throws `Refused`. `token_type_hint` only hints: a token is found without it. */
export function revoke(grants: Grants, request: OAuth2Request): JsonObject {
  const parameter = parametersOf(request);
  grants.revoke(clientOf(request, parameter), parameter('token'));
  return { revoked: true };
}

function answer({ accessToken, expiresIn, refreshToken, scopes }: IssuedTokens): JsonObject {
  return {
    token_type: 'bearer',
    expires_in: expiresIn,
    access_token: accessToken,
    scope: scopes.join(' '),
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
  };
}

/** The value of a parameter; throws for one that is missing, empty or there twice (RFC 6749 §3.2). */
type Parameter = (name: string) => string;

function parametersOf({ form }: OAuth2Request): Parameter {
  if (form === undefined) {
    throw invalidOAuth2Request(
      'The content type of this call is application/x-www-form-urlencoded.',
    );
  }
  for (const name of form.keys()) {
    if (form.getAll(name).length > 1) {
      throw invalidOAuth2Request(`The parameter [${name}] is given more than once.`);
    }
  }
  return (name) => {
    const value = form.get(name);
    if (value === null || value === '') throw missingParameter(name);
    return value;
  };
}

/** By Basic for a confidential client, whose id may be in the form as well; else by the form. */
function clientOf({ form, authorization }: OAuth2Request, parameter: Parameter): Client {
  // X takes a secret in the header only.
  if (form?.has('client_secret') === true) throw unauthorizedClient(false);
  const client =
    authorization === undefined
      ? { id: parameter('client_id'), secret: undefined }
      : basic(authorization);
  if (!clientIdPattern.test(client.id)) {
    throw invalidOAuth2Request('Value passed for the client id was invalid.');
  }
  if (form?.has('client_id') === true && form.get('client_id') !== client.id) {
    throw unauthorizedClient(true);
  }
  return client;
}

/** RFC 6749 §2.3.1: both halves are form-urlencoded before they meet at the colon. */
function basic(authorization: string): Client {
  const base64 = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization)?.[1];
  const [, id, secret] = /^([^:]+):(.+)$/.exec(decoded(base64 ?? '')) ?? [];
  if (id === undefined || secret === undefined) throw unauthorizedClient(true);
  return { id: unescaped(id), secret: unescaped(secret) };
}

function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw unauthorizedClient(true);
  }
}
