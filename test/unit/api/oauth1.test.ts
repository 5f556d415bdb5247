/** RFC 5849: its own examples, X's known answer, and what must hold for whatever is signed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SignedRequest } from '../../../src/api/mediaApi.ts';
import {
  baseString,
  encodeForm,
  oauth1Credential,
  sign,
  signature,
  type Parameter,
} from '../../../src/api/oauth1.ts';
import { percentDecode, percentEncode } from '../../../src/api/percent.ts';
import { parseHeader, signatures } from './signatureChecker.ts';
import { keys } from './signed.ts';
import { standing } from './support.ts';

const occasion = { nonce: 'kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg', timestamp: 1318622958 };

const get = (url: string): SignedRequest => ({ method: 'GET', url: new URL(url) });

describe('known answers', () => {
  it('X’s page “Creating a signature”', () => {
    const header = sign(
      {
        method: 'post',
        url: new URL('https://api.twitter.com/1.1/statuses/update.json?include_entities=true'),
        form: [['status', 'Hello Ladies + Gentlemen, a signed OAuth request!']],
      },
      keys,
      occasion,
    );
    expect(header).toBe(
      'OAuth oauth_consumer_key="xvz1evFS4wEEPTGEFPHBog", ' +
        'oauth_nonce="kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg", ' +
        'oauth_signature_method="HMAC-SHA1", oauth_timestamp="1318622958", ' +
        'oauth_token="370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb", oauth_version="1.0", ' +
        'oauth_signature="hCtSmYh%2BiHYCEqBWrE7C7hYmtUk%3D"',
    );
  });

  it('RFC 5849 §3.4.1.1: the base string, with a name twice, a space as +, and empty values', () => {
    const request: SignedRequest = {
      method: 'POST',
      url: new URL('http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b'),
      form: [
        ['c2', ''],
        ['a3', '2 q'],
      ],
    };
    const protocol: Parameter[] = [
      ['oauth_consumer_key', '9djdj82h48djs9d2'],
      ['oauth_token', 'kkk9d7dh3k39sjv7'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '137131201'],
      ['oauth_nonce', '7d8f3e4a'],
      ['oauth_signature', 'bYT5CMsGcbgUdFHObYMEfcx6bsw='],
    ];
    const base = baseString(request, protocol);
    expect(base).toBe(
      'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7',
    );
    // As erratum 2550 has it: the RFC's own signature was of another base string.
    expect(signature(base, 'j49sk3j29djd', 'dh893hdasih9')).toBe('r6/TJjbCOr97/+UU0NsvSne7s5g=');
  });

  it.each<[string, SignedRequest, Parameter[], string, string]>([
    [
      'temporary credentials, without a token',
      { method: 'POST', url: new URL('https://photos.example.net/initiate') },
      [
        ['oauth_timestamp', '137131200'],
        ['oauth_nonce', 'wIjqoS'],
        ['oauth_callback', 'http://printer.example.com/ready'],
      ],
      '',
      '74KNZJeDHnMBp0EMJ9ZHt/XKycU=',
    ],
    [
      'token credentials',
      { method: 'POST', url: new URL('https://photos.example.net/token') },
      [
        ['oauth_token', 'hh5s93j4hdidpola'],
        ['oauth_timestamp', '137131201'],
        ['oauth_nonce', 'walatlh'],
        ['oauth_verifier', 'hfdp7dh39dks9884'],
      ],
      'hdhd0244k9j7ao03',
      'gKgrFCywp7rO0OXSjdot/IHF7IU=',
    ],
    [
      'a photo, with a query',
      get('http://photos.example.net/photos?file=vacation.jpg&size=original'),
      [
        ['oauth_token', 'nnch734d00sl2jdk'],
        ['oauth_timestamp', '137131202'],
        ['oauth_nonce', 'chapoH'],
      ],
      'pfkkdhi9sl3r4s00',
      'MdpQcU8iPSUjWoN/UDMsK2sui9I=',
    ],
  ])('RFC 5849 §1.2: %s', (_, request, some, tokenSecret, expected) => {
    const protocol: Parameter[] = [
      ['oauth_consumer_key', 'dpf43f3p2l4k3l03'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ...some,
    ];
    expect(signature(baseString(request, protocol), 'kd94hf93k423kf44', tokenSecret)).toBe(
      expected,
    );
  });

  it.each([
    ['HTTP://EXAMPLE.COM:80/r%20v/X?id=123', 'http://example.com/r%20v/X'],
    ['https://www.example.net:8080/?q=1', 'https://www.example.net:8080/'],
    ['https://Example.net:443', 'https://example.net/'],
    ['http://example.net:443/', 'http://example.net:443/'],
    ['https://example.net/A%2fb%2Fc/~d', 'https://example.net/A%2fb%2Fc/~d'],
    ['http://[::1]:4010/x', 'http://[::1]:4010/x'],
  ])('RFC 5849 §3.4.1.2: %s is signed as %s', (url, base) => {
    expect(baseString(get(url), []).split('&')[1]).toBe(percentEncode(base));
  });

  it.each([
    ['-._~0aZ', '-._~0aZ'],
    ["!*'()", '%21%2A%27%28%29'],
    [' +%&=', '%20%2B%25%26%3D'],
    ['Ladies + Gentlemen', 'Ladies%20%2B%20Gentlemen'],
    ['An encoded string!', 'An%20encoded%20string%21'],
    ['☃', '%E2%98%83'],
    ['👩‍👧', '%F0%9F%91%A9%E2%80%8D%F0%9F%91%A7'],
    ['\r\n\0', '%0D%0A%00'],
    ['a\ud800b', 'a%EF%BF%BDb'],
  ])('%j is encoded as %s', (text, encoded) => {
    expect(percentEncode(text)).toBe(encoded);
  });
});

/** Every UTF-16 unit: control characters, emoji in halves, and what has to be encoded, often. */
const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...Array.from(' +%&=!*\'()~-._,;/?:@#[]"\\\r\n\0é☃😀\u202e'), '%2B'),
    fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 12,
});
// The judge keeps parameters in an object, in which this name is no property.
const name = text.filter((given) => given !== '__proto__');
const parameters = fc.array(fc.tuple(name, text), { maxLength: 6 });

