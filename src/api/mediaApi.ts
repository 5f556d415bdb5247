import type { InitializeRequest, subtitledCategories } from './contract.ts';

/** What a signature covers. */
export interface SignedRequest {
  readonly method: string;
  /** Its query is signed. */
  readonly url: URL;
  /** Names and values of a form-urlencoded body, as sent; any other body is not signed. */
  readonly form?: readonly (readonly [string, string])[] | undefined;
}

/** A way to call X: which origin it belongs to, and the header it puts on a request to it. */
export interface Credential {
  /** Scheme, host and port, such as `https://api.x.com`; the header goes nowhere else. */
  readonly origin: string;
  /** What the account is called in the view; no secret. */
  readonly label: string;
  /** `oauth2` for a bearer, pasted or signed in for; `oauth1` for a signature of each request. */
  readonly kind: 'oauth2' | 'oauth1';
  /**
   * The value of the `Authorization` header. Rejects with an XApiError (`unauthorized`) when the
   * account cannot act any more.
   */
  authorization(request: SignedRequest, signal: AbortSignal): Promise<string>;
  /**
   * After a 401 to a request that carried `refused`: whether there is another authorization by
   * now, with which the request may be sent once more. Rejects with an XApiError when the user has
   * to sign in again.
   */
  renew?(refused: string, signal: AbortSignal): Promise<boolean>;
  /** What no log may hold, beyond what the authorization itself carries. */
  secrets?(): readonly string[];
}

/** What X said of its work on the media, as far as it said anything. */
export interface ProcessingInfo {
  readonly state: string;
  /** Seconds until it is worth asking again. */
  readonly checkAfterSecs?: number | undefined;
  readonly progressPercent?: number | undefined;
  /** Why processing failed, in X's words: they hold no secret, and may be shown. */
  readonly error?:
    | {
        readonly code?: number | undefined;
        readonly name?: string | undefined;
        readonly message?: string | undefined;
      }
    | undefined;
}

/** X's answer to initialize. */
export interface Initialized {
  /** The media_id: 1 to 19 digits, never taken through a number. */
  readonly id: string;
  readonly mediaKey?: string | undefined;
  /** Epoch milliseconds at which the media_id expires; undefined when X gave no usable time. */
  readonly expiresAt?: number | undefined;
  /** Bytes, as X counts them. */
  readonly size?: number | undefined;
  /** Pixels, where X measured the image. */
  readonly image?: { readonly width: number; readonly height: number } | undefined;
  readonly processing?: ProcessingInfo | undefined;
  /** What X added to a success, and what in its answer could not be used: sentences to show. */
  readonly warnings: readonly string[];
}

/** A wait before a call is repeated. */
export interface RetryNotice {
  /** The sentence of the failure that is being waited out. */
  readonly explanation: string;
  /** Epoch milliseconds of the next attempt. */
  readonly nextAt: number;
}

export interface CallOptions {
  readonly signal: AbortSignal;
  readonly onRetry?: (notice: RetryNotice) => void;
}

/** X's answer to finalize and to STATUS: what it holds now. */
export interface MediaStatus extends Omit<Initialized, 'id'> {
  /** The answer as it may be shown, where it says that processing failed. */
  readonly answer?: string;
}

/** Bytes that are free before and behind a segment's own in its buffer: the dialects frame it there. */
export const segmentFrameBytes = 1024;

/**
 * A segment in a buffer that has {@link segmentFrameBytes} before `start` and behind
 * `start + length`, which append overwrites: a body of megabytes is not copied for its framing.
 */
export interface Segment {
  /** 0 to 999. */
  readonly index: number;
  readonly buffer: Buffer;
  /** Where the file's bytes begin in the buffer. */
  readonly start: number;
  /** Bytes of the file. */
  readonly length: number;
}

export interface AppendOptions {
  readonly signal: AbortSignal;
  /**
   * Bytes of the body that the connection took since the last time; framing included. They are
   * counted anew when X answers 401 and the body is sent once more with a new authorization.
   */
  readonly onSent?: ((bytes: number) => void) | undefined;
}

export interface Appended {
  /** Epoch milliseconds, where X says anew when the media_id expires. */
  readonly expiresAt?: number | undefined;
}

/** A subtitle track for a video: its file is uploaded already. */
export interface SubtitleTrack {
  /** The media_id of the .srt or .vtt. */
  readonly mediaId: string;
  /** Two capital letters, such as `EN`. */
  readonly languageCode: string;
  readonly displayName: string;
}

export type SubtitledCategory = (typeof subtitledCategories)[number];

/** What X is asked for; its failures are put in other words for each. */
export type Call = 'initialize' | 'append' | 'finalize' | 'status' | 'altText' | 'subtitles';

/** X's two ways of saying the same. */
export type Dialect = 'v2' | 'v1.1';

/**
 * X's media upload, whichever dialect is spoken. Every failure is an {@link XApiError}. Initialize,
 * alt text and subtitles repeat what is safe to repeat; append, finalize and status are one request
 * each, whose repetition is the engine's to decide.
 */
export interface MediaApi {
  /** A {@link Dialect}: how it is called in the view and in the settings. */
  readonly dialect: string;
  initialize(request: InitializeRequest, options: CallOptions): Promise<Initialized>;
  append(mediaId: string, segment: Segment, options: AppendOptions): Promise<Appended>;
  finalize(mediaId: string, signal: AbortSignal): Promise<MediaStatus>;
  status(mediaId: string, signal: AbortSignal): Promise<MediaStatus>;
  /** `text`: 1 to 1000 characters; empty takes the alt text away. */
  altText(mediaId: string, text: string, options: CallOptions): Promise<void>;
  subtitles(
    video: { readonly mediaId: string; readonly category: SubtitledCategory },
    track: SubtitleTrack,
    options: CallOptions,
  ): Promise<void>;
}
