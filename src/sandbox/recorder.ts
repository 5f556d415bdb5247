/** What came in and how it was answered, for tests and for whoever rehearses. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Call } from './calls.ts';
import type { Caller } from './callers.ts';
import type { Dialect } from './dialect.ts';
import type { Json } from './json.ts';

export interface RecordedRequest {
  /** 1 for the first request since the start; rising. */
  readonly n: number;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Null for what is none of {@link Call}, and while v1.1's command is not read yet. */
  call: Call | null;
  /** Null for a path that the sandbox does not have. */
  readonly dialect: Dialect['name'] | null;
  /** How the caller has proved who it is; null for one that has not, and until it is asked. */
  account: Caller['kind'] | null;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly contentType: string | null;
  /**
   * JSON as sent, and a form as an object of its parameters: of one that came more than once, the
   * list. A segment, multipart or JSON, as `{segment_index, bytes, sha256}` and what came beside
   * it. A secret of OAuth 2.0 that the sandbox has not issued is masked. One of more
   * than 16 KiB, which nobody sends in good faith, as its number of `{characters}`. Null for no
   * body, for one that cannot be read, and while it is on its way.
   */
  body: Json;
  /**
   * The status; `reset` and `half` for those failures on request; `aborted` when the client went
   * away first, even if the call took place. Null while it is being answered.
   */
  answered: number | 'reset' | 'half' | 'aborted' | null;
}

/** Requests that are remembered. */
const kept = 5000;
/** Characters of JSON: 5000 longer ones would be more than a test may cost. */
const bodyMax = 16 * 2 ** 10;

/** A body for the log; of a long one, its length. */
export function remembered(body: Json): Json {
  const { length } = JSON.stringify(body);
  return length > bodyMax ? { characters: length } : body;
}

export class Recorder {
  readonly #clock: () => number;
  readonly #owns: (authorization: string) => boolean;
  #requests: RecordedRequest[] = [];
  #count = 0;

  /** `owns` says whether a credential is the sandbox's own, and so no secret here. */
  constructor(clock: () => number, owns: (authorization: string) => boolean) {
    this.#clock = clock;
    this.#owns = owns;
  }

  begin(
    call: Call | null,
    incoming: IncomingMessage,
    dialect: Dialect['name'] | null = null,
  ): RecordedRequest {
    this.#count += 1;
    const request: RecordedRequest = {
      n: this.#count,
      at: this.#clock(),
      call,
      dialect,
      account: null,
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

  /** A credential that is not the sandbox's own came here by mistake, and must not stay here. */
  #masked(authorization: string): string {
    if (this.#owns(authorization)) return authorization;
    const scheme = /^(Bearer|OAuth|Basic) /i.exec(authorization)?.[1];
    return scheme === undefined ? '<another credential>' : `${scheme} <another token>`;
  }
}
