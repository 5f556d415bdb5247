import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentEncode, signatureOf } from '../../../src/sandbox/oauth1Signature.ts';
import { decodeParameters, type Parameter } from '../../../src/sandbox/urlencoded.ts';
import { authorize } from './oauth1Support.ts';

const xExample = {
  consumerSecret: 'kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw',
  accessTokenSecret: 'LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE',
};

describe('the signature', () => {
  it('is the one on X’s page “Creating a signature”', () => {
    const parameters: Parameter[] = [
      ['oauth_consumer_key', 'xvz1evFS4wEEPTGEFPHBog'],
      ['oauth_nonce', 'kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '1318622958'],
      ['oauth_token', '370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb'],
      ['oauth_version', '1.0'],
      ...decodeParameters('include_entities=true'),
      ['status', 'Hello Ladies + Gentlemen, a signed OAuth request!'],
    ];
    const path = '/1.1/statuses/update.json';
    const request = { method: 'POST', scheme: 'https', host: 'api.twitter.com', path } as const;
    expect(signatureOf({ ...request, parameters }, xExample)).toBe('hCtSmYh+iHYCEqBWrE7C7hYmtUk=');
  });

  it('is the one of RFC 5849 §1.2', () => {
    const parameters: Parameter[] = [
      ['oauth_consumer_key', 'dpf43f3p2l4k3l03'],
      ['oauth_token', 'nnch734d00sl2jdk'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '137131202'],
      ['oauth_nonce', 'chapoH'],
      ...decodeParameters('file=vacation.jpg&size=original'),
    ];
    const secrets = { consumerSecret: 'kd94hf93k423kf44', accessTokenSecret: 'pfkkdhi9sl3r4s00' };
    const host = 'photos.example.net';
    const request = { method: 'GET', scheme: 'http', host, path: '/photos' } as const;
    expect(signatureOf({ ...request, parameters }, secrets)).toBe('MdpQcU8iPSUjWoN/UDMsK2sui9I=');
  });

  it('is the one of RFC 5849 §3.4.1, as its erratum 2550 corrects it', () => {
    const parameters: Parameter[] = [
      ...decodeParameters('b5=%3D%253D&a3=a&c%40=&a2=r%20b'),
      ['oauth_consumer_key', '9djdj82h48djs9d2'],
      ['oauth_token', 'kkk9d7dh3k39sjv7'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '137131201'],
      ['oauth_nonce', '7d8f3e4a'],
      ...decodeParameters('c2&a3=2+q'),
    ];
    const secrets = { consumerSecret: 'j49sk3j29djd', accessTokenSecret: 'dh893hdasih9' };
    const host = 'example.com';
    const request = { method: 'POST', scheme: 'http', host, path: '/request' } as const;
    expect(signatureOf({ ...request, parameters }, secrets)).toBe('r6/TJjbCOr97/+UU0NsvSne7s5g=');
  });

  it.each([
    ['http', 'EXAMPLE.com:80', 'example.com', true],
    ['https', 'example.com:443', 'example.com', true],
    ['http', 'example.com:443', 'example.com', false],
    ['https', 'example.com:80', 'example.com', false],
    ['http', 'example.com:8080', 'example.com', false],
  ] as const)('takes %s://%s for %s: %s%s', (scheme, host, other, equal) => {
    const of = (name: string) =>
      signatureOf({ method: 'GET', scheme, host: name, path: '/', parameters: [] }, xExample);
    expect(of(host) === of(other)).toBe(equal);
  });

  it('sorts by what is encoded, name first, and keeps both of two that are equal', () => {
    const of = (...parameters: Parameter[]) =>
      signatureOf({ method: 'get', scheme: 'http', host: 'h', path: '/', parameters }, xExample);
    expect(of(['a', '2'], ['a!', '1'], ['a', '1'])).toBe(of(['a', '1'], ['a', '2'], ['a!', '1']));
    expect(of(['a', '1'], ['a', '1'])).not.toBe(of(['a', '1']));
    expect(of(['a', 'b'], ['c', 'd'])).not.toBe(of(['a', 'b&c=d']));
    // “a-” comes before “a=” and after “a” with whatever value.
    expect(of(['a-', '1'], ['a', '2'])).toBe(of(['a', '2'], ['a-', '1']));
  });

  it('agrees with the package oauth-1.0a on any parameters', () => {
    const keys = { ...xExample, consumerKey: 'ck', accessToken: 'at' };
    const text = fc.string({ unit: 'grapheme', maxLength: 12 });
    // The package would overwrite its own protocol parameters, and keeps a form in a plain object.
    const name = text.filter((each) => each !== '' && !(each in {}) && !each.startsWith('oauth_'));
    fc.assert(
      fc.property(fc.dictionary(name, text), (form) => {
        const url = 'https://api.x.com/2/media/upload';
        const made = authorize({ method: 'POST', url, form, keys, timestamp: 1, nonce: 'n' });
        const { oauth_signature, ...rest } = made;
        const own = Object.entries(rest).filter(([each]) => each.startsWith('oauth_'));
        const parameters = [
          ...own.map(([each, value]) => [each, String(value)] as const),
          ...Object.entries(form),
        ];
        const { host, pathname: path } = new URL(url);
        const request = { method: 'POST', scheme: 'https', host, path, parameters } as const;
        expect(signatureOf(request, keys)).toBe(oauth_signature);
      }),
    );
  });
});

describe('percent-encoding', () => {
  it.each([
    ['Ladies + Gentlemen', 'Ladies%20%2B%20Gentlemen'],
    ["!*'()", '%21%2A%27%28%29'],
    ['-._~', '-._~'],
    ['☃', '%E2%98%83'],
    ['a\u0000\r\n', 'a%00%0D%0A'],
  ])('of %j is %s', (text, encoded) => {
    expect(percentEncode(text)).toBe(encoded);
  });

  it('leaves only unreserved characters, and is undone by decoding', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(percentEncode(text)).toMatch(/^(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})*$/);
        expect(decodeParameters(`a=${percentEncode(text)}`)).toEqual([['a', text]]);
      }),
    );
  });
});

describe('reading parameters', () => {
  it.each<[string, Parameter[]]>([
    ['', []],
    [
      'a=1&&b',
      [
        ['a', '1'],
        ['b', ''],
      ],
    ],
    ['a=1+2%2B=3', [['a', '1 2+=3']]],
    ['=x', [['', 'x']]],
    [
      'a=1&a=1',
      [
        ['a', '1'],
        ['a', '1'],
      ],
    ],
  ])('reads %j', (text, parameters) => {
    expect(decodeParameters(text)).toEqual(parameters);
  });

  it.each(['a=%', 'a=%zz', '%ff=1', 'a=%ed%a0%80'])('refuses %j', (text) => {
    expect(() => decodeParameters(text)).toThrow(SyntaxError);
  });
});
