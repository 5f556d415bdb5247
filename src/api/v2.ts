import { readInitialized, refuseUnlessSuccess } from './answers.ts';
import { paths, type InitializeRequest } from './contract.ts';
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
import type { HttpAnswer } from './problem.ts';
import { withRetries } from './retry.ts';
import { readAppended, readFinalized, readStatus } from './statusAnswers.ts';

/** X's v2 calls: JSON in, JSON out. */
export class V2MediaApi implements MediaApi {
  readonly dialect = 'v2';
  readonly #options: DialectOptions;

  constructor(options: DialectOptions) {
    this.#options = options;
  }

  /** `POST /2/media/upload/initialize` */
  initialize(request: InitializeRequest, options: CallOptions): Promise<Initialized> {
    return withRetries(
      async () => {
        const answer = await this.#post('initialize', paths.initialize, request, options.signal);
        return readInitialized(answer, readingOf(this.#options, this.dialect, 'initialize'));
      },
      this.#options.ports,
      options,
    );
  }

  /** `POST /2/media/upload/{id}/append`, whose connection is kept for the next segment. */
  async append(mediaId: string, segment: Segment, options: AppendOptions): Promise<Appended> {
    const path = paths.append(checkId(mediaId));
    const form = multipart(segment, [['segment_index', String(segment.index)]]);
    const answer = await sendFor(
      this.#options,
      'append',
      {
        method: 'POST',
        url: new URL(path, this.#options.baseUrl),
        ...form,
        onSent: options.onSent,
        which: `segment ${segment.index}`,
      },
      options.signal,
    );
    return readAppended(answer, readingOf(this.#options, this.dialect, 'append'));
  }

  /** `POST /2/media/upload/{id}/finalize`: X refuses it without a JSON object. */
  async finalize(mediaId: string, signal: AbortSignal): Promise<MediaStatus> {
    const answer = await this.#post('finalize', paths.finalize(checkId(mediaId)), {}, signal);
    return readFinalized(answer, readingOf(this.#options, this.dialect, 'finalize'));
  }

  /** `GET /2/media/upload?command=STATUS&media_id=…` */
  async status(mediaId: string, signal: AbortSignal): Promise<MediaStatus> {
    const url = new URL(paths.status, this.#options.baseUrl);
    url.search = `command=STATUS&media_id=${checkId(mediaId)}`;
    // Seconds lie between two of them: no connection is worth keeping so long.
    const request = { method: 'GET', url, fresh: true } as const;
    const answer = await sendFor(this.#options, 'status', request, signal);
    return readStatus(answer, readingOf(this.#options, this.dialect, 'status'));
  }

  /** `POST /2/media/metadata` */
  async altText(mediaId: string, text: string, options: CallOptions): Promise<void> {
    const body = { id: checkId(mediaId), metadata: { alt_text: { text } } };
    await this.#repeated('altText', paths.metadata, body, options);
  }

  /** `POST /2/media/subtitles` */
  async subtitles(
    video: { readonly mediaId: string; readonly category: SubtitledCategory },
    { mediaId, languageCode, displayName }: SubtitleTrack,
    options: CallOptions,
  ): Promise<void> {
    const body = {
      id: checkId(video.mediaId),
      media_category: video.category,
      subtitles: {
        id: checkId(mediaId),
        language_code: languageCode,
        display_name: displayName,
      },
    };
    await this.#repeated('subtitles', paths.subtitles, body, options);
  }

  /** What says the same when it is said twice. */
  #repeated(call: Call, path: string, body: object, options: CallOptions): Promise<void> {
    return withRetries(
      async () => {
        const answer = await this.#post(call, path, body, options.signal);
        refuseUnlessSuccess(answer, readingOf(this.#options, this.dialect, call));
      },
      this.#options.ports,
      { ...options, idempotent: true },
    );
  }

  #post(call: Call, path: string, body: object, signal: AbortSignal): Promise<HttpAnswer> {
    const request = {
      method: 'POST',
      url: new URL(path, this.#options.baseUrl),
      contentType: 'application/json',
      body: JSON.stringify(body),
      // A server may close a kept connection just as the next POST goes out: whether it acted
      // on that is then not known, and each initialize may cost money.
      fresh: true,
    } as const;
    return sendFor(this.#options, call, request, signal);
  }
}
