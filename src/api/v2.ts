import { readInitialized } from './answers.ts';
import { paths, type InitializeRequest } from './contract.ts';
import type { CallOptions, Credential, Initialized, MediaApi } from './mediaApi.ts';
import type { Ports } from './ports.ts';
import { withRetries } from './retry.ts';
import type { Transport } from './transport.ts';

/** What a dialect speaks with. */
export interface DialectOptions {
  /** Scheme, host and port of this X, for this dialect. */
  readonly baseUrl: URL;
  readonly credential: Credential;
  readonly transport: Transport;
  readonly ports: Ports;
  /** Names the extension and its version to X. */
  readonly userAgent: string;
}

/** X's v2 calls: JSON in, JSON out. */
export class V2MediaApi implements MediaApi {
  readonly dialect = 'v2';
  readonly #options: DialectOptions;

  constructor(options: DialectOptions) {
    this.#options = options;
  }

  /** `POST /2/media/upload/initialize` */
  initialize(request: InitializeRequest, options: CallOptions): Promise<Initialized> {
    const { credential, ports, transport } = this.#options;
    return withRetries(
      async () => {
        const answer = await this.#post(paths.initialize, request, options.signal);
        return readInitialized(answer, {
          now: ports.now(),
          mask: transport.mask,
          dialect: this.dialect,
          credential: credential.kind,
        });
      },
      ports,
      options,
    );
  }

  #post(path: string, body: object, signal: AbortSignal) {
    const { baseUrl, credential, transport, userAgent } = this.#options;
    return transport.send(
      {
        method: 'POST',
        url: new URL(path, baseUrl),
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          'user-agent': userAgent,
        },
        body: JSON.stringify(body),
        // A server may close a kept connection just as the next POST goes out: whether it acted
        // on that is then not known, and each initialize may cost money.
        fresh: true,
        credential,
      },
      signal,
    );
  }
}
