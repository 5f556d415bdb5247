/** What people paste: a client's id and secret, and the address that the browser ended up at. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callbackFromText, isAnswerTo } from '../../../src/api/oauth2Callback.ts';
import { checkClientId, checkClientSecret, redirectUriOf } from '../../../src/api/oauth2Client.ts';
import { publicClient } from './oauth2Rig.ts';

const redirectUri = redirectUriOf(17871);
const state = 'c3RhdGUtb2YtdGhpcy1zaWduLWlu';
const code = 'VGhlIGNvZGUgdGhhdCBYIGdhdmU6MTcwMDAwMDAwMDAwMDoxOjE6YWM6MQ';
const query = `state=${state}&code=${code}`;

describe('a pasted address', () => {
  it('is asked for at the port of the setting', () => {
    expect(redirectUri).toBe('http://127.0.0.1:17871/callback');
  });

  const whole = `${redirectUri}?${query}`;
  it.each([
    ['as the browser shows it', whole],
    ['without its scheme', whole.replace('http://', '')],
    ['with the scheme that the browser would rather have', whole.replace('http:', 'https:')],
    ['in capitals', whole.replace('http:', 'HTTP:')],
    ['with white space around it', `  ${whole}\r\n`],
    ['in quotes', `"${whole}"`],
    ['in quotes of code', `\`${whole}\``],
    ['in angle brackets', `<${whole}>`],
    ['wrapped over lines', whole.replace(/(.{30})/g, '$1\n   ')],
    ['wrapped with carriage returns', whole.replace(/(.{41})/g, '$1\r\n')],
    ['with invisible characters', `\ufeff${whole.replace('code', '\u200bco\u00adde')}`],
    ['with a fragment', `${whole}#_=_`],
    ['as its query alone', query],
    ['as its query with the question mark', `?${query}`],
    ['as its query, code first', `code=${code}&state=${state}`],
  ])('%s', (_, pasted) => {
    const read = callbackFromText(pasted, redirectUri);
    const url = 'url' in read ? read.url : new URL('about:blank');
    expect(url.origin + url.pathname).toBe(redirectUri);
    expect(url.searchParams.get('code')).toBe(code);
    expect(url.searchParams.get('state')).toBe(state);
    expect([...url.searchParams]).toHaveLength(2);
  });

  it('may hold a refusal in place of a code', () => {
    const read = callbackFromText(`error=access_denied&state=${state}`, redirectUri);
    expect('url' in read && read.url.href).toBe(
      `${redirectUri}?error=access_denied&state=${state}`,
    );
  });

  it('keeps what is doubled: who reads it has to see that', () => {
    const read = callbackFromText(`${whole}&state=x&code=y`, redirectUri);
    expect('url' in read && read.url.searchParams.getAll('state')).toEqual([state, 'x']);
  });

  const authorize = new URL('https://x.com/i/oauth2/authorize');
  authorize.search = new URLSearchParams({ state, redirect_uri: redirectUri }).toString();
  it.each([
    ['', 'Nothing was pasted'],
    [' \n\u200b ', 'Nothing was pasted'],
    ['""', 'Nothing was pasted'],
    [authorize.href, 'X’s own page: press “Authorize app” there first'],
    [authorize.href.replace('https://', ''), 'X’s own page'],
    [authorize.href.replace('https://x.com', 'http://127.0.0.1:4010'), 'X’s own page'],
    ['https://x.com/home', 'X’s own page'],
    ['https://console.x.com/', 'X’s own page'],
    [redirectUri, 'holds no answer of X (no code=…)'],
    [`${redirectUri}?`, 'holds no answer of X'],
    [`${redirectUri}?state=${state}`, 'holds no answer of X'],
    [`${redirectUri}?code=${code}`, 'The state=… is missing, which proves'],
    [`code=${code}`, 'The state=… is missing, which proves'],
    ['error=access_denied', 'The state=… is missing'],
    [code, 'looks like the code alone; the state that comes with it proves'],
    [encodeURIComponent(`${code}=`), 'looks like the code alone'],
    [`http://127.0.0.1:17872/callback?${query}`, 'not the address that X sends you back to'],
    [`http://localhost:17871/callback?${query}`, 'not the address'],
    [`http://127.0.0.1:17871.evil.test/callback?${query}`, 'not the address'],
    [`http://127.0.0.1:17871/callback/?${query}`, 'not the address'],
    [`http://127.0.0.1:17871/callbacks?${query}`, 'not the address'],
    [`http://user@127.0.0.1:17871/callback?${query}`, 'not the address'],
    [`https://evil.test/?${redirectUri}?${query}`, 'not the address'],
    [`javascript:alert(1)//${whole}`, 'not the address'],
    ['the page says that it cannot be reached', 'that X sends you back to'],
    [`${whole}&${'x'.repeat(8192)}`, 'far too long'],
  ])('%j is refused', (pasted, says) => {
    const read = callbackFromText(pasted, redirectUri);
    expect('problem' in read && read.problem).toContain(says);
    expect('problem' in read && read.problem).toContain(
      `paste the whole address from the browser’s address bar, which begins with ${redirectUri}`,
    );
    expect(JSON.stringify(read)).not.toContain(code.slice(0, 12));
    expect(JSON.stringify(read)).not.toContain(state.slice(0, 12));
  });

  it('leads nowhere else, and throws nothing, whatever it is', () => {
    const parts = fc.constantFrom(
      redirectUri,
      query,
      'code=',
      'state=',
      '?',
      '#',
      '&',
      '//',
      '@',
      ':',
      '\n',
      '%',
      '"',
      'x.com',
      '<',
      '>',
      '\\',
    );
    const pasted = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.oneof(parts, fc.string({ maxLength: 5 }))).map((list) => list.join('')),
    );
    fc.assert(
      fc.property(pasted, (text) => {
        const read = callbackFromText(text, redirectUri);
        if ('problem' in read) return;
        expect(read.url.href.startsWith(`${redirectUri}?`)).toBe(true);
        expect(read.url.searchParams.has('state')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('isAnswerTo', () => {
  const scopes = ['media.write'];
  const origin = 'https://api.x.com';
  const attempt = { origin, client: publicClient, redirectUri, state, verifier: 'v', scopes };
  it.each([
    [`${redirectUri}?${query}`, true],
    [`${redirectUri}?error=access_denied&state=${state}`, true],
    [`${redirectUri}?${query}#x`, true],
    [`${redirectUri}?code=${code}`, false],
    [`${redirectUri}?code=${code}&state=`, false],
    [`${redirectUri}?code=${code}&state=${state}x`, false],
    [`${redirectUri}?${query}&state=${state}`, false],
    [`${redirectUri}/?${query}`, false],
    [`http://127.0.0.1:17872/callback?${query}`, false],
    [`http://localhost:17871/callback?${query}`, false],
  ])('%s: %s', (url, expected) => {
    expect(isAnswerTo(attempt, new URL(url))).toBe(expected);
  });
});

describe('a pasted client id', () => {
  const { clientId } = publicClient;
  it.each([
    [clientId, clientId],
    [` ${clientId}\r\n`, clientId],
    [`"${clientId}"`, clientId],
    [`' ${clientId} '`, clientId],
    ['a', 'a'],
    ['x-_'.repeat(66), 'x-_'.repeat(66)],
  ])('%j is taken', (pasted, value) => {
    expect(checkClientId(pasted)).toEqual({ value });
  });

  it.each([
    ['xvz1evFS4wEEPTGEFPHBog123', 'an API key of OAuth 1.0a'],
    ['29483712', 'the number of an app'],
    ['-RoKx3x58JA8Sm9JIt2fmAjq3q5GX-bqZ3vjJxSeGsdmGtXEbP', 'looks like a secret'],
  ])('%j is taken with a warning', (pasted, warning) => {
    const checked = checkClientId(pasted);
    expect(checked).toMatchObject({ value: pasted });
    expect('warning' in checked && checked.warning).toContain(warning);
    expect('warning' in checked && checked.warning).not.toContain(pasted);
  });

  it.each([
    ['', 'Paste the OAuth 2.0 client ID'],
    [' "" ', 'Paste the OAuth 2.0 client ID'],
    ['https://console.x.com/apps', 'an address and no client ID'],
    [`Client ID: ${clientId}`, 'a space or a line break'],
    [`${clientId}\n${clientId}`, 'a space or a line break'],
    ['x'.repeat(201), 'far too long'],
    ['abc.def', 'only letters, digits, - and _'],
    ['abc\0def', 'only letters, digits, - and _'],
    ['ünïcödé', 'only letters, digits, - and _'],
    ['“abcdef”', 'only letters, digits, - and _'],
  ])('%j is refused', (pasted, says) => {
    const checked = checkClientId(pasted);
    expect('problem' in checked && checked.problem).toContain(says);
    expect(JSON.stringify(checked)).not.toContain(clientId);
  });
});

describe('a pasted client secret', () => {
  const secret = '-RoKx3x58JA8Sm9JIt2fmAjq3q5GX-bqZ3vjJxSeGsdmGtXEbP';
  it.each([
    [secret, secret],
    [`\t'${secret}'\n`, secret],
    ['!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~', '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'],
  ])('%j is taken', (pasted, value) => {
    expect(checkClientSecret(pasted)).toEqual({ value });
  });

  it.each([
    ['', 'Paste the OAuth 2.0 client secret'],
    ['https://x.com/', 'an address and no client secret'],
    [`${secret} ${secret}`, 'a space or a line break'],
    [`${secret}\0x`, 'characters that none has'],
    [`${secret}é`, 'characters that none has'],
    ['x'.repeat(4097), 'far too long'],
  ])('%j is refused', (pasted, says) => {
    const checked = checkClientSecret(pasted);
    expect('problem' in checked && checked.problem).toContain(says);
    expect(JSON.stringify(checked)).not.toContain(secret);
  });

  it('that is the id is taken with a warning', () => {
    const checked = checkClientSecret(publicClient.clientId);
    expect('warning' in checked && checked.warning).toContain('looks like a client ID');
  });
});
