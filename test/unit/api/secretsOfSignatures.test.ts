/** Keys and signatures show nowhere: no log line, no error and its causes, no answer's record. */
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sign, type OAuth1Keys } from '../../../src/api/oauth1.ts';
import { percentEncode } from '../../../src/api/percent.ts';
import { Redactor } from '../../../src/api/redact.ts';
import { parseHeader } from './signatureChecker.ts';
import { httpServer, refusingOrigin } from './support.ts';
import { id, keys, signedClient } from './signed.ts';

const keyTexts = Object.values<string>({ ...keys });

/** Every form in which a server may give a secret back, or a log may write it. */
function forms(secret: string): string[] {
  const encoded = [encodeURIComponent(secret), percentEncode(secret)];
  return [
    secret,
    ...encoded,
    ...encoded.map((form) => form.replace(/%../g, (triplet) => triplet.toLowerCase())),
    ...encoded.map(encodeURIComponent),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    Buffer.from(secret).toString('base64url'),
    JSON.stringify(secret).slice(1, -1),
  ];
}

/** What of a header is secret: all but how and when it was made. */
function secretsOf(authorization: string | undefined): string[] {
  const { oauth_consumer_key, oauth_token, oauth_nonce, oauth_signature } =
    parseHeader(authorization);
  return [oauth_consumer_key, oauth_token, oauth_nonce, oauth_signature].map(String);
}

function nothingOf(secrets: readonly string[], text: string): void {
  expect(secrets.flatMap(forms).filter((form) => text.includes(form))).toEqual([]);
}

describe('a server that repeats all it was told, and what it should not know', () => {
  const bodies: [string, number, (told: string) => string][] = [
    ['as words', 401, (told) => told],
    [
      'as an error of v1.1',
      401,
      (told) => JSON.stringify({ errors: [{ code: 32, message: told }] }),
    ],
    ['as D', 403, (told) => JSON.stringify({ request: told, error: told })],
    [
      'as a parameter',
      400,
      (told) => JSON.stringify({ errors: [{ parameter: told }], value: told }),
    ],
    [
      'as a problem with a link',
      403,
      (told) =>
        JSON.stringify({
          type: 'https://api.x.com/2/problems/client-forbidden',
          registration_url: told,
        }),
    ],
    ['with a 200 of words', 200, (told) => told],
    [
      'beside an id',
      202,
      (told) =>
        JSON.stringify({
          media_id_string: id,
          media_key: told,
          expires_after_secs: told,
          processing_info: { state: told },
          errors: [{ message: told }],
        }),
    ],
  ];

  it.each(bodies)('%s: it is in no line, error or record', async (_, status, bodyOf) => {
    const told: string[] = [];
    let at = 0;
    await using x = await httpServer(({ headers }, response) => {
      told.push(...secretsOf(headers.authorization));
      const all = [...told, ...keyTexts].flatMap(forms);
      // One at a time: what is shown of an answer is cut, and would be cut before most of them.
      const text = all[(at * 7) % all.length] ?? '';
      response.writeHead(status, { 'x-transaction-id': text }).end(bodyOf(text));
    });
    await using api = signedClient(x.url);
    for (; at < 25; at += 1) {
      const outcome: unknown = await api.initialize().catch((error: unknown) => error);
      const shown = inspect(outcome, { depth: 10, showHidden: true, maxStringLength: null });
      const secrets = [...keyTexts, ...told.splice(0)];
      nothingOf(secrets, shown);
      nothingOf(secrets, api.lines.splice(0).join('\n'));
      expect(shown).toContain('[hidden]');
    }
  });
});

describe('what fails below HTTP', () => {
  it('says nothing of the keys', async () => {
    const origin = await refusingOrigin();
    await using api = signedClient(origin);
    const error = await api.failure();
    const shown = inspect(error, { depth: 10, showHidden: true }) + api.lines.join('\n');
    nothingOf(keyTexts, shown);
    expect(api.lines.length).toBeGreaterThan(0);
  });
});

describe('Redactor', () => {
  const odd = fc.string({
    unit: fc.constantFrom(...Array.from('aZ0-._~!*\'()+/=%&"\\')),
    minLength: 6,
    maxLength: 20,
  });
  const someKeys: fc.Arbitrary<OAuth1Keys> = fc.record({
    consumerKey: odd,
    consumerSecret: odd,
    accessToken: odd,
    accessTokenSecret: odd,
  });
  const request = { method: 'GET', url: new URL('https://api.x.com/2/users/me') };

  it('hides what a header carries, alone, whole and encoded once more', () => {
    fc.assert(
      fc.property(someKeys, odd, (given, nonce) => {
        const header = sign(request, given, { nonce, timestamp: 1 });
        const redactor = new Redactor();
        redactor.hideAuthorization(header);
        for (const secret of secretsOf(header)) {
          for (const form of forms(secret)) {
            expect(redactor.mask(`a ${form} b`)).toBe('a [hidden] b');
          }
        }
        const whole = redactor.redact(`authorization: ${header}`);
        expect(whole).toBe('authorization: OAuth [hidden]');
      }),
    );
  });

  it.each([
    ['OAuth oauth_nonce="ab", oauth_signature="c%2Bd%3D", realm="x" y', 'OAuth [hidden] y'],
    ['oauth_signature=c%2Bd%3D&x=1', 'oauth_signature=[hidden]&x=1'],
    ['{"oauth_token":"12-ab","a":1}', '{"oauth_token":"[hidden]","a":1}'],
    ['oauth_token_secret: abc', 'oauth_token_secret: [hidden]'],
    ['oauth_consumer_key%3Dabc%26x', 'oauth_consumer_key%3D[hidden]'],
    ['oauth_signature_method="HMAC-SHA1"', 'oauth_signature_method="HMAC-SHA1"'],
    ['OAuth 1.0a keys', 'OAuth 1.0a keys'],
  ])('in a log, of what it was never told: %s', (text, expected) => {
    expect(new Redactor().redact(text)).toBe(expected);
  });

  it('leaves words alone that a header without secrets would name', () => {
    const redactor = new Redactor();
    redactor.hideAuthorization('OAuth oauth_nonce="", oauth_signature="a", oauth_token=""');
    redactor.hideAuthorization('OAuth');
    expect(redactor.mask('a word and OAuth')).toBe('a word and OAuth');
  });

  it('forgets signatures of long ago, and neither the keys nor the latest', () => {
    const redactor = new Redactor();
    redactor.hide('kept-for-ever');
    const headers = Array.from({ length: 1000 }, (_, at) =>
      sign(request, keys, { nonce: `nonce-${at}-of-this-run`, timestamp: at }),
    );
    for (const header of headers) redactor.hideAuthorization(header);
    const masked = (at: number) => redactor.mask(parseHeader(headers.at(at)).oauth_signature ?? '');
    expect(masked(0)).not.toBe('[hidden]');
    for (let at = -30; at < 0; at += 1) expect(masked(at)).toBe('[hidden]');
    expect(redactor.mask(`${keys.accessToken} kept-for-ever`)).toBe('[hidden] [hidden]');
  });
});
