/** Ids as X makes them: snowflakes for media, 16 hex digits for transactions. */
import type { MediaCategory } from '../api/contract.ts';

/** `count` random bytes. */
export type Random = (count: number) => Uint8Array;

/** Milliseconds: the epoch of snowflake ids, 2010-11-04T01:42:54.657Z. */
const snowflakeEpoch = 1_288_834_974_657;
/** Between these two, a snowflake has 19 digits and fits a signed 64-bit integer. */
const earliest = Date.UTC(2025, 0, 1);
const latest = Date.UTC(2079, 0, 1);

/** A source of media ids: unique, rising, 19 digits, whatever the clock says. */
export function mediaIds(clock: () => number, random: Random): () => string {
  let last = 0n;
  return () => {
    const at = Math.min(latest, Math.max(earliest, Math.trunc(clock())));
    const noise = random(3).reduce((sum, byte) => sum * 256 + byte, 0) % 2 ** 22;
    // Odd, so that no id survives a trip through a double: who rounds one, asks for another.
    const id = (BigInt(at - snowflakeEpoch) << 22n) | BigInt(noise) | 1n;
    last = id > last ? id : last + 2n;
    return last.toString();
  };
}

/**
 * The number before the underscore of a `media_key`. X's public samples show 3, 7, 13 and 16; the
 * others are documented nowhere and only need to be numbers.
 */
const keyPrefixes: Record<MediaCategory, number> = {
  tweet_image: 3,
  tweet_video: 7,
  amplify_video: 13,
  tweet_gif: 16,
  dm_image: 21,
  dm_video: 22,
  dm_gif: 23,
  subtitles: 24,
};
const prefixWithoutCategory = 25;

export function mediaKey(id: string, category: MediaCategory | undefined): string {
  return `${category === undefined ? prefixWithoutCategory : keyPrefixes[category]}_${id}`;
}

/** `x-transaction-id` of one answer. */
export function transactionId(random: Random): string {
  return Buffer.from(random(8)).toString('hex');
}
