import { asXApiError, wrongOrigin, XApiError, type XApiErrorOptions } from './errors.ts';
import type { Call, Credential, SignedRequest } from './mediaApi.ts';
import { mayCarry, mayReceiveToken } from './origins.ts';
import type { Logger, Ports } from './ports.ts';
import { transactionId, type HttpAnswer, type Mask } from './problem.ts';
import type { Redactor } from './redact.ts';

export interface TimeLimits {
  /** Milliseconds for name, TCP and TLS. */
  readonly connectMs: number;
  /** Milliseconds until the head of the answer. */
  readonly answerMs: number;
  /** Milliseconds for the whole call, however steadily its answer trickles in. */
  readonly totalMs: number;
  /** Milliseconds in which a connection takes a chunk of a large body. */
  readonly stallMs: number;
}

export const defaultTimeLimits: TimeLimits = {
  connectMs: 10_000,
  answerMs: 30_000,
  totalMs: 60_000,
  stallMs: 30_000,
};

export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /**
   * Bytes go out in chunks, which `onSent` hears of, and for as long as the connection takes them;
   * `totalMs` counts from the last.
   */
  readonly body?: string | Uint8Array | undefined;
  readonly onSent?: ((bytes: number) => void) | undefined;
  /** Not on a connection that is kept alive: for a call that must not be sent twice. */
  readonly fresh?: boolean | undefined;
  /** `initialize` unless said otherwise. */
  readonly call?: Call | undefined;
  /** For the log, where the address does not tell it from others: `segment 12`. */
  readonly which?: string | undefined;
}

/** The HTTP client behind the transport: one exchange, no redirect followed, nothing repeated. */
export interface HttpClient {
  exchange(request: WireRequest, signal: AbortSignal): Promise<HttpAnswer>;
  /** Why an exchange failed, in words; an abort is none of these failures. */
  explain(error: unknown, request: WireRequest): XApiErrorOptions;
  close(): Promise<void>;
}

/** A request as the dialects make it: without authorization, which the transport adds. */
export type TransportRequest = WireRequest &
  Pick<SignedRequest, 'form'> & { readonly credential: Credential };

export interface Transport {
  /**
   * Sends with the account's authorization, once more after a 401 when the account has a new one.
   * Rejects with an XApiError when no whole answer came; a refusal by X is an answer.
   */
  send(request: TransportRequest, signal: AbortSignal): Promise<HttpAnswer>;
  /**
   * Sends without an account, for OAuth 2.0's own calls, whose secrets are in the body: to
   * `origin` and nowhere else. Rejects as `send` does.
   */
  sendAlone(request: WireRequest, origin: string, signal: AbortSignal): Promise<HttpAnswer>;
  /** For what is shown or kept of an answer, before it is cut: a server may repeat the token. */
  readonly mask: Mask;
}

export interface TransportOptions {
  /** Loads the client with the first request: it is too heavy for activation. */
  readonly loadClient: () => Promise<HttpClient>;
  readonly log: Logger;
  readonly redactor: Redactor;
  readonly ports: Ports;
  readonly limits?: TimeLimits;
}

/** The one way out: checks where a token may go, keeps the time, logs without secrets. */
export class HttpTransport implements Transport {
  readonly #options: TransportOptions;
  readonly mask: Mask = (text) => this.#options.redactor.mask(text);
  #client: Promise<HttpClient> | undefined;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  async send(
    { credential, form, ...request }: TransportRequest,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    const { method, url } = request;
    if (!mayCarry(credential, url)) throw wrongOrigin(credential.origin, url.origin);
    for (const secret of credential.secrets?.() ?? []) this.#options.redactor.hide(secret);
    const authorized = async () => {
      const authorization = await credential.authorization({ method, url, form }, signal);
      this.#options.redactor.hideAuthorization(authorization);
      const headers = { ...request.headers, authorization };
      return { authorization, answer: await this.#exchange({ ...request, headers }, signal) };
    };
    const first = await authorized();
    // X did nothing with a request it answers 401, so that sending it again is safe.
    const renewed =
      first.answer.status === 401 && (await credential.renew?.(first.authorization, signal));
    return renewed === true ? (await authorized()).answer : first.answer;
  }

  async sendAlone(request: WireRequest, origin: string, signal: AbortSignal): Promise<HttpAnswer> {
    if (request.url.origin !== origin || !mayReceiveToken(request.url)) {
      throw wrongOrigin(origin, request.url.origin);
    }
    return this.#exchange(request, signal);
  }

  async #exchange(request: WireRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const { log, ports, limits = defaultTimeLimits } = this.#options;
    const { method, url, body, which } = request;
    const name = `${method} ${url.origin}${url.pathname}${which === undefined ? '' : ` (${which})`}`;
    const client = await this.#load();
    const start = ports.now();
    try {
      const timed = body instanceof Uint8Array ? [] : [AbortSignal.timeout(limits.totalMs)];
      const answer = await client.exchange(request, AbortSignal.any([signal, ...timed]));
      const id = transactionId(answer, this.mask);
      log.info(
        `${name} → ${answer.status} in ${ports.now() - start} ms${id === undefined ? '' : ` (transaction ${id})`}`,
      );
      return answer;
    } catch (thrown) {
      const error =
        thrown instanceof Error && thrown.name === 'AbortError'
          ? asXApiError(thrown)
          : new XApiError(client.explain(thrown, request));
      const cause = thrown instanceof Error ? ` [${thrown.name}: ${thrown.message}]` : '';
      log.warn(`${name} → ${error.kind} after ${ports.now() - start} ms${cause}`);
      throw error;
    }
  }

  async #load(): Promise<HttpClient> {
    this.#client ??= this.#options.loadClient();
    try {
      return await this.#client;
    } catch (error) {
      // A bundle that could not be read once may be readable the next time.
      this.#client = undefined;
      this.#options.log.error(`The HTTP client could not be loaded: ${String(error)}`);
      throw asXApiError(error);
    }
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await (await client)?.close();
  }
}
