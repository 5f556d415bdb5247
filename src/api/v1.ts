import type { RemedyAction } from './action.ts';
import { readLegacyInitialized } from './answers.ts';
import {
  legacyPath,
  legacyProductionOrigin,
  productionOrigin,
  type InitializeRequest,
} from './contract.ts';
import { XApiError } from './errors.ts';
import { readingOf, sendFor, type DialectOptions } from './calling.ts';
import { checkId } from './ids.ts';
import type {
  AppendOptions,
  Appended,
  Call,
  CallOptions,
  Initialized,
  MediaApi,
  MediaStatus,
  Segment,
  SubtitledCategory,
  SubtitleTrack,
} from './mediaApi.ts';
import { multipart } from './multipart.ts';
import { encodeForm, type Parameter } from './oauth1.ts';
import type { HttpAnswer } from './problem.ts';
import { withRetries } from './retry.ts';
import { readAppended, readFinalized, readStatus } from './statusAnswers.ts';

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
  readonly #v2: MediaApi;

  /**
   * `baseUrl` is that of {@link legacyBaseUrl}; `v2` is for what v1.1 has no call for here, with
   * the same keys.
   */
  constructor(options: DialectOptions, v2: MediaApi) {
    this.#options = options;
    this.#v2 = v2;
  }

  /** `POST /1.1/media/upload.json`, `command=INIT` */
  async initialize(request: InitializeRequest, options: CallOptions): Promise<Initialized> {
    this.#needOAuth1();
    const form = initForm(request);
    return withRetries(
      async () => {
        const answer = await this.#post('initialize', form, options.signal);
        return readLegacyInitialized(answer, readingOf(this.#options, this.dialect, 'initialize'));
      },
      this.#options.ports,
      options,
    );
  }

  /** `command=APPEND`, whose parts are not signed. */
  async append(mediaId: string, segment: Segment, options: AppendOptions): Promise<Appended> {
    this.#needOAuth1();
    const form = multipart(segment, [
      ['command', 'APPEND'],
      ['media_id', checkId(mediaId)],
      ['segment_index', String(segment.index)],
    ]);
    const answer = await sendFor(
      this.#options,
      'append',
      {
        method: 'POST',
        url: this.#url,
        ...form,
        onSent: options.onSent,
        which: `APPEND, segment ${segment.index}`,
      },
      options.signal,
    );
    return readAppended(answer, readingOf(this.#options, this.dialect, 'append'));
  }

  /** `command=FINALIZE` */
  async finalize(mediaId: string, signal: AbortSignal): Promise<MediaStatus> {
    this.#needOAuth1();
    const form: Parameter[] = [
      ['command', 'FINALIZE'],
      ['media_id', checkId(mediaId)],
    ];
    const answer = await this.#post('finalize', form, signal);
    return readFinalized(answer, readingOf(this.#options, this.dialect, 'finalize'));
  }

  /** `GET /1.1/media/upload.json?command=STATUS&media_id=…` */
  async status(mediaId: string, signal: AbortSignal): Promise<MediaStatus> {
    this.#needOAuth1();
    const url = this.#url;
    url.search = `command=STATUS&media_id=${checkId(mediaId)}`;
    const request = { method: 'GET', url, fresh: true, which: 'STATUS' } as const;
    const answer = await sendFor(this.#options, 'status', request, signal);
    return readStatus(answer, readingOf(this.#options, this.dialect, 'status'));
  }

  altText(mediaId: string, text: string, options: CallOptions): Promise<void> {
    return this.#v2.altText(mediaId, text, options);
  }

  subtitles(
    video: { readonly mediaId: string; readonly category: SubtitledCategory },
    track: SubtitleTrack,
    options: CallOptions,
  ): Promise<void> {
    return this.#v2.subtitles(video, track, options);
  }

  get #url(): URL {
    return new URL(legacyPath, this.#options.baseUrl);
  }

  #needOAuth1(): void {
    if (this.#options.credential.kind !== 'oauth1') throw needsOAuth1();
  }

  #post(call: Call, form: readonly Parameter[], signal: AbortSignal): Promise<HttpAnswer> {
    const request = {
      method: 'POST',
      url: this.#url,
      contentType: 'application/x-www-form-urlencoded',
      body: encodeForm(form),
      form,
      ...(call === 'finalize' ? { which: 'FINALIZE' } : {}),
      // As with v2: on a kept connection it could be sent twice.
      fresh: true,
    } as const;
    return sendFor(this.#options, call, request, signal);
  }
}

function initForm(request: InitializeRequest): Parameter[] {
  const { total_bytes, media_type, media_category, shared, additional_owners = [] } = request;
  if (shared === true) {
    throw notSent(
      'X’s v1.1 media upload has no parameter shared, so nothing was sent.',
      'Set xMedia.apiVersion to v2, or initialize without shared.',
      { kind: 'settings', setting: 'xMedia.apiVersion' },
    );
  }
  if (additional_owners.length > legacyOwnersMax) {
    throw notSent(
      `X’s v1.1 media upload takes at most ${legacyOwnersMax} additional owners, and these are ${additional_owners.length}, so nothing was sent.`,
      'Initialize again with fewer additional owners, or set xMedia.apiVersion to v2.',
      { kind: 'options' },
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

function notSent(explanation: string, remedy: string, action: RemedyAction): XApiError {
  return new XApiError({ kind: 'invalid-request', explanation, remedy, action });
}

function needsOAuth1(): XApiError {
  return new XApiError({
    kind: 'needs-oauth1',
    explanation: 'X’s v1.1 media upload takes OAuth 1.0a keys only, so nothing was sent.',
    remedy: 'Enter OAuth 1.0a keys (X Media: Sign In), or set xMedia.apiVersion to v2.',
    action: { kind: 'sign-in' },
  });
}
