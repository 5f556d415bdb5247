/**
 * X's media upload, as X names it: what its OpenAPI description (2.167, August 2026) and its pages
 * on media upload allow in a request. Nothing here depends on the editor or on a network.
 */

/** The types X takes: `media_type` of initialize, in the order of X's description. */
export const mediaTypes = [
  'video/mp4',
  'video/webm',
  'video/mp2t',
  'video/quicktime',
  'text/srt',
  'text/vtt',
  'image/jpeg',
  'image/gif',
  'image/bmp',
  'image/png',
  'image/webp',
  'image/pjpeg',
  'image/tiff',
  'model/gltf-binary',
  'model/vnd.usdz+zip',
] as const;
export type MediaType = (typeof mediaTypes)[number];

/** `media_category` of initialize. */
export const mediaCategories = [
  'amplify_video',
  'tweet_gif',
  'tweet_image',
  'tweet_video',
  'dm_gif',
  'dm_image',
  'dm_video',
  'subtitles',
] as const;
export type MediaCategory = (typeof mediaCategories)[number];

/** Ids of media and of users, before they enter a URL, a body or a file name. */
export const idPattern = /^[0-9]{1,19}$/;

/** Bytes: the largest `total_bytes` that X's description allows (16 GiB). */
export const totalBytesMax = 17_179_869_184;
/** The largest `segment_index` of append. */
export const segmentIndexMax = 999;
/** Characters of an alt text. */
export const altTextMax = 1000;
/** Language of a subtitle track, as `/2/media/subtitles` takes it. */
export const languageCodePattern = /^[A-Z]{2}$/;
/** `media_category` of `/2/media/subtitles`, which spells it unlike every other call. */
export const subtitledCategories = ['AmplifyVideo', 'TweetVideo'] as const;

export const productionOrigin = 'https://api.x.com';
/** Where production's v1.1 media upload lives; the sandbox and custom servers have it on their own. */
export const legacyProductionOrigin = 'https://upload.twitter.com';

/** `POST` with a `command`, and `GET` for STATUS: the whole of v1.1's media upload. */
export const legacyPath = '/1.1/media/upload.json';

/** Paths of OAuth 2.0; `authorize` is a page, at {@link authorizeOrigin} in production. */
export const oauth2Paths = {
  authorize: '/i/oauth2/authorize',
  token: '/2/oauth2/token',
  revoke: '/2/oauth2/revoke',
} as const;
export const authorizeOrigin = 'https://x.com';
/** What the extension asks for: `media.write` to upload, the rest to name the account and to refresh. */
export const scopes = ['media.write', 'users.read', 'tweet.read', 'offline.access'] as const;

/** Paths of the v2 calls. */
export const paths = {
  initialize: '/2/media/upload/initialize',
  append: (id: string) => `/2/media/upload/${id}/append`,
  finalize: (id: string) => `/2/media/upload/${id}/finalize`,
  status: '/2/media/upload',
  metadata: '/2/media/metadata',
  subtitles: '/2/media/subtitles',
  me: '/2/users/me',
} as const;

/** The JSON body of `POST /2/media/upload/initialize`; X refuses any other property. */
export interface InitializeRequest {
  readonly media_type: MediaType;
  /** Bytes, 0 to {@link totalBytesMax}. */
  readonly total_bytes: number;
  /** Left out for 3D models only: X documents no category for them. */
  readonly media_category?: MediaCategory | undefined;
  readonly shared?: boolean | undefined;
  /** User ids that may use the media too. */
  readonly additional_owners?: readonly string[] | undefined;
}
