import type { InitializeRequest } from './contract.ts';

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

/** X's two ways of saying the same. */
export type Dialect = 'v2' | 'v1.1';

/** X's media upload, whichever dialect is spoken. Every failure is an {@link XApiError}. */
export interface MediaApi {
  /** A {@link Dialect}: how it is called in the view and in the settings. */
  readonly dialect: string;
  initialize(request: InitializeRequest, options: CallOptions): Promise<Initialized>;
}
