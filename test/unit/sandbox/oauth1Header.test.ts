import { describe, expect, it } from 'vitest';
import { parseAuthorization } from '../../../src/sandbox/oauth1Header.ts';

describe('the header of a signed request', () => {
  it.each<[string, Record<string, string>]>([
    ['OAuth a="1", b="2"', { a: '1', b: '2' }],
    ['oauth a="1",b="2"', { a: '1', b: '2' }],
    ['OAuth  a="1" ,\tb=""', { a: '1', b: '' }],
    ['OAuth realm="one, \'two\' & three", a="1"', { a: '1' }],
    ['OAuth a="%2B%2f%3D", %62="2"', { a: '+/=', b: '2' }],
    ['OAuth a="1", realm=""', { a: '1' }],
    ['OAuth __proto__="1"', { ['__proto__']: '1' }],
  ])('reads %s', (header, parameters) => {
    expect(parseAuthorization(header)).toEqual(new Map(Object.entries(parameters)));
  });

  it.each([
    ['no parameters', 'OAuth '],
    ['another scheme', 'Bearer a="1"'],
    ['a scheme without a space', 'OAutha="1"'],
    ['no quotes', 'OAuth a=1'],
    ['an open quote', 'OAuth a="1'],
    ['a comma at the end', 'OAuth a="1",'],
    ['a comma too many', 'OAuth a="1",,b="2"'],
    ['no comma', 'OAuth a="1" b="2"'],
    ['a semicolon', 'OAuth a="1"; b="2"'],
    ['text after the end', 'OAuth a="1" x'],
    ['a name twice', 'OAuth a="1", a="1"'],
    ['a name twice, once encoded', 'OAuth a="1", %61="2"'],
    ['a realm twice', 'OAuth realm="1", realm="2", a="1"'],
    ['a plus that is not encoded', 'OAuth a="1+2"'],
    ['a slash that is not encoded', 'OAuth a="1/2"'],
    ['half an escape', 'OAuth a="%2"'],
    ['bytes that are not UTF-8', 'OAuth a="%ff"'],
    ['letters beyond ASCII', 'OAuth a="é"'],
  ])('refuses %s', (_, header) => {
    expect(parseAuthorization(header)).toBeUndefined();
  });
});
