/** Languages and names of subtitles. */
import { describe, expect, it } from 'vitest';
import { languageCodePattern } from '../../../src/api/contract.ts';
import { languages } from '../../../src/views/languages.ts';
import { checkDisplayName, checkLanguageCode, guessLanguage } from '../../../src/views/tracks.ts';

describe('languages', () => {
  it('are codes that X takes, each once, in words of their own', () => {
    const codes = languages.map(([code]) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.filter((code) => !languageCodePattern.test(code))).toEqual([]);
    const names = languages.map(([, own]) => own);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => checkDisplayName(name) !== undefined)).toEqual([]);
  });

  it.each([
    ['captions.de.srt', 'DE'],
    ['clip_pt.vtt', 'PT'],
    ['clip.pt-BR.vtt', 'PT'],
    ['clip-EN.SRT', 'EN'],
    ['clip.zh_hans.srt', 'ZH'],
    ['captions.srt', undefined],
    ['clip.xx.srt', undefined],
    ['de.srt', undefined],
    ['clip.de.txt', undefined],
  ])('%s: %s', (name, code) => {
    expect(guessLanguage(name)).toBe(code);
  });
});

describe('what is typed', () => {
  it.each(['EN', 'en', ' de '])('%j is a code', (text) => {
    expect(checkLanguageCode(text)).toBeUndefined();
  });
  it.each(['', 'E', 'ENG', 'E1', 'ßß', 'e n', 'EN; DROP'])('%j is no code', (text) => {
    expect(checkLanguageCode(text)).toMatch(/Two letters/);
  });
  it.each(['English', ' x ', '🦊'.repeat(50)])('%j is a name', (text) => {
    expect(checkDisplayName(text)).toBeUndefined();
  });
  it.each(['', '  ', 'x'.repeat(51)])('%j is no name', (text) => {
    expect(checkDisplayName(text)).toBeTypeOf('string');
  });
});
