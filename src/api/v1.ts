import { readLegacyInitialized } from './answers.ts';
import {
  legacyPath,
  legacyProductionOrigin,
  productionOrigin,
  type InitializeRequest,
} from './contract.ts';
import { XApiError } from './errors.ts';
import type { CallOptions, Initialized, MediaApi } from './mediaApi.ts';
import { encodeForm, type Parameter } from './oauth1.ts';
import { withRetries } from './retry.ts';
import type { DialectOptions } from './v2.ts';

/** User ids that v1.1 takes as `additional_owners` (contract §1). */
export const legacyOwnersMax = 100;

/** Where v1.1 lives beside v2 at `origin`: on a host of its own in production alone. */
export function legacyBaseUrl(origin: string): URL {
  return new URL(origin === productionOrigin ? legacyProductionOrigin : origin);
}

/** X's legacy calls: one path, a `command`, and signatures of OAuth 1.0a only. */
export class V1MediaApi implements MediaApi {
  readonly dialect = 'v1.1';
  readonly #options: DialectOptions;

  /** `baseUrl` is that of {@link legacyBaseUrl}. */
  constructor(options: DialectOptions) {
    this.#options = options;
  }

  /** `POST /1.1/media/upload.json`, `command=INIT` */
  async initialize(request: InitializeRequest, options: CallOptions): Promise<Initialized> {
    const { baseUrl, credential, ports, transport, userAgent } = this.#options;
    if (credential.kind !== 'oauth1') throw needsOAuth1();
    const form = initForm(request);
    return withRetries(
      async () => {
        const answer = await transport.send(
          {
            method: 'POST',
            url: new URL(legacyPath, baseUrl),
            headers: {
              'content-type': 'application/x-www-form-urlencoded',
              accept: 'application/json',
              'user-agent': userAgent,
            },
            body: encodeForm(form),
            form,
            // As with v2: on a kept connection it could be sent twice.
            fresh: true,
            credential,
          },
          options.signal,
        );
        return readLegacyInitialized(answer, {
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
}

function initForm(request: InitializeRequest): Parameter[] {
  const { total_bytes, media_type, media_category, shared, additional_owners = [] } = request;
  if (shared === true) {
    throw notSent(
      'X’s v1.1 media upload has no parameter shared, so nothing was sent.',
      'Set xMedia.apiVersion to v2, or initialize without shared.',
    );
  }
  if (additional_owners.length > legacyOwnersMax) {
    throw notSent(
      `X’s v1.1 media upload takes at most ${legacyOwnersMax} additional owners, and these are ${additional_owners.length}, so nothing was sent.`,
      'Initialize again with fewer additional owners, or set xMedia.apiVersion to v2.',
    );
  }
  const form: Parameter[] = [
    ['command', 'INIT'],
    ['total_bytes', String(total_bytes)],
    ['media_type', media_type],
  ];
  if (media_category !== undefined) form.push(['media_category', media_category]);
  if (additional_owners.length > 0) form.push(['additional_owners', additional_owners.join(',')]);
  return form;
}

function notSent(explanation: string, remedy: string): XApiError {
  return new XApiError({ kind: 'invalid-request', explanation, remedy });
}

function needsOAuth1(): XApiError {
  return new XApiError({
    kind: 'needs-oauth1',
    explanation: 'X’s v1.1 media upload takes OAuth 1.0a keys only, so nothing was sent.',
    remedy: 'Enter OAuth 1.0a keys (X Media: Sign In), or set xMedia.apiVersion to v2.',
  });
}
