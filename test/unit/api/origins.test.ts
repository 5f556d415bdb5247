/** Where a token may go: to the origin that it belongs to, and nowhere else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mayReceiveToken, parseCustomBaseUrl } from '../../../src/api/origins.ts';
import { client, httpServer } from './support.ts';

const answer = '{"data":{"id":"1880028106020515840"}}';

describe('xMedia.customBaseUrl', () => {
  it.each([
    ['http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
    [' https://localhost/ ', 'https://localhost'],
    ['http://[::1]:80', 'http://[::1]'],
    ['HTTP://LOCALHOST:1', 'http://localhost:1'],
    ['http://127.9.8.7', 'http://127.9.8.7'],
    // Other spellings of the same address: the parser makes them plain.
    ['http://0x7f.1:8', 'http://127.0.0.1:8'],
    ['http://2130706433', 'http://127.0.0.1'],
    ['http://127.0.0.1.', 'http://127.0.0.1'],
  ])('%s is this machine', (text, origin) => {
    const parsed = parseCustomBaseUrl(text);
    expect('url' in parsed && parsed.url.origin).toBe(origin);
  });

  const elsewhere = 'is not a loopback address';
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
        expect(parsed.url.href).toMatch(/^https?:\/\/[^/@]+\/[?#]*$/);
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
  ])('%s: %s', (url, allowed) => {
    expect(mayReceiveToken(new URL(url))).toBe(allowed);
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

  it.each([301, 302, 303, 307, 308])('does not follow a %i', async (status) => {
    const seen: (string | undefined)[] = [];
    await using elsewhere = await httpServer((request, response) => {
      seen.push(`elsewhere: ${request.headers.authorization ?? ''}`);
      response.end(answer);
    });
    await using server = await httpServer((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(status, { location: `${elsewhere.url}/2/media/upload/initialize` }).end();
    });
    await using api = client(server.url, { token: 'only-for-one-server' });
    expect((await api.failure()).kind).toBe('redirect');
    expect(seen).toEqual(['Bearer only-for-one-server']);
  });
});
