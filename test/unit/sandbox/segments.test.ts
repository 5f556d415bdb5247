import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Assembly } from '../../../src/sandbox/assembly.ts';
import { segmentData } from '../../../src/sandbox/multipart.ts';
import { bytes, form, mp4, png, refusal, rig, sha256, type Rig } from './support.ts';

const mib = 2 ** 20;

describe('append and finalize', () => {
  let x: Rig;
  beforeAll(async () => {
    x = await rig();
  });
  afterAll(() => x.sandbox.close());

  const upload = (id: string) => x.sandbox.uploads().find((each) => each.id === id);

  it('takes segments out of order, and knows the hash of each and of the whole', async () => {
    const parts = [bytes(1000, 1), bytes(700, 2), bytes(300, 3)] as const;
    const id = await x.initialize({ ...mp4, total_bytes: 2000 });
    for (const index of [2, 0, 1] as const) {
      expect((await x.append(id, index, parts[index])).status).toBe(200);
    }
    expect(upload(id)).toMatchObject({
      received_bytes: 2000,
      segments: parts.map((part, index) => ({ index, bytes: part.length, sha256: sha256(part) })),
      sha256: sha256(...parts),
    });
    expect((await x.finalize(id)).status).toBe(200);
    expect(upload(id)?.sha256).toBe(sha256(...parts));
  });

  it('takes base64 in JSON as the same bytes', async () => {
    const data = bytes(999);
    const id = await x.initialize({ ...png, total_bytes: 999 });
    const body = { media: Buffer.from(data).toString('base64'), segment_index: 0 };
    expect((await x.call('POST', `/2/media/upload/${id}/append`, body)).status).toBe(200);
    expect(upload(id)?.sha256).toBe(sha256(data));
  });

  it('answers when the upload expires, in epoch seconds', async () => {
    const id = await x.initialize({ ...png, total_bytes: 1 });
    const { json } = await x.append(id, 0, bytes(1));
    expect(json).toEqual({ data: { expires_at: Math.floor(x.now() / 1000) + 1295999 } });
  });

  it('counts a segment once that comes twice', async () => {
    const id = await x.initialize({ ...png, total_bytes: 10 });
    await x.append(id, 0, bytes(10));
    await x.append(id, 0, bytes(10));
    expect(upload(id)).toMatchObject({ received_bytes: 10, repeats: 1, replacements: 0 });
    expect((await x.finalize(id)).status).toBe(200);
  });

  it('replaces a segment that comes again with other bytes, and counts that', async () => {
    const id = await x.initialize({ ...png, total_bytes: 12 });
    await x.append(id, 0, bytes(10, 1));
    await x.append(id, 1, bytes(5, 2));
    await x.append(id, 0, bytes(7, 3));
    expect(upload(id)).toMatchObject({
      received_bytes: 12,
      repeats: 0,
      replacements: 1,
      sha256: sha256(bytes(7, 3), bytes(5, 2)),
    });
  });

  it('takes 5 MiB, and answers 413 with no body to a byte more', async () => {
    const id = await x.initialize({ ...mp4, total_bytes: 5 * mib + 1 });
    expect((await x.append(id, 0, new Uint8Array(5 * mib))).status).toBe(200);
    const over = await x.append(id, 1, new Uint8Array(5 * mib + 1));
    expect([over.status, over.text, over.headers.get('content-type')]).toEqual([413, '', null]);
    const media = Buffer.alloc(5 * mib + 1).toString('base64');
    const path = `/2/media/upload/${id}/append`;
    expect((await x.call('POST', path, { media, segment_index: 1 })).status).toBe(413);
    expect((await x.append(id, 1, new Uint8Array(12 * mib))).status).toBe(413);
    expect(upload(id)?.received_bytes).toBe(5 * mib);
  });

  it.each([
    ['1000', { segment_index: ['1000'] }],
    ['-1', { segment_index: ['-1'] }],
    ['1.5', { segment_index: ['1.5'] }],
    ['01', { segment_index: ['01'] }],
    ['', { segment_index: [''] }],
  ])('refuses the segment_index "%s" in a form', async (index, parameters) => {
    const id = await x.initialize({ ...png, total_bytes: 3 });
    const { status, json } = await x.call(
      'POST',
      `/2/media/upload/${id}/append`,
      form(index, bytes(3)),
    );
    expect(status).toBe(400);
    expect(json).toEqual(refusal(parameters));
  });

  it('takes 999, the last segment_index', async () => {
    const id = await x.initialize({ ...png, total_bytes: 3 });
    expect((await x.append(id, 999, bytes(3))).status).toBe(200);
  });

  it.each([
    ['no media', { segment_index: 0 }, { media: [] }],
    ['no segment_index', { media: 'AAAA' }, { segment_index: [] }],
    ['an index as text', { media: 'AAAA', segment_index: '0' }, { segment_index: ['0'] }],
    ['what is no base64', { media: 'A*AA', segment_index: 0 }, { media: ['A*AA'] }],
    ['half a base64 group', { media: 'AAA', segment_index: 0 }, { media: ['AAA'] }],
    ['no bytes', { media: '', segment_index: 0 }, { media: [''] }],
    ['another property', { media: 'AAAA', segment_index: 0, command: 'x' }, { command: ['x'] }],
  ])('refuses JSON with %s', async (_, body, parameters) => {
    const id = await x.initialize({ ...png, total_bytes: 3 });
    const { status, json } = await x.call('POST', `/2/media/upload/${id}/append`, body);
    expect(status).toBe(400);
    expect(json).toEqual(refusal(parameters));
  });

  it.each([
    [
      'media',
      (parts: FormData) => {
        parts.delete('media');
      },
      { media: [] },
    ],
    [
      'segment_index',
      (parts: FormData) => {
        parts.delete('segment_index');
      },
      { segment_index: [] },
    ],
  ])('refuses a form without %s', async (_, change, parameters) => {
    const id = await x.initialize({ ...png, total_bytes: 3 });
    const parts = form(0, bytes(3));
    change(parts);
    const { status, json } = await x.call('POST', `/2/media/upload/${id}/append`, parts);
    expect(status).toBe(400);
    expect(json).toEqual(refusal(parameters));
  });

  it.each(['media_id', 'segment_index', 'media'])(
    'refuses a form with a part too many: %s',
    async (name) => {
      const id = await x.initialize({ ...png, total_bytes: 3 });
      const parts = form(0, bytes(3));
      parts.append(name, '0');
      const { status, json } = await x.call('POST', `/2/media/upload/${id}/append`, parts);
      expect(status).toBe(400);
      expect(json).toEqual(refusal({ [name]: [] }));
      expect(upload(id)?.received_bytes).toBe(0);
    },
  );

  it.each([
    [
      'cut off',
      'multipart/form-data; boundary=b',
      '--b\r\ncontent-disposition: form-data; name="media"\r\n\r\nabc',
    ],
    ['without a boundary', 'multipart/form-data', '--b--'],
  ])('refuses a form %s', async (_, type, body) => {
    const id = await x.initialize({ ...png, total_bytes: 3 });
    const path = `/2/media/upload/${id}/append`;
    const { status } = await x.call('POST', path, body, { 'content-type': type });
    expect(status).toBe(400);
    expect(upload(id)?.received_bytes).toBe(0);
  });

  it.each([
    ['no segment at all', 3, []],
    ['a byte too few', 3, [[0, 2]]],
    ['a byte too many', 3, [[0, 4]]],
    [
      'a gap',
      3,
      [
        [0, 1],
        [2, 2],
      ],
    ],
    ['no first segment', 3, [[1, 3]]],
  ] as const)('does not finalize with %s', async (_, total_bytes, segments) => {
    const id = await x.initialize({ ...png, total_bytes });
    for (const [index, count] of segments) await x.append(id, index, bytes(count));
    const { status, json } = await x.finalize(id);
    expect(status).toBe(400);
    expect(json).toMatchObject({
      errors: [{ message: 'Segments do not add up to provided total file size.' }],
    });
    expect(upload(id)?.state).toBe('initialized');
  });

  it('refuses to finalize with an empty body, and takes {}', async () => {
    const id = await x.initialize({ ...png, total_bytes: 3 });
    await x.append(id, 0, bytes(3));
    const empty = await x.call('POST', `/2/media/upload/${id}/finalize`);
    expect(empty.status).toBe(400);
    expect(empty.json).toMatchObject({
      errors: [{ message: 'Request body must be a JSON object.' }],
    });
    expect((await x.finalize(id)).status).toBe(200);
  });

  it('finalizes an image: image, 24 hours, no processing_info; again the same', async () => {
    const id = await x.initialize({ ...png, total_bytes: 3 });
    await x.append(id, 0, bytes(3));
    const first = await x.finalize(id);
    expect(first.json).toEqual({
      data: {
        id,
        media_key: `3_${id}`,
        size: 3,
        expires_after_secs: 86400,
        image: { image_type: 'image/png' },
      },
    });
    expect((await x.finalize(id)).json).toEqual(first.json);
  });

  it('takes no segment after finalize', async () => {
    const id = await x.initialize({ ...png, total_bytes: 3 });
    await x.append(id, 0, bytes(3));
    await x.finalize(id);
    expect((await x.append(id, 1, bytes(3))).status).toBe(400);
    expect(upload(id)?.segments).toHaveLength(1);
  });

  it.each(['append', 'finalize'])(
    'refuses %s of what is no id, and of an unknown id',
    async (call) => {
      const path = (id: string) => `/2/media/upload/${id}/${call}`;
      const body = { media: 'AAAA', segment_index: 0 };
      for (const id of ['abc', '12345678901234567890']) {
        const { status, json } = await x.call('POST', path(id), body);
        expect(status).toBe(400);
        expect(json).toEqual(refusal({ id: [id] }));
      }
      const { status, json } = await x.call('POST', path('123'), body);
      expect(status).toBe(404);
      expect(json).toMatchObject({
        type: 'https://api.x.com/2/problems/resource-not-found',
        resource_id: '123',
      });
    },
  );
});

