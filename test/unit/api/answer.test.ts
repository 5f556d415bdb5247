/** The raw answer as it may be shown: whole enough to ask about, and without what must not be seen. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerHead, hideCredentials, shownAnswer } from '../../../src/api/answer.ts';
import { explainAnswer } from '../../../src/api/explain.ts';
import type { AnswerHeaders } from '../../../src/api/problem.ts';
import { Redactor } from '../../../src/api/redact.ts';

const shown = (text: string, headers: AnswerHeaders = {}, mask = (raw: string) => raw) =>
  shownAnswer({ status: 403, headers, text }, { mask, dialect: 'v2', call: 'append' });
const bodyOf = (answer: string) => answer.split('\n\n').slice(1).join('\n\n');

describe('an answer', () => {
  it('is its status, the headers that help, and its body', () => {
    const headers = {
      'content-type': 'application/problem+json',
      date: 'Sun, 22 Nov 2026 10:00:00 GMT',
      'x-transaction-id': 'tx-1',
      'x-rate-limit-remaining': '0',
      'x-user-limit-24hour-reset': '7',
      'x-app-limit-24hour-limit': '9',
      'retry-after': '60',
      'www-authenticate': 'Bearer realm="x"',
      'set-cookie': ['guest_id=v1%3A1', 'auth_token=abc'],
      'x-powered-by': 'nothing that helps',
      'content-security-policy': "default-src 'none'",
    };
    expect(shown('{"title":"Forbidden"}', headers)).toBe(
      [
        'append (v2) → HTTP 403 · 21 bytes',
        'content-type: application/problem+json',
        'date: Sun, 22 Nov 2026 10:00:00 GMT',
        'x-transaction-id: tx-1',
        'x-rate-limit-remaining: 0',
        'x-user-limit-24hour-reset: 7',
        'x-app-limit-24hour-limit: 9',
        'retry-after: 60',
        'www-authenticate: Bearer realm="x"',
        '',
        '{"title":"Forbidden"}',
      ].join('\n'),
    );
  });

  it.each([
    ['', 'HTTP 403 · no body'],
    ['a', 'HTTP 403 · 1 byte'],
    ['é', 'HTTP 403 · 2 bytes'],
  ])('of %j has the head %s', (text, summary) => {
    expect(answerHead(shown(text))).toEqual({ call: 'append (v2)', summary });
  });

  it('that another version wrote has a head too', () => {
    expect(answerHead('odd\nlines')).toEqual({ call: '', summary: 'odd' });
  });

  it('keeps its lines, and shows what would steer', () => {
    const text = 'a\r\nb\rc\n\td\u001b[2J\u202ee\u0000\u2028f\u200b';
    expect(bodyOf(shown(text))).toBe('a\nb\nc\n\td‹U+001B›[2J‹U+202E›e‹U+0000›‹U+2028›f‹U+200B›');
  });

  it('shows a header in one line', () => {
    const headers = { server: 'a\nx-transaction-id: forged', via: 'b'.repeat(1000) };
    const lines = shown('', headers).split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[2]?.length).toBeLessThan(320);
  });

  it('shows where a redirect leads, without its query', () => {
    const headers = { location: 'https://login.test/sso?SAMLRequest=abcdef#x' };
    expect(shown('', headers)).toContain('location: https://login.test/sso?…');
  });

  it('is cut, says so, and is never cut within a character', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4090, max: 4100 }), (length) => {
        const body = bodyOf(shown(`${'a'.repeat(length)}😀${'b'.repeat(5000)}`));
        expect(body).toMatch(/\n\[Cut here: this is 4096 of \d+ characters\.\]$/);
        expect(body.isWellFormed()).toBe(true);
        expect(body.length).toBeLessThan(4200);
      }),
      { numRuns: 20 },
    );
    expect(bodyOf(shown('a'.repeat(4096)))).toBe('a'.repeat(4096));
  });

  it('holds no secret in any of its forms, not even where it is cut', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[\x21-\x7e]{8,40}$/),
        fc.integer({ min: 4060, max: 4100 }),
        (secret, before) => {
          const redactor = new Redactor();
          redactor.hide(secret);
          const mask = (raw: string) => redactor.mask(raw);
          const forms = [secret, encodeURIComponent(secret), btoa(secret).replace(/=+$/, '')];
          const text = `${'~ '.repeat(before / 2)}${secret} ${forms.join(' ')}`;
          const answer = shown(text, { server: secret, via: forms.join(' ') }, mask);
          for (const form of forms) expect(answer).not.toContain(form);
          // Nor the beginning of one, at the cut.
          expect(bodyOf(answer).split('\n')[0]).not.toContain(`~ ${secret.slice(0, 6)}`);
        },
      ),
      { numRuns: 200 },
    );
  });

  it.each([
    ['Authorization: Bearer abc-DEF.123', 'abc-DEF.123'],
    ['OAuth oauth_consumer_key="abc", oauth_signature="def%3D"', 'def'],
    ['oauth_token=12345-abcdefabcdef&x=1', 'abcdefabcdef'],
    ['{"access_token":"s3cr3t-value","x":1}', 's3cr3t-value'],
    ['{\\"refresh_token\\":\\"s3cr3t-value\\"}', 's3cr3t-value'],
    ['client_secret=s3cr3tvalue', 's3cr3tvalue'],
    ['Cookie: auth_token=0123456789abcdef0123; ct0=fedcba9876543210', '0123456789abcdef0123'],
    ['AAAAAAAAAAAAAAAAAAAAAMLheAAAAAAA0%2BuSeid%2BULvsea4JtiGRiSDSJSI', 'uSeid'],
    ['"7588892-kagSNqWge8gB1WwE3plnFsJHAZVfxWD7Vb57p0b4"', 'kagSNq'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc_def-123', 'eyJzdWIi'],
    ['aFZ3Qk1jR0x5ZmM0OWtIbG9Vd1hYX2ZqZ0VkMTY5NzAwMDAwMDAwMDoxOjE6YXQ6MQ', 'aFZ3Qk'],
  ])('hides what looks like a credential: %s', (text, secret) => {
    expect(hideCredentials(text)).not.toContain(secret);
    expect(hideCredentials(text)).toContain('[hidden]');
  });

  it('hides it in what is shown, in the body and in its headers', () => {
    const secret = 's3cr3t-value';
    const answer = shown(`{"access_token":"${secret}"}`, { server: `token=${secret}` });
    expect(answer).not.toContain(secret);
    expect(answer.split('[hidden]')).toHaveLength(3);
  });

  it('keeps the scheme of an authorization, which is no secret', () => {
    const said = 'Authorization: Bearer abc-DEF.123, x';
    expect(hideCredentials(said)).toBe('Authorization: Bearer [hidden], x');
  });

  it.each([
    '{"title":"Forbidden","detail":"Forbidden","type":"about:blank","status":403}',
    '{"errors":[{"code":89,"message":"Invalid or expired token."}]}',
    '{"client_id":"27988566","required_enrollment":"Appropriate Level of API Access","reason":"client-not-enrolled"}',
    '{"detail":"This token: it has no scope"}',
    '{"data":{"id":"1880028106020515840","media_key":"13_1880028106020515840"}}',
    'media type unrecognized.',
    'https://developer.twitter.com/en/docs/projects/overview',
    '0123456789abcdef0123456789abcdef0123456789abcdef',
  ])('leaves words alone: %s', (text) => {
    expect(hideCredentials(text)).toBe(text);
  });

  it('of a megabyte is shown at once', () => {
    const begun = performance.now();
    const parts = ['Bearer ', 'Bearer%20<', 'OAuth a', 'token', 'A', '1-', 'eyJ-', 'eyJhbGciOi-'];
    for (const part of [...parts, ' ', '"']) shown(part.repeat(2 ** 20 / part.length));
    expect(performance.now() - begun).toBeLessThan(3000);
  });

  it('is in the error, masked, and nothing else of it is', () => {
    const redactor = new Redactor();
    redactor.hide('token-of-this-run');
    const answer = {
      status: 401,
      headers: { 'x-transaction-id': 'tx-1' },
      text: '{"title":"Unauthorized","detail":"token-of-this-run"}',
    };
    const mask = (raw: string) => redactor.mask(raw);
    const error = explainAnswer(answer, { now: 0, mask, dialect: 'v2', credential: 'oauth2' });
    expect(error.answer).toContain('x-transaction-id: tx-1');
    expect(JSON.stringify(error)).not.toContain('token-of-this-run');
  });
});
