/** Where the browser comes back to after a sign-in: one listener on this machine, for one answer. */
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { XApiError } from '../api/errors.ts';
import { alreadyDone, done, notHere, notOurs, type Page } from './loopbackPages.ts';

export interface ListenOptions {
  /** The port of the address that is registered at X; 0 for any, which only tests can use. */
  readonly port: number;
  /** Milliseconds until nobody is expected any more. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Whether an address is the awaited answer; any other leaves the wait as it is. */
  readonly accepts: (url: URL) => boolean;
  /** Milliseconds for a request to be there whole: browsers on this machine send it at once. */
  readonly requestMs?: number;
}

/** A listener; it closes by itself after its time limit and when the signal aborts. */
export interface Listening extends AsyncDisposable {
  /** As in `http://127.0.0.1:17871/callback`. */
  readonly redirectUri: string;
  /**
   * The one answer that is accepted, once its page is on its way to the browser. Rejects with an
   * XApiError: `timeout` when nobody came in time, `cancelled` when it was closed before.
   */
  readonly callback: Promise<URL>;
  /** Ends every connection; what comes later is refused. May be called again. */
  close(): Promise<void>;
}

const host = '127.0.0.1';
const path = '/callback';
/** A browser opens a few; nobody else has business here. */
const connectionsMax = 32;
/** Bytes: the cookies of every server on this machine may come along. */
const headerBytesMax = 64 * 1024;

/**
 * Listens for the browser at exactly this port: the address is registered at X with it. Rejects
 * with an XApiError when it cannot.
 */
export async function listen(options: ListenOptions): Promise<Listening> {
  const { timeoutMs, signal, accepts, requestMs = 5000 } = options;
  const server = createServer({
    maxHeaderSize: headerBytesMax,
    headersTimeout: requestMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: requestMs / 5,
  });
  server.maxConnections = connectionsMax;
  // Also ends a connection that reads no answer.
  server.setTimeout(2 * requestMs, (socket) => socket.destroy());
  const port = await bound(server, options.port);
  const redirectUri = `http://${host}:${port}${path}`;
  const answer = Promise.withResolvers<URL>();
  // Whoever waits hears of it; that nobody waits is no failure.
  answer.promise.catch(() => undefined);

  server.on('request', answering(redirectUri, accepts, answer.resolve));

  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= new Promise((resolve) => {
      clearTimeout(deadline);
      signal.removeEventListener('abort', onAbort);
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
      answer.reject(cancelled());
    });
    return closed;
  };
  const onAbort = () => void close();
  const deadline = setTimeout(() => {
    answer.reject(nobodyCame(timeoutMs));
    void close();
  }, timeoutMs);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  return { redirectUri, callback: answer.promise, close, [Symbol.asyncDispose]: close };
}

/** Takes the first answer that is accepted, and does nothing about all else. */
function answering(
  redirectUri: string,
  accepts: ListenOptions['accepts'],
  take: (url: URL) => void,
): RequestListener {
  let taken = false;
  return (request, response) => {
    const url = new URL(redirectUri);
    const refusal = refusalOf(request, url);
    if (refusal !== undefined) {
      send(response, refusal);
      return;
    }
    url.search = request.url?.slice(path.length) ?? '';
    if (!accepts(url)) {
      send(response, notOurs);
      return;
    }
    if (taken) {
      send(response, alreadyDone);
      return;
    }
    taken = true;
    // The listener may be closed the moment that the answer is known: not before its page is out.
    response.once('close', () => {
      take(url);
    });
    send(response, done);
  };
}

/** The port that it listens on. */
async function bound(server: Server, port: number): Promise<number> {
  const listening = Promise.withResolvers<undefined>();
  server.on('error', listening.reject);
  try {
    server.listen({ port, host, exclusive: true }, () => {
      listening.resolve(undefined);
    });
    await listening.promise;
    return (server.address() as AddressInfo).port;
  } catch (error) {
    throw notListening(port, error);
  }
}

/** The page for whatever no browser asks for that X sent here, if this is such a request. */
function refusalOf({ method, url, headersDistinct }: IncomingMessage, here: URL): Page | undefined {
  const [hostHeader, ...more] = headersDistinct.host ?? [];
  // Some name that was made to point here (DNS rebinding).
  if (hostHeader !== here.host || more.length > 0) return notHere(421);
  // A page that fetches; one that the user is led to says no origin.
  if (headersDistinct.origin !== undefined) return notHere(400);
  if (url?.split('?', 1)[0] !== path) return notHere(404);
  return method === 'GET' ? undefined : notHere(405);
}

function send(response: ServerResponse, { status, headers, body }: Page): void {
  response.writeHead(status, { ...headers, connection: 'close' });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

function cancelled(): XApiError {
  return new XApiError({
    kind: 'cancelled',
    explanation: 'Cancelled.',
    remedy: 'Sign in again when you want to.',
  });
}

function nobodyCame(timeoutMs: number): XApiError {
  const minutes = Math.round(timeoutMs / 60_000);
  const time = minutes === 1 ? 'a minute' : `${minutes} minutes`;
  return new XApiError({
    kind: 'timeout',
    explanation: `Nobody came back from X within ${minutes === 0 ? 'a few seconds' : time}, so nobody was signed in.`,
    remedy: 'Sign in again when you want to.',
  });
}

/** Names the setting: the port is registered at X, so that no other can stand in for it. */
function notListening(port: number, cause: unknown): XApiError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const whys: Readonly<Record<string, string>> = {
    EADDRINUSE: 'another program uses it, or another window is signing in',
    EACCES: 'this machine does not allow it',
    ERR_SOCKET_BAD_PORT: 'it is no port',
  };
  const why = (typeof code === 'string' ? whys[code] : undefined) ?? 'it cannot be listened on';
  return new XApiError({
    kind: 'not-sent',
    explanation: `The browser cannot come back to port ${port} of this machine: ${why}.`,
    remedy:
      'Free the port, or choose another with the setting xMedia.oauth2.redirectPort and change it in the callback URL that is registered at X as well; then sign in again.',
    cause,
  });
}
