/** The four keys of OAuth 1.0a: of an app, and of its user. */
import { sandboxUser } from './callers.ts';
import type { Random } from './ids.ts';

export interface OAuth1Keys {
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly accessToken: string;
  readonly accessTokenSecret: string;
}

export type GivenKeys = { readonly [Key in keyof OAuth1Keys]?: string | undefined };

/** Those given, the rest of the length and the letters of X's: the token begins with the user. */
export function chosenKeys(given: GivenKeys = {}, random: Random): OAuth1Keys {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  const text = (count: number) =>
    Array.from(random(count), (byte) => letters[byte % letters.length]).join('');
  return {
    consumerKey: given.consumerKey ?? text(25),
    consumerSecret: given.consumerSecret ?? text(50),
    accessToken: given.accessToken ?? `${sandboxUser.id}-${text(40)}`,
    accessTokenSecret: given.accessTokenSecret ?? text(45),
  };
}
