import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signedCall, type SignedCall } from './oauth1Support.ts';
import { rig, type Rig } from './support.ts';
import { ids, inQuery, mp4, multipart, parts, path, png, query, urlencoded } from './v1Support.ts';

let x: Rig;
beforeEach(async () => {
  x = await rig();
});
afterEach(() => x.sandbox.close());

describe('INIT', () => {
  it.each<[string, (parameters: Record<string, string>) => SignedCall]>([
    ['form-urlencoded', urlencoded],
    ['multipart', multipart],
    ['in the query', inQuery],
    [
      'with the command in the query',
      ({ command = '', ...rest }) => ({
        path: query({ command }),
        form: rest,
      }),
    ],
  ])('takes its parameters %s', async (_, call) => {
    const answer = await signedCall(x, call({ ...mp4, additional_owners: '1,2' }));
    expect(answer.status).toBe(202);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const { string: id } = ids(answer);
    expect(answer.text).toBe(
      `{"media_id":${id ?? ''},"media_id_string":"${id ?? ''}","size":3,"expires_after_secs":86400}`,
    );
    expect(x.sandbox.uploads()).toMatchObject([
      { id, media_type: 'video/mp4', media_category: 'tweet_video', total_bytes: 3 },
    ]);
    expect(x.sandbox.requests()).toMatchObject([
      { call: 'initialize', dialect: 'v1.1', account: 'oauth1', answered: 202 },
    ]);
  });

  it('writes an id beyond 2^53 with every digit, as a number and as text', async () => {
    const answer = await signedCall(x, urlencoded(png));
    const { number, string } = ids(answer);
    expect(number).toMatch(/^[0-9]{19}$/);
    expect(string).toBe(number);
    expect(BigInt(Number(number)).toString()).not.toBe(number);
    expect(x.sandbox.uploads()[0]?.id).toBe(number);
  });

  it.each([
    ['image/png', '', { image_type: 'image/png', w: 800, h: 320 }],
    ['image/gif', 'tweet_image', { image_type: 'image/gif', w: 800, h: 320 }],
    ['image/gif', 'tweet_gif', undefined],
    ['text/srt', 'subtitles', undefined],
  ])('tells the image of %s in %j', async (media_type, media_category, image) => {
    const asked: Record<string, string> = { ...png, media_type };
    if (media_category !== '') asked.media_category = media_category;
    const { json } = await signedCall(x, urlencoded(asked));
    expect((json as { image?: unknown }).image).toEqual(image);
  });

  it('promises the expiry that the sandbox is given, at its start or later', async () => {
    await using other = await rig({ expiresAfterSecs: 7 });
    const first = await signedCall(other, urlencoded(png));
    other.sandbox.setExpiresAfterSecs(9);
    const second = await signedCall(other, urlencoded(png));
    expect([first.json, second.json]).toMatchObject([
      { expires_after_secs: 7 },
      { expires_after_secs: 9 },
    ]);
  });

  const owners = (count: number) =>
    Array.from({ length: count }, (_, n) => String(n + 1)).join(',');

  it.each([
    ['100 owners, form-urlencoded', urlencoded({ ...png, additional_owners: owners(100) })],
    ['100 owners, multipart', multipart({ ...png, additional_owners: owners(100) })],
    ['owners of 19 digits', inQuery({ ...png, additional_owners: '9'.repeat(19) })],
    ['the largest file', urlencoded({ ...png, total_bytes: '17179869184' })],
    ['a parameter that no call knows', urlencoded({ ...png, media_name: 'a b' })],
  ])('takes %s', async (_, call) => {
    expect((await signedCall(x, call)).status).toBe(202);
  });

  const missing = (name: string) => ({
    errors: [{ code: 38, message: `${name} parameter is missing.` }],
  });
  const invalid = (name: string) => ({
    errors: [{ code: 44, message: `${name} parameter is invalid.` }],
  });
  const { command, ...withoutCommand } = png;

  it.each<[string, SignedCall, object]>([
    ['no command', urlencoded(withoutCommand), missing('command')],
    ['a command in lower case', urlencoded({ ...png, command: 'init' }), invalid('command')],
    ['a command that X lacks', inQuery({ ...png, command: 'BEGIN' }), invalid('command')],
    ['a property of all objects', urlencoded({ command: 'constructor' }), invalid('command')],
    ['STATUS by POST', urlencoded({ command: 'STATUS', media_id: '1' }), invalid('command')],
    ['a GET', { ...inQuery(png), method: 'GET' }, invalid('command')],
    ['a command twice', { path: query({ command }), body: parts(png) }, invalid('command')],
    ['no size', urlencoded({ command, media_type: 'image/png' }), missing('total_bytes')],
    ['no type', urlencoded({ command, total_bytes: '3' }), missing('media_type')],
    ['nothing', { path: query({ command }) }, missing('total_bytes')],
    ['a JSON body', { path: query({ command }), body: png }, missing('total_bytes')],
    ['half a byte', urlencoded({ ...png, total_bytes: '1.5' }), invalid('total_bytes')],
    ['less than nothing', urlencoded({ ...png, total_bytes: '-1' }), invalid('total_bytes')],
    ['too much', urlencoded({ ...png, total_bytes: '17179869185' }), invalid('total_bytes')],
    ['a size in hex', urlencoded({ ...png, total_bytes: '0x10' }), invalid('total_bytes')],
    [
      'a type that X does not list',
      urlencoded({ ...png, media_type: 'image/jpg' }),
      { request: path, error: 'media type unrecognized.' },
    ],
    ['another category', urlencoded({ ...png, media_category: 'a' }), invalid('media_category')],
    [
      '101 owners',
      urlencoded({ ...png, additional_owners: owners(101) }),
      invalid('additional_owners'),
    ],
    [
      'a list in JSON',
      urlencoded({ ...png, additional_owners: '["1"]' }),
      invalid('additional_owners'),
    ],
    [
      'a space in the list',
      urlencoded({ ...png, additional_owners: '1, 2' }),
      invalid('additional_owners'),
    ],
    [
      'an owner of 20 digits',
      urlencoded({ ...png, additional_owners: '1'.repeat(20) }),
      invalid('additional_owners'),
    ],
    ['an empty list', urlencoded({ ...png, additional_owners: '' }), invalid('additional_owners')],
    ['a size twice', { path, form: { ...png, total_bytes: ['3', '3'] } }, invalid('total_bytes')],
  ])('refuses %s', async (_, call, answer) => {
    const { status, json } = await signedCall(x, call);
    expect([status, json]).toEqual([400, answer]);
    expect(x.sandbox.uploads()).toEqual([]);
  });
});
