/** What v1.1 answers to an INIT: an id that no number carries, and all that may be odd beside it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLegacyInitialized } from '../../../src/api/answers.ts';
import { XApiError } from '../../../src/api/errors.ts';
import { id, initAnswer, recorder, signedClient } from './signed.ts';
import { standing } from './support.ts';

const read = (text: string, status = 202) =>
  readLegacyInitialized(
    { status, headers: {}, text },
    { now: standing, mask: String, dialect: 'v1.1', credential: 'oauth1' },
  );
const idOf = (text: string) => {
  try {
    return read(text).id;
  } catch (error) {
    if (error instanceof XApiError) return error.kind;
    throw error;
  }
};

describe('the answer', () => {
  it('of X’s page is read whole', async () => {
    await using x = await recorder({ status: 202, body: initAnswer });
    await using api = signedClient(x.url);
    expect(await api.initialize()).toEqual({
      id,
      mediaKey: undefined,
      size: 11065,
      image: { width: 800, height: 320 },
      expiresAt: standing + 86_400_000,
      processing: undefined,
      warnings: [],
    });
  });

  it.each([200, 201, 202, 206])('may come with %i, and with a byte order mark', (status) => {
    expect(read(`\ufeff${initAnswer}`, status).id).toBe(id);
  });

  it('without a lifetime says so, and counts from there otherwise', () => {
    const { expiresAt, warnings } = read(`{"media_id_string":"${id}"}`);
    expect(expiresAt).toBeUndefined();
    expect(warnings[0]).toContain('did not say when');
    const timed = read(`{"media_id_string":"${id}","expires_after_secs":3599}`);
    expect(timed).toMatchObject({ expiresAt: standing + 3_599_000, warnings: [] });
  });

  it('keeps what X remarks beside it', () => {
    const body = `{"media_id_string":"${id}","expires_after_secs":60,"errors":[{"code":7,"message":"Owner 5 is unknown"}]}`;
    expect(read(body).warnings).toEqual(['X says: “Owner 5 is unknown”']);
  });
});

describe('the id', () => {
  it.each([
    ['the text, though the number is another', `{"media_id":1,"media_id_string":"${id}"}`, id],
    ['the text, though the number is none', `{"media_id":1e400,"media_id_string":"${id}"}`, id],
    ['the digits of the number', `{"media_id":${id}}`, id],
    ['beyond 2^53', '{"media_id":9007199254740993}', '9007199254740993'],
    ['of 19 nines', '{"media_id":9999999999999999999}', '9999999999999999999'],
    ['beside null', `{"media_id_string":null,"media_id":${id}}`, id],
    ['behind white space', `{ "media_id" :\n ${id} }`, id],
    ['the last of two', `{"media_id":1,"media_id":${id}}`, id],
    ['of the answer and not of a part', `{"a":{"media_id":5},"media_id":${id}}`, id],
  ])('is %s', (_, body, expected) => {
    expect(read(body).id).toBe(expected);
  });

  it.each([
    ['a number beyond all numbers', '{"media_id":1e400}'],
    ['a power of ten', '{"media_id":7e17}'],
    ['negative', `{"media_id":-${id}}`],
    ['negative nothing', '{"media_id":-0}'],
    ['a fraction', '{"media_id":710511363345354753.5}'],
    ['20 digits', '{"media_id":71051136334535475312}'],
    ['20 digits of text', '{"media_id_string":"71051136334535475312"}'],
    ['20 digits of text, whatever the number', `{"media_id_string":"${id}99","media_id":${id}}`],
    ['a number in place of the text', `{"media_id_string":${id}}`],
    ['with a line break', `{"media_id_string":"${id}\\n"}`],
    ['with a line break before', `{"media_id_string":"\\n${id}"}`],
    ['empty', '{"media_id_string":""}'],
    ['true', '{"media_id":true}'],
    ['in a list', `{"media_id":[${id}]}`],
    ['in a part of the answer', `{"data":{"media_id":${id}}}`],
    ['in a prototype', `{"__proto__":{"media_id_string":"${id}","media_id":${id}}}`],
    ['in the shape of v2', `{"data":{"id":"${id}"}}`],
    ['nowhere', '{}'],
    ['in no object', `"${id}"`],
    ['in a list of answers', `[${initAnswer}]`],
    ['__proto__', '{"media_id_string":"__proto__"}'],
    ['a path', '{"media_id_string":"../../../1"}'],
    ['in half a JSON', `{"media_id_string":"${id}"`],
    [
      'buried too deep to be looked for',
      `{"a":${'['.repeat(4e5)}${']'.repeat(4e5)},"media_id":1.5}`,
    ],
  ])('%s is none', (_, body) => {
    expect(idOf(body)).toBe('unexpected-answer');
  });

  it('is worth more than a nested rest, however deep', () => {
    const deep = '['.repeat(400_000) + ']'.repeat(400_000);
    expect(idOf(`{"expires_after_secs":${deep},"media_id_string":"${id}"}`)).toBe(id);
  });

  it('keeps every digit of every number, and never one that was not written', () => {
    const digits = fc.stringMatching(/^(0|[1-9][0-9]{0,24})$/);
    fc.assert(
      fc.property(digits, (written) => {
        expect(idOf(`{"media_id":${written}}`)).toBe(
          written.length <= 19 ? written : 'unexpected-answer',
        );
      }),
    );
  });
});

describe('the other fields', () => {
  it.each([
    ['{"w":0,"h":5}'],
    ['{"w":-1,"h":5}'],
    ['{"w":1.5,"h":5}'],
    ['{"w":1e400,"h":5}'],
    ['{"w":1e300,"h":5}'],
    ['{"w":"800","h":"320"}'],
    ['{"w":800}'],
    ['null'],
    ['7'],
  ])('an image of %s is left out', (image) => {
    expect(read(`{"media_id_string":"${id}","image":${image}}`)).toMatchObject({
      id,
      image: undefined,
    });
  });

  it('named __proto__ change nothing', () => {
    const evil = '"__proto__":{"polluted":1,"w":1,"h":1}';
    const answer = read(
      `{${evil},"media_id":${id},"image":{${evil},"w":8,"h":9},"processing_info":{${evil},"state":"x"}}`,
    );
    expect(answer).toMatchObject({ id, image: { width: 8, height: 9 } });
    for (const value of [{}, answer, answer.image, answer.processing]) {
      expect((value as Record<string, unknown>).polluted).toBeUndefined();
    }
  });
});
