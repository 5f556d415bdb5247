/** What may be pasted for each of the four keys. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OAuth1Keys } from '../../../src/api/oauth1.ts';
import { checkKey } from '../../../src/api/oauth1Keys.ts';
import { keys } from './signed.ts';

type Name = keyof OAuth1Keys;
const names = Object.keys(keys) as Name[];
const { consumerKey, consumerSecret, accessToken } = keys;
/** X's own samples of OAuth 2.0, which end in `:1:ci` and `:at:1` once decoded. */
const clientId = 'M1M5R3BMVy13QmpScXkzTUt5OE46MTpjaQ';
const userToken =
  'Q0Mzb0VhZ0V5dmNXSTEyNER2MFNfVW50RzdXdTN6STFxQlVkTGhTc1lCdlBiOjE2MjIxNDc3NDM5MTQ6MToxOmF0OjE';

describe('a key', () => {
  it.each(names)('%s is taken as it is, and from white space and quotes', (name) => {
    const key = keys[name];
    for (const pasted of [key, ` \t${key}\r\n`, `"${key}"`, `'${key}'\n`, `\`${key}\``]) {
      expect(checkKey(name, pasted)).toEqual({ key });
    }
  });

  it.each<[Name, string, string]>([
    ['consumerKey', '', 'Enter the consumer key.'],
    ['accessTokenSecret', ' "" \n', 'Enter the access token secret.'],
    ['consumerKey', 'abc', 'too short for the consumer key'],
    ['consumerSecret', 'a'.repeat(201), 'far too long for the consumer secret'],
    ['consumerSecret', 'abcdefgh ijklmnop', 'holds a space or a line break'],
    ['consumerSecret', 'abcdefgh\nijklmnop', 'holds a space or a line break'],
    ['consumerKey', `oauth_consumer_key="${consumerKey}"`, 'holds “=”'],
    ['consumerKey', `${consumerKey},`, 'holds “,”'],
    ['consumerSecret', 'abcdefgh\0ijk', 'holds an unreadable character'],
    ['consumerSecret', 'abcdefgh\u200bijk', 'holds an unreadable character'],
    ['consumerSecret', 'abcdefgh\ud800ijk', 'holds “\ufffd”'],
    ['consumerSecret', 'abcdefgh😀', 'holds “😀”'],
    ['consumerSecret', 'abc\r\nx-evil: 1', 'holds a space or a line break'],
    ['consumerKey', 'Bearer abcdefghijkl', 'a bearer token'],
    ['accessToken', 'bearer', 'a bearer token'],
    ['accessToken', `${'A'.repeat(22)}abc%2Bdef%3D`, 'a bearer token'],
    ['consumerKey', 'OAuth oauth_consumer_key="a", oauth_nonce="b"', 'a whole authorization'],
    ['consumerKey', clientId, 'client id of OAuth 2.0'],
    ['consumerSecret', userToken, 'token of OAuth 2.0'],
    ['accessToken', userToken, 'token of OAuth 2.0'],
    ['accessToken', consumerKey, 'has the form digits-letters'],
    ['accessToken', consumerSecret, 'has the form digits-letters'],
    ['accessToken', '370773112', 'has the form digits-letters'],
    ['consumerKey', accessToken, 'here belongs the consumer key'],
    ['consumerSecret', accessToken, 'here belongs the consumer secret'],
    ['accessTokenSecret', accessToken, 'here belongs the access token secret'],
    ['consumerKey', consumerSecret, 'it may be the secret'],
  ])('%s: %j is refused', (name, pasted, says) => {
    const checked = checkKey(name, pasted);
    expect(checked).toHaveProperty('problem');
    const { problem } = checked as { problem: string };
    expect(problem).toContain(says);
    expect(problem).toMatch(/^[A-Z].*\.$/);
    // A refusal must not show half of a secret on the screen.
    for (const key of Object.values(keys)) expect(problem).not.toContain(key);
  });

  it('that is taken can stand in a header, whatever was pasted', () => {
    const odd = fc.string({ unit: 'binary', maxLength: 60 });
    fc.assert(
      fc.property(fc.constantFrom(...names), odd, odd, (name, before, after) => {
        for (const pasted of [before, before + keys[name] + after]) {
          const checked = checkKey(name, pasted);
          if ('key' in checked) expect(checked.key).toMatch(/^[A-Za-z0-9._~-]{8,200}$/);
          else expect(checked.problem.length).toBeGreaterThan(10);
        }
      }),
    );
  });
});
