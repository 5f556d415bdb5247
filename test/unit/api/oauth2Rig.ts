/** OAuth 2.0 over real sockets, against a server of the tests' own that says what it is told to. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  beginSignIn,
  finishSignIn,
  refresh,
  revoke,
  type FinishOptions,
  type OAuth2Client,
  type Refreshed,
  type RefreshOptions,
  type Revoked,
  type SignInAttempt,
  type TokensRead,
} from '../../../src/api/oauth2.ts';
import type { XApiErrorOptions } from '../../../src/api/errors.ts';
import { redacting, Redactor } from '../../../src/api/redact.ts';
import { HttpTransport, type TimeLimits } from '../../../src/api/transport.ts';
import { createUndiciClient } from '../../../src/api/undiciClient.ts';
import { keptLog, longLimits, standing, standingPorts } from './support.ts';

export const redirectUri = 'http://127.0.0.1:17871/callback';
/** Of the shapes that X gives out. */
export const publicClient: OAuth2Client = { clientId: 'V1RrQS14bUhpMl83aU5adTd2NWM6MTpjaQ' };
export const confidentialClient: OAuth2Client = {
  ...publicClient,
  clientSecret: '-RoKx3x58JA8Sm9_It2fmAjq3q5GX-bqZ3vjJxSeGsdmGtXEbP',
};

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly form: readonly (readonly [string, string])[];
  readonly body: string;
}

export interface Said {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object goes as JSON. */
  readonly body?: object | string;
}

/** An answer; a function is given the request, or breaks the connection by its socket. */
export type Say = Said | ((received: Received, drop: () => void) => Said | undefined);

export const goodTokens = {
  token_type: 'bearer',
  expires_in: 7200,
  access_token: 'access-token-of-this-run',
  refresh_token: 'refresh-token-of-this-run',
  scope: 'media.write users.read tweet.read offline.access',
};

export interface Rig extends AsyncDisposable {
  readonly origin: string;
  readonly received: Received[];
  /** Lines of the log, as they would be shown. */
  readonly lines: string[];
  /** Secrets that were told to be hidden, with the requests received by then. */
  readonly hidden: Map<string, number>;
  readonly transport: HttpTransport;
  say(say: Say): void;
  begin(client?: OAuth2Client): Promise<{ attempt: SignInAttempt; url: URL }>;
  finish(
    attempt: SignInAttempt,
    callback: URL | Record<string, string>,
    more?: Partial<FinishOptions>,
  ): Promise<TokensRead>;
  refresh(more?: Partial<RefreshOptions>): Promise<Refreshed>;
  revoke(token: string, client?: OAuth2Client): Promise<Revoked>;
}

export interface RigOptions {
  readonly limits?: TimeLimits;
  /** In place of the tests' own server, which is started all the same. */
  readonly origin?: string;
}

export async function rig(options: RigOptions = {}): Promise<Rig> {
  const { limits = longLimits } = options;
  const received: Received[] = [];
  let saying: Say = { body: goodTokens };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const { method = '', url = '', headers } = request;
      const one = { method, path: url, headers, form: [...new URLSearchParams(body)], body };
      received.push(one);
      const drop = () => request.socket.destroy();
      const said = typeof saying === 'function' ? saying(one, drop) : saying;
      if (said === undefined) return;
      const text = typeof said.body === 'object' ? JSON.stringify(said.body) : (said.body ?? '');
      response.writeHead(said.status ?? 200, {
        'content-type': 'application/json',
        ...said.headers,
      });
      response.end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = options.origin ?? `http://127.0.0.1:${port}`;

  const { log, lines } = keptLog();
  const redactor = new Redactor();
  const ports = standingPorts();
  const transport = new HttpTransport({
    loadClient: () => Promise.resolve(createUndiciClient(limits)),
    log: redacting(log, redactor),
    redactor,
    ports,
    limits,
  });
  const hidden = new Map<string, number>();
  const hide = (secret: string) => {
    if (!hidden.has(secret)) hidden.set(secret, received.length);
    redactor.hide(secret);
  };
  const common = () => ({
    transport,
    hide,
    now: ports.now,
    userAgent: 'test/1',
    signal: new AbortController().signal,
  });
  return {
    origin,
    received,
    lines,
    hidden,
    transport,
    say: (say) => (saying = say),
    begin: async (client = publicClient) => {
      const begun = await beginSignIn({ origin, client, redirectUri, hide });
      if (!begun.ok) throw new Error(begun.problem.explanation);
      return { attempt: begun.attempt, url: begun.authorizationUrl };
    },
    finish: (attempt, callback, more) => {
      const url = callback instanceof URL ? callback : callbackOf(attempt, callback);
      return finishSignIn({ ...common(), attempt, callback: url, ...more });
    },
    refresh: (more) => {
      const refreshToken = 'refresh-token-before';
      return refresh({ ...common(), origin, client: publicClient, refreshToken, ...more });
    },
    revoke: (token, client = publicClient) => revoke({ ...common(), origin, client, token }),
    [Symbol.asyncDispose]: async () => {
      await transport.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** An address that the browser came back to: with the attempt's state, unless told otherwise. */
export function callbackOf(attempt: SignInAttempt, query: Record<string, string>): URL {
  const url = new URL(attempt.redirectUri);
  url.search = new URLSearchParams({ state: attempt.state, ...query }).toString();
  return url;
}

/** Of RFC 7636 §4.2, not by the code under test. */
export const s256 = (verifier: string) =>
  createHash('sha256').update(verifier, 'ascii').digest('base64url');

export function problemOf(result: { ok: boolean }): XApiErrorOptions {
  if (!('problem' in result)) throw new Error('It went well where it had to fail');
  return result.problem as XApiErrorOptions;
}

export { standing };
