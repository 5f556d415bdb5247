import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mp4, png, refusal, rig, type Rig } from './support.ts';

const path = '/2/media/upload/initialize';
const enough = { ...png, total_bytes: 10 };

describe('initialize', () => {
  let x: Rig;
  beforeAll(async () => {
    x = await rig();
  });
  afterAll(() => x.sandbox.close());

  it('answers id, media_key and expires_after_secs, and nothing else', async () => {
    const { status, headers, json } = await x.call('POST', path, enough);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    const { id } = (json as { data: { id: string } }).data;
    expect(json).toEqual({ data: { id, media_key: `3_${id}`, expires_after_secs: 1295999 } });
  });

  it('gives ids of 19 digits that rise, differ, and do not survive a double', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 20; n += 1) ids.push(await x.initialize(enough));
    expect(new Set(ids).size).toBe(20);
    expect([...ids].sort()).toEqual(ids);
    for (const id of ids) {
      expect(id).toMatch(/^[0-9]{19}$/);
      expect(BigInt(Number(id)).toString()).not.toBe(id);
    }
  });

  it.each([
    ['tweet_image', '3_'],
    ['tweet_video', '7_'],
    ['amplify_video', '13_'],
    ['tweet_gif', '16_'],
  ])('begins the media_key of %s with %s', async (media_category, prefix) => {
    const { json } = await x.call('POST', path, { ...enough, media_category });
    expect((json as { data: { media_key: string } }).data.media_key).toMatch(
      new RegExp(`^${prefix}[0-9]{19}$`),
    );
  });

  it.each([
    { body: { ...enough, media_type: 'image/jpg' }, parameters: [{ media_type: ['image/jpg'] }] },
    { body: { total_bytes: 1 }, parameters: [{ media_type: [] }] },
    { body: { media_type: 'image/png' }, parameters: [{ total_bytes: [] }] },
    { body: { ...enough, total_bytes: -1 }, parameters: [{ total_bytes: ['-1'] }] },
    { body: { ...enough, total_bytes: 1.5 }, parameters: [{ total_bytes: ['1.5'] }] },
    { body: { ...enough, total_bytes: '10' }, parameters: [{ total_bytes: ['10'] }] },
    {
      body: { ...enough, total_bytes: 17179869185 },
      parameters: [{ total_bytes: ['17179869185'] }],
    },
    {
      body: { ...enough, media_category: 'TweetImage' },
      parameters: [{ media_category: ['TweetImage'] }],
    },
    { body: { ...enough, shared: 'true' }, parameters: [{ shared: ['true'] }] },
    { body: { ...enough, additional_owners: '1' }, parameters: [{ additional_owners: ['1'] }] },
    {
      body: { ...enough, additional_owners: ['1', 'x'] },
      parameters: [{ 'additional_owners.1': ['x'] }],
    },
    { body: { ...enough, media_tpye: 'x' }, parameters: [{ media_tpye: ['x'] }] },
    { body: { ...enough, constructor: 1 }, parameters: [{ constructor: ['1'] }] },
    {
      body: { media_type: 'x', total_bytes: 'y' },
      parameters: [{ media_type: ['x'] }, { total_bytes: ['y'] }],
    },
  ])('refuses $body', async ({ body, parameters }) => {
    const { status, headers, json } = await x.call('POST', path, body);
    expect(status).toBe(400);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(json).toEqual(refusal(...parameters));
  });

  it.each([
    ['no category, as for a model', { media_type: 'model/gltf-binary', total_bytes: 1 }],
    ['0 bytes, which X describes as allowed', { ...enough, total_bytes: 0 }],
    ['the largest file', { ...mp4, total_bytes: 17179869184 }],
    ['owners and sharing', { ...enough, shared: true, additional_owners: ['1', '2'] }],
    ['no owners', { ...enough, additional_owners: [] }],
  ])('takes %s', async (_, body) => {
    expect((await x.call('POST', path, body)).status).toBe(200);
  });

  it.each([
    ['no body', undefined],
    ['half an object', '{"media_type":'],
    ['a list', '[]'],
    ['null', 'null'],
    ['text', '"x"'],
    ['a __proto__ key', '{"media_type":"image/png","total_bytes":1,"__proto__":{}}'],
    ['a nested __proto__ key', '{"a":[{"__proto__":1}]}'],
  ])('refuses %s for not being a JSON object', async (_, body) => {
    const { status, json } = await x.call('POST', path, body);
    expect(status).toBe(400);
    expect(json).toMatchObject({ errors: [{ message: 'Request body must be a JSON object.' }] });
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx'])(
    'refuses JSON that calls itself %s',
    async (type) => {
      const { status } = await x.call('POST', path, enough, { 'content-type': type });
      expect(status).toBe(415);
    },
  );

  it('refuses a multipart form', async () => {
    const parts = new FormData();
    parts.set('media_type', 'image/png');
    expect((await x.call('POST', path, parts)).status).toBe(415);
  });

  it('takes a charset beside the content type', async () => {
    const type = { 'content-type': 'application/json; charset=utf-8' };
    expect((await x.call('POST', path, enough, type)).status).toBe(200);
  });

  it('refuses a query', async () => {
    const { status, json } = await x.call('POST', `${path}?command=INIT`, enough);
    expect(status).toBe(400);
    expect(json).toEqual(refusal({ command: ['INIT'] }));
  });

  it('answers 413 to a body that is far too large', async () => {
    const { status, text } = await x.call('POST', path, `{"a":"${'x'.repeat(300_000)}"}`);
    expect([status, text]).toEqual([413, '']);
  });
});