describe('Assembly', () => {
  it('hashes the whole whatever the order, repeats included', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 12 });
    const orders = sizes.chain((list) =>
      fc.record({
        list: fc.constant(list),
        order: fc
          .array(fc.nat(list.length - 1), { maxLength: 10 })
          .map((again) => [...list.keys(), ...again])
          .chain((all) => fc.shuffledSubarray(all, { minLength: all.length })),
      }),
    );
    fc.assert(
      fc.property(orders, ({ list, order }) => {
        const parts = list.map((size, index) => bytes(size, index));
        const assembly = new Assembly();
        for (const index of order) {
          assembly.put(index, segmentData(parts[index] ?? new Uint8Array()));
        }
        expect(assembly.addsUpTo(list.reduce((sum, size) => sum + size, 0))).toBe(true);
        expect(assembly.sha256()).toBe(sha256(...parts));
        expect(assembly.repeats).toBe(order.length - list.length);
      }),
      { numRuns: 100 },
    );
  });

  it('lets go of bytes it has hashed, and then says null rather than a wrong hash', () => {
    const assembly = new Assembly();
    const part = segmentData(new Uint8Array(4 * mib));
    for (let index = 0; index < 3; index += 1) assembly.put(index, part);
    const zeros = new Uint8Array(4 * mib);
    expect(assembly.sha256()).toBe(sha256(zeros, zeros, zeros));
    assembly.put(0, segmentData(bytes(10)));
    expect(assembly.sha256()).toBeNull();
    expect(assembly.addsUpTo(8 * mib + 10)).toBe(true);
  });
});
