import type { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { Dispatchers } from './dispatchers.ts';
import { dropBytes } from './networkFault.ts';
import { explainNetworkError, type Circumstances } from './network.ts';
import { unusableProxy } from './proxyError.ts';
import { routeFor, withoutProxy, type NetworkSettings } from './proxyRoute.ts';
import { Sending } from './sending.ts';
import type { HttpClient, TimeLimits } from './transport.ts';

/** A dispatcher for one origin and purpose, as long as the settings lead there this way. */
interface Way {
  readonly route: Circumstances['route'];
  readonly key: string;
  readonly dispatcher: Dispatcher;
  /** Calls in flight. */
  calls: number;
}

/** As a body: undici's documentation allows every iterable, which its types have no word for. */
const chunked = (sending: Sending) => sending.chunks() as unknown as Readable;

/** Rejects as soon as `signal` aborts: undici itself first waits for a connection being made. */
async function promptly<T>(call: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => {
    aborted.reject(signal.reason as Error);
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([call, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/**
 * undici with dispatchers of our own: the process-wide one belongs to the host and to every other
 * extension. `request` follows no redirect and repeats nothing. `network` is asked before each
 * exchange, so that changed settings hold from the next one on; calls in flight end on the old way.
 */
export function createUndiciClient(
  limits: TimeLimits,
  network: () => NetworkSettings = () => withoutProxy,
): HttpClient {
  const dispatchers = new Dispatchers(limits);
  const ways = new Map<string, Way>();
  const open = new Set<Dispatcher>();
  const circumstances = new WeakMap<Error, Circumstances>();

  const close = async (dispatcher: Dispatcher) => {
    open.delete(dispatcher);
    await dispatcher.destroy();
  };
  // A fresh call must never be given a connection that another kept, even with the same server.
  const purposeOf = (url: URL, fresh: boolean) => `${fresh ? 'fresh' : 'kept'} ${url.origin}`;
  const wayTo = (url: URL, purpose: string): Way => {
    const route = routeFor(url, network());
    if (route.via === 'nothing') throw unusableProxy(route);
    const key = JSON.stringify(route);
    const kept = ways.get(purpose);
    if (kept?.key === key) return kept;
    const way: Way = { route, key, dispatcher: dispatchers.create(url, route), calls: 0 };
    ways.set(purpose, way);
    open.add(way.dispatcher);
    if (kept?.calls === 0) void close(kept.dispatcher);
    return way;
  };

  return {
    exchange: async ({ method, url, headers, body, onSent, fresh = false }, signal) => {
      const purpose = purposeOf(url, fresh);
      const way = wayTo(url, purpose);
      using sending = body instanceof Uint8Array ? new Sending(body, limits, onSent) : undefined;
      const until = sending === undefined ? signal : AbortSignal.any([signal, sending.signal]);
      way.calls += 1;
      try {
        const call = way.dispatcher.request({
          origin: url.origin,
          path: `${url.pathname}${url.search}`,
          method,
          headers:
            body instanceof Uint8Array
              ? { ...headers, 'content-length': String(body.length) }
              : headers,
          body: sending === undefined ? body : chunked(sending),
          // It would count from before the body, which keeps its own time.
          ...(sending === undefined ? {} : { headersTimeout: 0 }),
          signal: until,
          // Closes the connection behind the request.
          reset: fresh,
        });
        const answer = await promptly(call, until);
        const text = await answer.body.text();
        // A turn later undici has the connection back, so that the next call need not open another.
        if (!fresh) await nextTurn();
        return { status: answer.statusCode, headers: answer.headers, text };
      } catch (error) {
        if (error instanceof Error) {
          dropBytes(error);
          circumstances.set(error, { route: way.route, connecting: dispatchers.isEarly(error) });
        }
        throw error;
      } finally {
        way.calls -= 1;
        if (way.calls === 0 && ways.get(purpose) !== way) void close(way.dispatcher);
      }
    },
    explain: (error, { url, call }) =>
      explainNetworkError(
        error,
        url,
        error instanceof Error ? circumstances.get(error) : undefined,
        call,
      ),
    close: async () => {
      await Promise.all(Array.from(open, close));
    },
  };
}
