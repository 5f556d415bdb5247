/** The sandbox against X's own description of its API. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mediaCategories, mediaTypes } from '../../../src/api/contract.ts';
import { faultsOf, problem, response, validator } from './described.ts';
import { bytes, form, mp4, png, rig, type Answer, type Rig } from './support.ts';

let x: Rig;
beforeAll(async () => {
  x = await rig();
});
afterAll(() => x.sandbox.close());

describe('every 200', () => {
  const upload = '/2/media/upload';
  let id: string;
  let srt: string;
  beforeAll(async () => {
    srt = await x.initialize({
      media_type: 'text/srt',
      media_category: 'subtitles',
      total_bytes: 3,
    });
    await x.append(srt, 0, bytes(3));
    await x.finalize(srt);
    id = await x.initialize({ ...mp4, total_bytes: 3 });
    await x.append(id, 0, bytes(3));
    await x.finalize(id);
    x.pass(1000);
  });

  async function image(): Promise<string> {
    const fresh = await x.initialize({ ...png, total_bytes: 3 });
    await x.append(fresh, 0, bytes(3));
    return fresh;
  }
  const track = () => ({ id: srt, display_name: 'English', language_code: 'EN' });

  it.each<[string, string, string, () => Promise<Answer>]>([
    [
      'initialize',
      `${upload}/initialize`,
      'post',
      () => x.call('POST', `${upload}/initialize`, { ...mp4, total_bytes: 3 }),
    ],
    [
      'append of a form',
      `${upload}/{id}/append`,
      'post',
      async () => {
        const fresh = await x.initialize({ ...mp4, total_bytes: 3 });
        return x.call('POST', `${upload}/${fresh}/append`, form(0, bytes(3)));
      },
    ],
    [
      'append of JSON',
      `${upload}/{id}/append`,
      'post',
      async () => {
        const fresh = await x.initialize({ ...mp4, total_bytes: 3 });
        return x.call('POST', `${upload}/${fresh}/append`, { media: 'AAAA', segment_index: 0 });
      },
    ],
    [
      'finalize of an image',
      `${upload}/{id}/finalize`,
      'post',
      async () => x.finalize(await image()),
    ],
    ['finalize of a video', `${upload}/{id}/finalize`, 'post', () => x.finalize(id)],
    ['STATUS', upload, 'get', () => x.status(id)],
    [
      'metadata',
      '/2/media/metadata',
      'post',
      () => x.call('POST', '/2/media/metadata', { id, metadata: { alt_text: { text: 'A cat' } } }),
    ],
    [
      'subtitles',
      '/2/media/subtitles',
      'post',
      () =>
        x.call('POST', '/2/media/subtitles', {
          id,
          media_category: 'TweetVideo',
          subtitles: track(),
        }),
    ],
    [
      'removing subtitles',
      '/2/media/subtitles',
      'delete',
      () =>
        x.call('DELETE', '/2/media/subtitles', {
          id,
          media_category: 'TweetVideo',
          language_code: 'EN',
        }),
    ],
  ])('%s is what X describes', async (_, path, method, call) => {
    const { status, json } = await call();
    expect(status).toBe(200);
    const validate = response(path, method);
    expect(faultsOf(validate, json)).toEqual([]);
    // The description requires nothing of the outermost object.
    expect(json).toHaveProperty('data');
  });

  it('would be noticed if it were not', () => {
    const validate = response(`${upload}/{id}/finalize`, 'post');
    expect(validate({ data: { media_key: '3_1' } })).toBe(false);
    expect(validate({ data: { id: '1', image: { width: 1 } } })).toBe(false);
  });
});

describe('refusals', () => {
  it.each([
    ['initialize', () => x.call('POST', '/2/media/upload/initialize', {})],
    ['an unknown id', () => x.finalize('1')],
  ])('of %s are problems of the description', async (_, call) => {
    const { headers, json } = await call();
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(faultsOf(problem, json)).toEqual([]);
  });
});

describe('initialize', () => {
  const wild = fc.oneof(fc.jsonValue(), fc.string(), fc.integer(), fc.double());
  const rarely = <T>(good: fc.Arbitrary<T>) =>
    fc.oneof({ arbitrary: good, weight: 12 }, { arbitrary: wild, weight: 1 });
  const owner = fc.oneof(
    fc.stringMatching(/^[0-9]{1,19}$/),
    fc.constantFrom('', '12345678901234567890', '1a', ' 1', '1\n', '١'),
  );
  const body = fc
    .tuple(
      fc.record(
        {
          media_type: rarely(fc.constantFrom(...mediaTypes)),
          total_bytes: rarely(
            fc.oneof(
              fc.integer({ min: 0, max: 17179869184 }),
              fc.constantFrom(-1, 0, 17179869184, 17179869185, 0.5, 3, -0),
            ),
          ),
          media_category: rarely(fc.constantFrom(...mediaCategories)),
          shared: rarely(fc.boolean()),
          additional_owners: rarely(fc.array(owner, { maxLength: 3 })),
        },
        { requiredKeys: [] },
      ),
      fc.option(
        fc.tuple(
          fc.oneof(
            fc.string(),
            fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'command'),
          ),
          wild,
        ),
        { freq: 6 },
      ),
    )
    // Through entries, so that a `__proto__` becomes a property of its own.
    .map(([known, extra]) => {
      const entries = [
        ...Object.entries(known),
        ...(extra === null || extra[0] in known ? [] : [extra]),
      ];
      return JSON.stringify(Object.fromEntries(entries));
    });

  it('takes what X describes, if type and size are there, and nothing else', async () => {
    const described = validator('/components/schemas/InitializeMediaUploadRequest');
    const seen = { taken: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(body, async (text) => {
        const value = JSON.parse(text) as object;
        const whole = Object.hasOwn(value, 'media_type') && Object.hasOwn(value, 'total_bytes');
        const wanted = described(value) === true && whole;
        const { status } = await x.call('POST', '/2/media/upload/initialize', text);
        expect(status).toBe(wanted ? 200 : 400);
        seen[wanted ? 'taken' : 'refused'] += 1;
      }),
      { numRuns: 500 },
    );
    // Both sides of the border are met often enough to mean something.
    expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(5);
  });
});
