/**
 * How X refuses at its token and revoke endpoints: RFC 6749 §5.2's shape, in X's own words where
 * users have reported them (2022 to 2025: node-twitter-api-v2 #319 and #496,
 * twitter-api-typescript-sdk #26, omniauth-twitter2 #4, and clients that match these sentences).
 * X says `invalid_request` in places where the RFC has `invalid_grant` and `invalid_client`.
 */
import { STATUS_CODES } from 'node:http';
import { jsonType, Refused, type Answer } from './problems.ts';
import type { Json } from './json.ts';

/** RFC 6749 §5.1: answers that carry tokens are kept by nobody. */
const unstored = { 'cache-control': 'no-store', pragma: 'no-cache' };

export function oauth2Answer(value: Json): Answer {
  return {
    status: 200,
    headers: { 'content-type': jsonType, ...unstored },
    body: JSON.stringify(value),
  };
}

/** A refusal that has nothing to say beyond its status, for failures on request. */
export function oauth2Problem(status: number, headers?: Record<string, string>): Answer {
  const error = status < 500 ? 'invalid_request' : 'server_error';
  return refused(status, error, STATUS_CODES[status] ?? 'Unknown', headers).answer;
}

function refused(
  status: number,
  error: string,
  description: string,
  headers: Record<string, string> = {},
): Refused {
  return new Refused({
    status,
    headers: { 'content-type': jsonType, ...unstored, ...headers },
    body: JSON.stringify({ error, error_description: description }),
  });
}

export function invalidOAuth2Request(description: string): Refused {
  return refused(400, 'invalid_request', description);
}

export function missingParameter(name: string): Refused {
  return invalidOAuth2Request(`Missing required parameter [${name}].`);
}

/** Unknown, expired or used, and one that another client was given. */
export function invalidCode(): Refused {
  return invalidOAuth2Request('Value passed for the authorization code was invalid.');
}

/** Unknown, revoked or used, and one that another client was given. */
export function invalidToken(): Refused {
  return invalidOAuth2Request('Value passed for the token was invalid.');
}

export function unsupportedGrantType(): Refused {
  return refused(400, 'unsupported_grant_type', 'Value passed for the grant type was invalid.');
}

/**
 * Basic authorization is missing where the client has a secret, or is wrong, or is not expected.
 * RFC 6749 §5.2 wants a challenge for those who attempted it.
 */
export function unauthorizedClient(attempted: boolean): Refused {
  const challenge = attempted ? { 'www-authenticate': 'Basic realm="sandbox"' } : undefined;
  return refused(401, 'unauthorized_client', 'Missing valid authorization header', challenge);
}
