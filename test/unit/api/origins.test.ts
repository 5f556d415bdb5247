/** Where a token may go: to the origin that it belongs to, and nowhere else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mayCarry, mayReceiveToken, parseCustomBaseUrl } from '../../../src/api/origins.ts';
import { client, httpServer } from './support.ts';

const answer = '{"data":{"id":"1880028106020515840"}}';

describe('xMedia.customBaseUrl', () => {
  it.each([
    ['http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
    [' https://localhost/ ', 'https://localhost'],
    ['http://[::1]:80', 'http://[::1]'],
    ['HTTP://LOCALHOST:1', 'http://localhost:1'],
    ['http://127.9.8.7', 'http://127.9.8.7'],
  ])('%s is this machine', (text, origin) => {
    const parsed = parseCustomBaseUrl(text);
    expect('url' in parsed && parsed.url.origin).toBe(origin);
  });

  const elsewhere = 'is not a loopback address';
  const disguised = 'disguises its address';
  it.each([
    ['', 'is empty'],
    [' \n ', 'is empty'],
    ['127.0.0.1:4010', 'is not a URL'],
    ['localhost:4010', 'is neither http nor https'],
    ['http://', 'is not a URL'],
    ['file:///etc/passwd', 'is neither http nor https'],
    ['javascript:alert(1)', 'is neither http nor https'],
    ['ws://127.0.0.1', 'is neither http nor https'],
    ['https://api.x.com', elsewhere],
    ['http://api.x.com', elsewhere],
    ['https://api.x.com.evil.test', elsewhere],
    ['https://api.x.com@evil.test', 'holds a user name'],
    ['http://127.0.0.1@evil.test', 'holds a user name'],
    ['http://evil@127.0.0.1', 'holds a user name'],
    ['http://:secret@127.0.0.1', 'holds a user name'],
    ['http://127.0.0.1.evil.test', elsewhere],
    ['http://localhost.evil.test', elsewhere],
    ['http://localhost.', elsewhere],
    ['http://loсalhost', elsewhere],
    ['http://0.0.0.0:4010', elsewhere],
    ['http://128.0.0.1', elsewhere],
    ['http://[::]', elsewhere],
    ['http://[::ffff:10.0.0.1]', elsewhere],
    ['http://10.127.0.1', elsewhere],
    ['http://127.0.0.1\\@evil.test', 'a path'],
    ['http://api.x.com\\@127.0.0.1', elsewhere],
    ['http://127.0.0.1.nip.io', elsewhere],
    ['http://127-0-0-1.sslip.io', elsewhere],
    ['http://localtest.me', elsewhere],
    ['http://api.x.com.', elsewhere],
    ['https://api.x.com:444', elsewhere],
    ['https://аpi.x.com', elsewhere],
    ['https://xn--pi-6kc.x.com', elsewhere],
    ['https://api.x.com%2eevil.test', elsewhere],
    ['https://api.x.com%00.evil.test', 'is not a URL'],
    ['https://api.x.com%40evil.test', 'is not a URL'],
    ['https://api.x.com\t.evil.test', elsewhere],
    ['https://api.x.com\\.evil.test', elsewhere],
    ['http://134744072', elsewhere],
    ['http://010.010.010.010', elsewhere],
    ['http://0x08080808', elsewhere],
    ['http://[::ffff:127.0.0.1]', elsewhere],
    ['http://[::ffff:7f00:1]', elsewhere],
    ['http://[::127.0.0.1]', elsewhere],
    ['http://[fe80::1%25lo]', 'is not a URL'],
    // They lead to this machine, but do not say so.
    ['http://0x7f.1:8', disguised],
    ['http://2130706433', disguised],
    ['http://0177.0.0.1', disguised],
    ['http://127.1', disguised],
    ['http://127.0.0.1.', disguised],
    ['http://１２７.０.０.１', disguised],
    ['http://ｌｏｃａｌｈｏｓｔ', disguised],
    ['http://127。0。0。1', disguised],
    ['http://%6cocalhost', disguised],
    ['http://local\u00adhost', disguised],
    ['http://local\thost', disguised],
    ['http://127.0.0.1\n:80', disguised],
    ['http://127.0.\r\n0.1', disguised],
    ['http:\\\\127.0.0.1', disguised],
    ['http:127.0.0.1', disguised],
    ['http:///127.0.0.1', disguised],
    ['http://@127.0.0.1', disguised],
    ['http://:@127.0.0.1', disguised],
    ['http://[0:0::1]', disguised],
    ['http://127.0.0.1:', disguised],
    ['http://127.0.0.1/.', disguised],
    ['http://127.0.0.1?', disguised],
    ['http://127.0.0.1:99999', 'is not a URL'],
    ['http://127.0.0.1/base', 'a path'],
    ['http://127.0.0.1/?a=b', 'a query'],
    ['http://127.0.0.1/#x', 'a fragment'],
  ])('%j is refused', (text, says) => {
    const parsed = parseCustomBaseUrl(text);
    const problem = 'problem' in parsed ? parsed.problem : undefined;
    expect(problem).toContain(says);
    expect(problem).toContain('enter an address on this machine, for example http://');
  });

  it('is never another machine, whatever is typed', () => {
    const scheme = fc.constantFrom('http://', 'https://', 'HTTP:\\\\', 'http:/');
    const part = fc.constantFrom('127.0.0.1', 'localhost', 'api.x.com', '@', '.', '/', '\\', '#');
    const piece = fc.oneof(part, fc.webAuthority(), fc.string({ maxLength: 4 }));
    const text = fc
      .tuple(scheme, fc.array(piece, { maxLength: 5 }))
      .map((all) => all.flat().join(''));
    fc.assert(
      fc.property(text, (typed) => {
        const parsed = parseCustomBaseUrl(typed);
        if ('problem' in parsed) return;
        expect(parsed.url.hostname).toMatch(/^(localhost|\[::1\]|127(\.\d+){3})$/);
        expect(parsed.url.href).toMatch(/^https?:\/\/[^/@]+\/$/);
        expect(typed.trim().toLowerCase()).toContain(`//${parsed.url.hostname}`);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('mayReceiveToken', () => {
  it.each([
    ['https://api.x.com/2/media/upload', true],
    ['https://api.x.com:443/', true],
    ['http://127.0.0.1:4010/', true],
    ['http://api.x.com/', false],
    ['https://api.x.com:8443/', false],
    ['https://api.x.com./', false],
    ['https://API.X.COM.evil.test/', false],
    ['https://user@api.x.com/', false],
    ['https://x.com/', false],
    ['https://аpi.x.com/', false],
    ['ftp://127.0.0.1/', false],
    ['wss://api.x.com/', false],
    ['blob:https://api.x.com/1', false],
    ['blob:http://127.0.0.1/1', false],
    ['https://api.x.com@evil.test/', false],
    ['https://api.x.com.evil.test/', false],
    ['https://api.x.com%2eevil.test/', false],
    ['https://api.x.com\\@evil.test/', true],
    ['https://evil.test\\@api.x.com/', false],
    ['https://upload.twitter.com:8443/', false],
    ['http://upload.twitter.com/', false],
    ['http://127.0.0.1.nip.io/', false],
    ['http://134744072/', false],
    ['http://[::ffff:127.0.0.1]/', false],
  ])('%s: %s', (url, allowed) => {
    expect(mayReceiveToken(new URL(url))).toBe(allowed);
  });
});

describe('mayCarry', () => {
  const bearer = (origin: string) => ({ ...credential, origin, kind: 'oauth2' }) as const;
  const signing = (origin: string) => ({ ...credential, origin, kind: 'oauth1' }) as const;
  const credential = { label: 'a', authorization: () => Promise.resolve('') };
  const x = 'https://api.x.com';
  const legacy = 'https://upload.twitter.com/1.1/media/upload.json';

  it.each([
    ['a bearer of X', bearer(x), `${x}/2/users/me`, true],
    ['a signature of X', signing(x), `${x}/2/users/me`, true],
    ['a signature of X', signing(x), legacy, true],
    ['a bearer of X', bearer(x), legacy, false],
    ['a bearer of X', bearer(x), 'http://127.0.0.1:4010/', false],
    ['a signature of X', signing(x), 'http://127.0.0.1:4010/', false],
    ['a signature of X', signing(x), 'http://upload.twitter.com/', false],
    ['a signature of X', signing(x), 'https://upload.twitter.com:8443/', false],
    ['a signature of X', signing(x), 'https://upload.twitter.com.evil.test/', false],
    ['a signature of X', signing(x), 'blob:https://api.x.com/1', false],
    ['a bearer of this machine', bearer('http://127.0.0.1:4010'), `${x}/2/users/me`, false],
    ['a signature of this machine', signing('http://127.0.0.1:4010'), legacy, false],
    ['a bearer of this machine', bearer('http://127.0.0.1:4010'), 'http://127.0.0.1:4011/', false],
    ['a bearer of this machine', bearer('http://127.0.0.1:4010'), 'https://127.0.0.1:4010/', false],
    ['a bearer of this machine', bearer('http://127.0.0.1:4010'), 'http://localhost:4010/', false],
    ['one that says it is of another host', bearer('http://evil.test'), 'http://evil.test/', false],
  ])('%s, %o to %s: %s', (_, of, url, allowed) => {
    expect(mayCarry(of, new URL(url))).toBe(allowed);
  });
});

describe('a token on the wire', () => {
  it('does not go to an origin that it does not belong to', async () => {
    await using server = await httpServer((_, response) => response.end(answer));
    for (const origin of [
      'https://api.x.com',
      server.url.replace('127.0.0.1', 'localhost'),
      `${server.url}0`,
      'null',
    ]) {
      await using api = client(server.url, { origin });
      const error = await api.failure();
      expect(error.kind).toBe('wrong-origin');
      expect(error.explanation).toContain(`is not sent to ${server.url}`);
      expect(error.remedy).toContain('Sign in');
    }
    expect(server.count()).toBe(0);
  });

  it('does not go to a host outside the list, even when it says that it belongs there', async () => {
    // Names that lead nowhere: X itself is never called from a test, even should the guard be gone.
    for (const url of ['https://api.x.com.evil.test', 'http://x.invalid', 'http://0.0.0.0:9']) {
      await using api = client(url);
      expect((await api.failure()).kind).toBe('wrong-origin');
      expect(api.lines).toEqual([]);
    }
  });
});
