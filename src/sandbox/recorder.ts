/** What came in and how it was answered, for tests and for whoever rehearses. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Call } from './calls.ts';
import type { Json } from './json.ts';

export interface RecordedRequest {
  /** 1 for the first request since the start; rising. */
  readonly n: number;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Null for a path or method that is no call of media upload. */
  readonly call: Call | null;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly contentType: string | null;
  /**
   * JSON as sent. A segment, multipart or JSON, as `{segment_index, bytes, sha256}`. Null for no
   * body, for one that cannot be read, and while it is on its way.
   */
  body: Json;
  /**
   * The status; `reset` and `half` for those failures on request; `aborted` when the client went
   * away first. Null while it is being answered.
   */
  answered: number | 'reset' | 'half' | 'aborted' | null;
}

/** Requests that are remembered. */
const kept = 1000;

export class Recorder {
  readonly #clock: () => number;
  readonly #token: string;
  #requests: RecordedRequest[] = [];
  #count = 0;

  constructor(clock: () => number, token: string) {
    this.#clock = clock;
    this.#token = token;
  }

  begin(call: Call | null, incoming: IncomingMessage): RecordedRequest {
    this.#count += 1;
    const request: RecordedRequest = {
      n: this.#count,
      at: this.#clock(),
      call,
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headers: this.#readable(incoming.headers),
      contentType: incoming.headers['content-type'] ?? null,
      body: null,
      answered: null,
    };
    this.#requests.push(request);
    if (this.#requests.length > kept) this.#requests.shift();
    return request;
  }

  /** Oldest first, as copies. */
  requests(): RecordedRequest[] {
    return this.#requests.map((request) => ({ ...request }));
  }

  clear(): void {
    this.#requests = [];
  }

  #readable(headers: IncomingHttpHeaders): Record<string, string> {
    return Object.fromEntries(
      Object.entries(headers).map(([name, value]) => {
        const text = Array.isArray(value) ? value.join(', ') : (value ?? '');
        return [name, name === 'authorization' ? this.#masked(text) : text];
      }),
    );
  }

  /** A token that is not the sandbox's own came here by mistake, and must not stay here. */
  #masked(authorization: string): string {
    if (authorization === `Bearer ${this.#token}`) return authorization;
    const scheme = /^(Bearer|OAuth|Basic) /i.exec(authorization)?.[1];
    return scheme === undefined ? '<another credential>' : `${scheme} <another token>`;
  }
}
