import tls from 'node:tls';
import { Agent, buildConnector, Pool, ProxyAgent, type Dispatcher } from 'undici';
import { refusedByProxy, unreachedProxy } from './proxyError.ts';
import type { DirectRoute, ProxyRoute } from './proxyRoute.ts';
import type { TimeLimits } from './transport.ts';

/** Bytes: X's answers are below 2 KiB; what is far larger comes from something else. */
const answerBytesMax = 1024 * 1024;

/**
 * What Node trusts, and what this machine does: a company's proxy signs with an authority of its
 * own. Costs some 90 ms (72 to read a store of 144 certificates, 18 to parse all), and 15 ms for
 * each connection were `ca` given instead: so made once, with the first https request.
 */
function trust(): { secureContext?: tls.SecureContext } {
  try {
    const local = (['extra', 'system'] as const).flatMap((type) => tls.getCACertificates(type));
    const ca = [...new Set([...tls.rootCertificates, ...local])];
    return { secureContext: tls.createSecureContext({ ca }) };
  } catch {
    // A store that cannot be read costs what it holds, and no call that does without.
    return {};
  }
}

type Connector = buildConnector.connector;

/** A pool whose `connect` can be replaced by one that builds on it. */
class AskingPool extends Pool {
  ask(options: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData> {
    return super.connect(options);
  }
}

/** Makes dispatchers that reach a server one way, and knows which errors came before any byte. */
export class Dispatchers {
  readonly #limits: TimeLimits;
  readonly #early = new WeakSet();
  #trust: ReturnType<typeof trust> | undefined;

  constructor(limits: TimeLimits) {
    this.#limits = limits;
  }

  /** Whether `error` came while a connection was being made, when nothing was sent yet. */
  isEarly(error: Error): boolean {
    return this.#early.has(error);
  }

  /** For `url` and the other URLs of its scheme. */
  create(url: URL, route: DirectRoute | ProxyRoute): Dispatcher {
    const common = {
      headersTimeout: this.#limits.answerMs,
      bodyTimeout: this.#limits.answerMs,
      maxResponseSize: answerBytesMax,
      pipelining: 1,
    };
    const tlsOptions = this.#tls(url.protocol === 'https:' || route.via === 'proxy');
    if (route.via === 'direct') {
      return new Agent({ ...common, connect: this.#watched(buildConnector(tlsOptions)) });
    }
    return new ProxyAgent({
      ...common,
      uri: route.origin,
      ...(route.authorization === undefined ? {} : { token: route.authorization.header }),
      // A tunnel for every scheme: the proxy learns a host and a port, and never a header.
      proxyTunnel: true,
      requestTls: tlsOptions,
      clientFactory: (origin) => this.#tunnels(origin, route, tlsOptions),
      factory: (origin, options: Pool.Options) =>
        new Pool(origin, {
          ...options,
          ...(typeof options.connect === 'function'
            ? { connect: this.#watched(options.connect) }
            : {}),
        }),
    });
  }

  #tls(secure: boolean) {
    if (secure) this.#trust ??= trust();
    // Said outright, because NODE_TLS_REJECT_UNAUTHORIZED=0 would change what goes without saying.
    return { ...this.#trust, rejectUnauthorized: true, timeout: this.#limits.connectMs };
  }

  #watched(connect: Connector): Connector {
    return (options, callback) => {
      connect(options, (...result) => {
        if (result[0] !== null) this.#early.add(result[0]);
        callback(...result);
      });
    };
  }

  /** Connections to the proxy, each of which becomes a tunnel or an error that says why not. */
  #tunnels(proxy: URL, route: ProxyRoute, tlsOptions: buildConnector.BuildOptions): Dispatcher {
    const connect = buildConnector({ ...tlsOptions, rejectUnauthorized: route.strictSSL });
    const pool = new AskingPool(proxy, {
      // undici names the proxy to TLS even where it is an IP address, which TLS has no name for;
      // left out, it is worked out from the proxy's own address.
      connect: (options, callback) => {
        connect({ ...options, servername: '' }, callback);
      },
      headersTimeout: this.#limits.connectMs,
    });
    const open = async (options: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData> => {
      const answer = await pool.ask(options).catch((error: unknown) => {
        throw unreachedProxy(route, error);
      });
      if (answer.statusCode === 200) return answer;
      answer.socket.on('error', () => undefined).destroy();
      const host = options.path.replace(/:\d+$/, '');
      const challenge = answer.headers['proxy-authenticate'];
      throw refusedByProxy(route, host, answer.statusCode, challenge);
    };
    return Object.assign(pool, { connect: open });
  }
}
