/** A pasted token: what may stand in a header, and what may not. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkToken, tokenWarning } from '../../../src/accounts/token.ts';

describe('checkToken', () => {
  it.each([
    ['abc.DEF-123_~', 'abc.DEF-123_~'],
    ['  abcdef\r\n', 'abcdef'],
    ['Bearer abcdef', 'abcdef'],
    ['bearer   abcdef ', 'abcdef'],
    ['Bearerabcdef', 'Bearerabcdef'],
    ['\ufeffabcdef\u00a0', 'abcdef'],
    ['x'.repeat(4096), 'x'.repeat(4096)],
  ])('%j is taken', (pasted, token) => {
    expect(checkToken(pasted)).toEqual({ token });
  });

  it.each([
    ['', 'Paste an OAuth 2.0 user access token'],
    [' \n\t ', 'Paste an OAuth 2.0 user access token'],
    ['Bearer', 'Paste an OAuth 2.0 user access token'],
    ['Bearer ', 'Paste an OAuth 2.0 user access token'],
    ['abc def', 'a space or a line break'],
    ['Authorization: Bearer abcdef', 'a space or a line break'],
    ['abc\rdef', 'a space or a line break'],
    ['abc\ndef', 'a space or a line break'],
    ['abc\r\nx-evil: 1', 'a space or a line break'],
    ['abc\u2028def', 'a space or a line break'],
    ['abc\0def', 'characters that no token has'],
    ['abc\u007fdef', 'characters that no token has'],
    ['abcdéf', 'characters that no token has'],
    ['abc\u200bdef', 'characters that no token has'],
    ['“abcdef”', 'characters that no token has'],
    ['😀😀😀', 'characters that no token has'],
    ['abc\ud800', 'characters that no token has'],
    ['x'.repeat(4097), 'far too long'],
  ])('%j is refused', (pasted, says) => {
    const checked = checkToken(pasted);
    expect('problem' in checked && checked.problem).toContain(says);
    if (pasted.trim().length > 8) expect(JSON.stringify(checked)).not.toContain(pasted.trim());
  });

  it('takes nothing that could split or re-encode a header', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (pasted) => {
        const checked = checkToken(pasted);
        if ('token' in checked) {
          expect(checked.token).toMatch(/^[\x21-\x7e]{1,4096}$/);
          expect(() => new Headers({ authorization: `Bearer ${checked.token}` })).not.toThrow();
        }
      }),
    );
  });
});

describe('tokenWarning', () => {
  it('knows an app-only bearer by its run of A', () => {
    expect(tokenWarning('AAAAAAAAAAAAAAAAAAAAAMLheAAAAAAA0%2BuSeid')).toContain('app-only');
    expect(tokenWarning('AAAAbbbb')).toBeUndefined();
    expect(tokenWarning('bAAAAAAAAAAAA')).toBeUndefined();
  });
});
