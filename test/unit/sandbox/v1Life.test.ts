import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signedCall, type SignedCall } from './oauth1Support.ts';
import { bytes, rig, sha256, type Rig } from './support.ts';
import { ids, mp4, parts, path, png, query, urlencoded } from './v1Support.ts';

let x: Rig;
beforeEach(async () => {
  x = await rig();
});
afterEach(() => x.sandbox.close());

async function init(parameters: Record<string, string> = png): Promise<string> {
  return ids(await signedCall(x, urlencoded(parameters))).string ?? '';
}

const append = (media_id: string, segment_index: string, media: Uint8Array) =>
  signedCall(x, { path, body: parts({ command: 'APPEND', media_id, segment_index }, media) });
const finalize = (media_id: string) => signedCall(x, urlencoded({ command: 'FINALIZE', media_id }));
const status = (media_id: string) =>
  signedCall(x, { method: 'GET', path: query({ command: 'STATUS', media_id }) });

describe('the life of a file', () => {
  it('goes from INIT to a video that is ready', async () => {
    const id = await init({ ...mp4, total_bytes: '6' });
    for (const index of ['1', '0']) {
      const answer = await append(id, index, bytes(3, Number(index)));
      expect([answer.status, answer.text]).toEqual([204, '']);
    }
    const video = { video: { video_type: 'video/mp4' } };
    const known = { media_id_string: id, size: 6, expires_after_secs: 86_400, ...video };
    const made = await finalize(id);
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      ...known,
      processing_info: { state: 'pending', check_after_secs: 1 },
    });
    expect(ids(made)).toEqual({ number: id, string: id });
    x.pass(1000);
    const under = await status(id);
    expect(under.status).toBe(200);
    expect(under.json).toMatchObject({
      ...known,
      expires_after_secs: 86_399,
      processing_info: { state: 'in_progress', progress_percent: 50 },
    });
    x.pass(1000);
    const over = await status(id);
    expect(over.json).toMatchObject({ processing_info: { state: 'succeeded' } });
    expect(ids(over)).toEqual({ number: id, string: id });
    expect(x.sandbox.uploads()).toMatchObject([
      { state: 'succeeded', sha256: sha256(bytes(3, 0), bytes(3, 1)) },
    ]);
    expect(x.sandbox.requests().map(({ call, dialect }) => [call, dialect])).toEqual(
      ['initialize', 'append', 'append', 'finalize', 'status', 'status'].map((call) => [
        call,
        'v1.1',
      ]),
    );
  });

  it('ends with FINALIZE for an image; STATUS says the same', async () => {
    const id = await init();
    await append(id, '0', bytes(3));
    const image = { image_type: 'image/png', w: 800, h: 320 };
    const known = { media_id_string: id, size: 3, expires_after_secs: 86_400, image };
    expect((await finalize(id)).json).toEqual({ media_id: Number(id), ...known });
    expect((await finalize(id)).status).toBe(201);
    expect((await status(id)).json).toEqual({ media_id: Number(id), ...known });
  });

  it('can change dialect at every step', async () => {
    const legacy = await init(mp4);
    expect((await x.append(legacy, 0, bytes(3))).status).toBe(200);
    expect((await finalize(legacy)).status).toBe(201);
    expect((await x.status(legacy)).status).toBe(200);
    const modern = await x.initialize({ media_type: 'video/mp4', total_bytes: 3 });
    expect((await append(modern, '0', bytes(3))).status).toBe(204);
    expect((await x.finalize(modern)).status).toBe(200);
    expect((await status(modern)).status).toBe(200);
  });

  it('takes a segment of 5 MiB, and answers 413 with no body to a byte more', async () => {
    const id = await init({ ...mp4, total_bytes: String(5 * 2 ** 20) });
    const large = await append(id, '0', bytes(5 * 2 ** 20 + 1));
    expect([large.status, large.text]).toEqual([413, '']);
    expect((await append(id, '0', bytes(5 * 2 ** 20))).status).toBe(204);
  });

  it('answers 413 to a body that is far too large, whatever it says', async () => {
    const body = parts({ command: 'APPEND' }, new Uint8Array(11 * 2 ** 20));
    for (const where of [path, `${path}?command=APPEND`]) {
      const { status: code, text } = await signedCall(x, { path: where, body });
      expect([code, text]).toEqual([413, '']);
    }
  });

  it('has an id that nobody knows any more once it has expired', async () => {
    const id = await init();
    x.pass(86_400_000);
    const { status: code, json } = await append(id, '0', bytes(3));
    const error = `Invalid media_id: Some(${id}).`;
    expect([code, json]).toEqual([400, { request: path, error }]);
  });

  const fields = (id: string, segment_index = '0') => ({
    command: 'APPEND',
    media_id: id,
    segment_index,
  });
  const told = (error: string) => ({ request: path, error });
  const coded = (code: number, message: string) => ({ errors: [{ code, message }] });

  it.each<[string, (id: string) => SignedCall, object]>([
    [
      'no segment',
      (id) => ({ path, body: parts(fields(id)) }),
      coded(38, 'media parameter is missing.'),
    ],
    [
      'a segment that is no part of a form',
      (id) => ({ path, form: { ...fields(id), media: 'abc' } }),
      coded(38, 'media parameter is missing.'),
    ],
    [
      'an empty segment',
      (id) => ({ path, body: parts(fields(id), bytes(0)) }),
      coded(44, 'media parameter is invalid.'),
    ],
    [
      'no id',
      () => ({ path, body: parts({ command: 'APPEND', segment_index: '0' }, bytes(3)) }),
      coded(38, 'media_id parameter is missing.'),
    ],
    [
      'no index',
      (id) => ({ path, body: parts({ command: 'APPEND', media_id: id }, bytes(3)) }),
      coded(38, 'segment_index parameter is missing.'),
    ],
    [
      'index 1000',
      (id) => ({ path, body: parts(fields(id, '1000'), bytes(3)) }),
      coded(44, 'segment_index parameter is invalid.'),
    ],
    [
      'an id that X never gave',
      () => ({ path, body: parts(fields('1'), bytes(3)) }),
      told('Invalid media_id: Some(1).'),
    ],
    [
      'an id that was rounded',
      (id) => ({ path, body: parts(fields(BigInt(Number(id)).toString()), bytes(3)) }),
      {
        request: path,
        error: expect.stringMatching(/^Invalid media_id: Some\([0-9]+\)\.$/) as string,
      },
    ],
    [
      'an empty id',
      () => ({ path, body: parts(fields(''), bytes(3)) }),
      told('Invalid media_id: Some().'),
    ],
    [
      'a file that is not there yet',
      (id) => urlencoded({ command: 'FINALIZE', media_id: id }),
      told('Segments do not add up to provided total file size.'),
    ],
    [
      'STATUS before FINALIZE',
      (id) => ({ method: 'GET', path: query({ command: 'STATUS', media_id: id }) }),
      told('The media has no processing status.'),
    ],
    [
      'a body that cannot be read',
      (id) => ({ path: query(fields(id)), body: 'no JSON' }),
      { request: path, error: expect.stringMatching(/^The body cannot be read: /) as string },
    ],
  ])('refuses %s', async (_, call, answer) => {
    const id = await init();
    const { status: code, json } = await signedCall(x, call(id));
    expect([code, json]).toEqual([400, answer]);
    expect(x.sandbox.uploads()[0]?.segments).toEqual([]);
  });

  it('takes no segment after FINALIZE', async () => {
    const id = await init();
    await append(id, '0', bytes(3));
    await finalize(id);
    const { status: code, json } = await append(id, '0', bytes(3, 2));
    expect([code, json]).toEqual([400, told('The media is finalized already.')]);
  });
});