function urlOf(query: readonly Parameter[]): URL {
  const url = new URL('https://upload.twitter.com/1.1/media/upload.json');
  url.search = encodeForm(query);
  return url;
}

/** The request as a server sees it, with our header. */
function received(query: readonly Parameter[], form: readonly Parameter[], nonce = 'n') {
  const url = urlOf(query);
  const authorization = sign({ method: 'POST', url, form }, keys, { ...occasion, nonce });
  const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
  return { method: 'POST', url: url.href, headers, body: encodeForm(form) };
}

const signatureOf = (request: SignedRequest, using = keys, on = occasion) =>
  parseHeader(sign(request, using, on)).oauth_signature;

describe('percent-encoding', () => {
  it('leaves only unreserved characters, and comes back whole', () => {
    fc.assert(
      fc.property(text, (given) => {
        const encoded = percentEncode(given);
        expect(encoded).toMatch(/^(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})*$/);
        expect(decodeURIComponent(encoded)).toBe(given.toWellFormed());
        expect(percentDecode(encoded)).toBe(given.toWellFormed());
        expect(percentDecode(encoded.toLowerCase())).toBe(
          given.toWellFormed().replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
        );
      }),
    );
  });
});

describe('a signature', () => {
  it('holds before a judge of others’ making, whatever is in query and form', () => {
    fc.assert(
      fc.property(parameters, parameters, name, (query, form, nonce) => {
        const { expected, given } = signatures(received(query, form, nonce), keys);
        expect(given).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('holds with keys that need encoding themselves', () => {
    fc.assert(
      fc.property(text, text, (consumerSecret, accessTokenSecret) => {
        const odd = { ...keys, consumerSecret, accessTokenSecret };
        const request = get('http://127.0.0.1:1/2/users/me?a=b');
        const authorization = sign(request, odd, occasion);
        const wire = { method: 'GET', url: request.url.href, headers: { authorization }, body: '' };
        const wellFormed = {
          ...odd,
          consumerSecret: consumerSecret.toWellFormed(),
          accessTokenSecret: accessTokenSecret.toWellFormed(),
        };
        const { expected, given } = signatures(wire, wellFormed);
        expect(given).toBe(expected);
      }),
    );
  });

  it('does not depend on the order of parameters, nor on whether query or form holds them', () => {
    const shuffled = parameters.chain((some) =>
      fc.tuple(
        fc.constant(some),
        fc.shuffledSubarray(some, { minLength: some.length }),
        fc.nat(some.length),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([some, other, cut]) => {
        const inForm = { method: 'POST', url: urlOf([]), form: some };
        const split = { method: 'POST', url: urlOf(other.slice(0, cut)), form: other.slice(cut) };
        expect(signatureOf(split)).toBe(signatureOf(inForm));
      }),
    );
  });

  it('is another one after a change of a single character', () => {
    const changed = fc.tuple(
      fc.nat(),
      fc.constantFrom('', ...Array.from('aA0 +%&=!~é😀')),
      fc.constantFrom(0, 1),
    );
    const parts = fc.tuple(text, text, text, text, text, text, text);
    const make = (given: readonly string[]) => {
      const [path = '', n1 = '', v1 = '', n2 = '', v2 = '', nonce = '', secret = ''] = given;
      const url = urlOf([[`q${n1}`, v1]]);
      url.pathname = `/p${percentEncode(path)}`;
      const form: Parameter[] = [[`f${n2}`, v2]];
      const using = { ...keys, consumerSecret: secret };
      return signatureOf({ method: 'POST', url, form }, using, { ...occasion, nonce });
    };
    fc.assert(
      fc.property(parts, fc.nat(6), changed, (given, part, [at, character, dropped]) => {
        const before = (given[part] ?? '').toWellFormed();
        const place = at % (before.length + 1);
        const after = before.slice(0, place) + character + before.slice(place + dropped);
        fc.pre(after.toWellFormed() !== before);
        expect(make(given.with(part, after))).not.toBe(make(given.with(part, before)));
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, (request: SignedRequest) => SignedRequest]>([
    ['the method', (request) => ({ ...request, method: 'GET' })],
    ['the scheme', (request) => ({ ...request, url: new URL('http://x.test:443/p') })],
    ['the host', (request) => ({ ...request, url: new URL('https://y.test/p') })],
    ['the port', (request) => ({ ...request, url: new URL('https://x.test:8443/p') })],
    ['the case of the path', (request) => ({ ...request, url: new URL('https://x.test/P') })],
    ['one more parameter', (request) => ({ ...request, form: [['', '']] })],
  ])('covers %s', (_, change) => {
    const request = { method: 'POST', url: new URL('https://x.test/p') };
    expect(signatureOf(change(request))).not.toBe(signatureOf(request));
  });
});

describe('the credential', () => {
  const never = new AbortController().signal;
  const credential = (now: number) =>
    oauth1Credential({
      origin: 'https://api.x.com',
      label: '@a',
      keys,
      ports: { now: () => now },
    });

  it('signs every request with a nonce of its own and the time in seconds', async () => {
    const acting = credential(standing + 999);
    const nonces = new Set<string | undefined>();
    for (let time = 0; time < 200; time += 1) {
      const header = parseHeader(await acting.authorization(get('https://api.x.com/'), never));
      expect(header).toMatchObject({
        oauth_consumer_key: keys.consumerKey,
        oauth_token: keys.accessToken,
        oauth_timestamp: String(standing / 1000),
        oauth_version: '1.0',
      });
      expect(header.oauth_nonce).toMatch(/^[0-9a-f]{32}$/);
      nonces.add(header.oauth_nonce);
    }
    expect(nonces.size).toBe(200);
  });

  it('shows no secret of its own, and puts none in the header', async () => {
    const acting = credential(standing);
    const header = await acting.authorization(get('https://api.x.com/'), never);
    for (const secret of [keys.consumerSecret, keys.accessTokenSecret]) {
      expect(header).not.toContain(secret);
      expect(JSON.stringify(acting)).not.toContain(secret);
    }
    expect(acting.secrets?.()).toEqual(expect.arrayContaining(Object.values(keys)));
  });
});
