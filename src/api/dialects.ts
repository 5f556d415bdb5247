/** X's calls in both dialects, and what explains their answers: a bundle, read with the first call. */
import type { DialectOptions } from './calling.ts';
import type { MediaApi } from './mediaApi.ts';
import { legacyBaseUrl, V1MediaApi } from './v1.ts';
import { V2MediaApi } from './v2.ts';

export { whoAmI } from './me.ts';
export { oauth1Credential } from './oauth1.ts';

/** X's media upload at `origin`, the environment's, in the dialect that is asked for. */
export function mediaApi(
  version: 'v2' | 'v1.1',
  { origin, ...options }: Omit<DialectOptions, 'baseUrl'> & { readonly origin: string },
): MediaApi {
  const v2 = new V2MediaApi({ ...options, baseUrl: new URL(origin) });
  return version === 'v1.1'
    ? new V1MediaApi({ ...options, baseUrl: legacyBaseUrl(origin) }, v2)
    : v2;
}
