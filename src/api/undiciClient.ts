import { request as undiciRequest, type Dispatcher } from 'undici';
import { Dispatchers } from './dispatchers.ts';
import { dropBytes } from './networkFault.ts';
import { explainNetworkError, type Circumstances } from './network.ts';
import { unusableProxy } from './proxyError.ts';
import { routeFor, withoutProxy, type NetworkSettings } from './proxyRoute.ts';
import type { HttpClient, TimeLimits } from './transport.ts';

/** A dispatcher for one origin, as long as the settings lead there this way. */
interface Way {
  readonly route: Circumstances['route'];
  readonly key: string;
  readonly dispatcher: Dispatcher;
  /** Calls in flight. */
  calls: number;
}

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
  const wayTo = (url: URL): Way => {
    const route = routeFor(url, network());
    if (route.via === 'nothing') throw unusableProxy(route);
    const key = JSON.stringify(route);
    const kept = ways.get(url.origin);
    if (kept?.key === key) return kept;
    const way: Way = { route, key, dispatcher: dispatchers.create(url, route), calls: 0 };
    ways.set(url.origin, way);
    open.add(way.dispatcher);
    if (kept?.calls === 0) void close(kept.dispatcher);
    return way;
  };

  return {
    exchange: async ({ method, url, headers, body, fresh = false }, signal) => {
      const way = wayTo(url);
      way.calls += 1;
      try {
        const call = undiciRequest(url, {
          dispatcher: way.dispatcher,
          method,
          headers,
          body,
          signal,
          // Closes the connection behind the request. A call that lets one be kept needs a
          // dispatcher of its own, or a fresh call could be given that one.
          reset: fresh,
        });
        const answer = await promptly(call, signal);
        const text = await answer.body.text();
        return { status: answer.statusCode, headers: answer.headers, text };
      } catch (error) {
        if (error instanceof Error) {
          dropBytes(error);
          circumstances.set(error, { route: way.route, connecting: dispatchers.isEarly(error) });
        }
        throw error;
      } finally {
        way.calls -= 1;
        if (way.calls === 0 && ways.get(url.origin) !== way) void close(way.dispatcher);
      }
    },
    explain: (error, url) =>
      explainNetworkError(
        error,
        url,
        error instanceof Error ? circumstances.get(error) : undefined,
      ),
    close: async () => {
      await Promise.all(Array.from(open, close));
    },
  };
}
