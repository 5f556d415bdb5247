/** OAuth 2.0's own calls: made by oauth4webapi, sent by our transport. */
import {
  allowInsecureRequests,
  customFetch,
  None,
  type AuthorizationServer,
  type Client,
  type ClientAuth,
} from 'oauth4webapi';
import { endpointsOf, type OAuth2Client } from './oauth2Client.ts';
import { isLoopback } from './origins.ts';
import type { HttpAnswer } from './problem.ts';
import type { Transport } from './transport.ts';

/** What every call takes from its caller. */
export interface CallerOptions {
  readonly transport: Pick<Transport, 'sendAlone' | 'mask'>;
  /** Hears of every secret before it is sent, or stands in any text. */
  readonly hide: (secret: string) => void;
  readonly signal: AbortSignal;
  /** Names the extension and its version to X. */
  readonly userAgent?: string | undefined;
}

/** A function of oauth4webapi that makes a request, with its last arguments left open. */
export type OAuth2Request = (
  server: AuthorizationServer,
  client: Client,
  authentication: ClientAuth,
  options: {
    [customFetch]: (
      url: string,
      request: { headers: Record<string, string>; body: URLSearchParams },
    ) => Promise<Response>;
    [allowInsecureRequests]: boolean;
    headers: Record<string, string>;
  },
) => Promise<Response>;

export const isSuccess = ({ status }: HttpAnswer) => status >= 200 && status <= 299;

export function serverOf(origin: string): AuthorizationServer {
  const { token, revoke } = endpointsOf(origin);
  return { issuer: origin, token_endpoint: token.href, revocation_endpoint: revoke.href };
}

/**
 * Sends one request, and gives the answer as it came: oauth4webapi's own reading would refuse a
 * whole pair for a lifetime that is no number, and a refresh token cannot be used again to ask
 * for another. Rejects as `sendAlone` does.
 */
export async function send(
  origin: string,
  client: OAuth2Client,
  { transport, hide, signal, userAgent = 'x-media-upload' }: CallerOptions,
  request: OAuth2Request,
): Promise<HttpAnswer> {
  const answers: HttpAnswer[] = [];
  await request(serverOf(origin), { client_id: client.clientId }, authenticationOf(client, hide), {
    [customFetch]: async (url, { headers, body }) => {
      const wire = { method: 'POST', url: new URL(url), headers, body: body.toString() } as const;
      // A code and a refresh token work once, so that the request must not be sent twice.
      answers.push(await transport.sendAlone({ ...wire, fresh: true }, origin, signal));
      return new Response();
    },
    [allowInsecureRequests]: isLoopback(new URL(origin).hostname),
    headers: { 'user-agent': userAgent },
  });
  const [answer] = answers;
  if (answer === undefined) throw new Error('oauth4webapi sent nothing.');
  return answer;
}

/**
 * The secret in the header, form-encoded first (RFC 6749 §2.3.1), but never `-` and `_`, as
 * oauth4webapi does: X's page on confidential clients has them as they are, and whoever decodes
 * reads them the same.
 */
function authenticationOf(
  { clientSecret }: OAuth2Client,
  hide: (secret: string) => void,
): ClientAuth {
  if (clientSecret === undefined) return None();
  return (_server, { client_id }, _body, headers) => {
    const basic = `${encodeURIComponent(client_id)}:${encodeURIComponent(clientSecret)}`;
    const encoded = Buffer.from(basic).toString('base64');
    hide(clientSecret);
    hide(encoded);
    headers.set('authorization', `Basic ${encoded}`);
  };
}
