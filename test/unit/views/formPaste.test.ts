/** Four keys in one paste, in the forms in which people keep them. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oauth1KeyNames, splitPasted } from '../../../src/views/formPaste.ts';

// X's own example, from its page “Creating a signature”.
const keys = {
  consumerKey: 'xvz1evFS4wEEPTGEFPHBog',
  consumerSecret: 'kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw',
  accessToken: '370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb',
  accessTokenSecret: 'LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE',
};
const { consumerKey: key, consumerSecret: secret, accessToken: token } = keys;
const tokenSecret = keys.accessTokenSecret;

describe('all four keys', () => {
  it.each([
    [
      'the portal’s labels',
      `API Key: ${key}\nAPI Key Secret: ${secret}\nAccess Token: ${token}\nAccess Token Secret: ${tokenSecret}`,
    ],
    [
      'this form’s labels',
      `API Key (consumer key): ${key}\nAPI Key Secret (consumer secret): ${secret}\nAccess Token: ${token}\nAccess Token Secret: ${tokenSecret}`,
    ],
    [
      'older labels, Windows’ line ends and empty lines',
      `Consumer Key (API Key)\t${key}\r\n\r\nConsumer Secret (API Secret)\t${secret}\r\nAccess Token\t${token}\r\nAccess Token Secret\t${tokenSecret}\r\n`,
    ],
    [
      'labels above the values',
      `API Key\n${key}\nAPI Key Secret\n${secret}\n\nAccess Token:\n${token}\nAccess Token Secret:\n${tokenSecret}\n`,
    ],
    [
      '.env',
      `# X\nX_API_KEY=${key}\nX_API_SECRET="${secret}"\nexport X_ACCESS_TOKEN='${token}' # mine\nX_ACCESS_SECRET = ${tokenSecret}\n`,
    ],
    [
      '.env with other credentials among them',
      `TWITTER_CLIENT_ID=abc\nTWITTER_CLIENT_SECRET=def\nTWITTER_BEARER_TOKEN=AAAAAAAAAAAA\nTWITTER_CONSUMER_KEY=${key}\nTWITTER_CONSUMER_SECRET=${secret}\nTWITTER_OAUTH_TOKEN=${token}\nTWITTER_OAUTH_TOKEN_SECRET=${tokenSecret}\nOAUTH2_ACCESS_TOKEN=ghi\nREFRESH_TOKEN=jkl`,
    ],
    [
      'JSON, in any order',
      JSON.stringify({
        access_token_secret: tokenSecret,
        access_token: token,
        api_secret_key: secret,
        api_key: key,
      }),
    ],
    ['JSON over lines', JSON.stringify(keys, undefined, 2)],
    [
      'the line the sandbox prints',
      JSON.stringify({ url: 'http://127.0.0.1:4010', token: 'sandbox-token', oauth1: keys }),
    ],
    [
      'nested JSON',
      JSON.stringify({ twitter: { api: { key, secret }, access: { token, tokenSecret } } }),
    ],
    [
      'YAML',
      `x:\n  consumer_key: ${key}\n  consumer_secret: "${secret}"\n  access_token: ${token}\n  access_token_secret: ${tokenSecret}`,
    ],
    [
      'JavaScript',
      `const client = new TwitterApi({\n  appKey: '${key}',\n  appSecret: '${secret}',\n  accessToken: '${token}',\n  accessSecret: '${tokenSecret}',\n});`,
    ],
    [
      'Python',
      `consumer_key = "${key}"\nconsumer_secret = "${secret}"\naccess_token = "${token}"  # of the bot\naccess_token_secret = "${tokenSecret}"`,
    ],
    ['no labels, in the portal’s order', `${key}\n${secret}\n${token}\n${tokenSecret}\n`],
  ])('as %s', (_, text) => {
    expect(splitPasted(text)).toStrictEqual(keys);
    // What surrounds a selection does no harm.
    expect(splitPasted(`\n  ${text}  \n`)).toStrictEqual(keys);
  });

  it('in any order and spelling, whatever stands around them', () => {
    const labels = {
      consumerKey: ['API Key', 'api_key', 'CONSUMER_KEY', 'consumerKey', 'App key'],
      consumerSecret: [
        'API Key Secret',
        'api-secret',
        'CONSUMER_SECRET',
        'appSecret',
        'Secret Key',
      ],
      accessToken: ['Access Token', 'ACCESS_TOKEN', 'oauthToken', 'x.access-token'],
      accessTokenSecret: [
        'Access Token Secret',
        'ACCESS_SECRET',
        'tokenSecret',
        'oauth_token_secret',
      ],
    };
    const line = (name: (typeof oauth1KeyNames)[number]) =>
      fc
        .tuple(
          fc.constantFrom(...labels[name]),
          fc.constantFrom(': ', '=', ' = ', '\t', ' => ', ':\n'),
        )
        .map(([label, between]) => `${label}${between}${keys[name]}`);
    const lines = fc
      .tuple(...oauth1KeyNames.map(line))
      .chain((all) => fc.shuffledSubarray(all, { minLength: 4 }));
    fc.assert(
      fc.property(lines, fc.constantFrom('\n', '\r\n', '\n\n', '\n# keys\n'), (all, between) => {
        expect(splitPasted(all.join(between))).toStrictEqual(keys);
      }),
    );
  });
});

describe('some of the keys', () => {
  it('are taken as far as they go', () => {
    expect(splitPasted(`API Key: ${key}\nAPI Key Secret: ${secret}`)).toStrictEqual({
      consumerKey: key,
      consumerSecret: secret,
    });
  });

  it.each([
    ['twice with different values', `X_API_KEY=${key}\nMAPS_API_KEY=other\n`],
    ['as a placeholder', 'X_API_KEY=<your key>\n'],
    ['as an expression', 'X_API_KEY=os.environ("KEY")\n'],
    ['not at all', 'X_API_KEY=\n'],
  ])('without the one that is there %s', (_, line) => {
    const rest = `X_API_SECRET=${secret}\nX_ACCESS_TOKEN=${token}\nX_ACCESS_SECRET=${tokenSecret}`;
    expect(splitPasted(line + rest)).toStrictEqual({
      consumerSecret: secret,
      accessToken: token,
      accessTokenSecret: tokenSecret,
    });
  });
});

describe('any other paste is left alone', () => {
  it.each([
    ['one key', key],
    ['one key with its label', `API Key: ${key}`],
    ['two lines without labels', `${key}\n${secret}`],
    ['four lines in another order', `${token}\n${tokenSecret}\n${key}\n${secret}`],
    ['four words', 'four\nlines\nof\ntext'],
    ['five lines', `${key}\n${secret}\n${token}\n${tokenSecret}\nmore`],
    ['OAuth 2.0’s credentials', `Client ID: abc\nClient Secret: def`],
    ['broken JSON', `{"api_key": "${key}", "api_secret": `],
    ['a JSON text', '"api_key"'],
    ['a JSON list', '["api_key","api_secret"]'],
    ['a prototype in JSON', `{"__proto__":{"api_key":"${key}"}}`],
    ['an address', 'https://x.com/?api_key=a&api_secret=b'],
    ['nothing', ''],
    ['white space', ' \n\t\n'],
  ])('%s', (_, text) => {
    expect(splitPasted(text)).toBeUndefined();
    expect(Object.prototype).not.toHaveProperty('consumerKey');
  });

  it('whatever it is, however long', () => {
    // Not even these make the patterns try every way: the test would run out of time.
    for (const unit of [':', 'a', ' ', '\t', '=', '"', '{', 'api key ', "'\\", '//', "a: ' "]) {
      const long = unit.repeat(20_000 / unit.length);
      for (const text of [long, `api key: ${long}`, `api key: x${long}`]) {
        expect(splitPasted(text)).toBeUndefined();
      }
    }
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.json({ maxDepth: 3 })), (text) => {
        expect(splitPasted(text)).toBeUndefined();
      }),
    );
  });
});
