import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bytes, mp4, refusal, rig, type Rig } from './support.ts';

let x: Rig;
let id: string;
let track: string;
beforeEach(async () => {
  x = await rig();
  id = await x.initialize({ ...mp4, total_bytes: 3 });
  track = await x.initialize({
    media_type: 'text/srt',
    media_category: 'subtitles',
    total_bytes: 3,
  });
  await x.append(track, 0, bytes(3));
  await x.finalize(track);
});
afterEach(() => x.sandbox.close());

describe('metadata', () => {
  const post = (body: object) => x.call('POST', '/2/media/metadata', body);

  it('keeps an alt text and answers it', async () => {
    const metadata = { alt_text: { text: 'A cat' } };
    expect((await post({ id, metadata })).json).toEqual({
      data: { id, associated_metadata: metadata },
    });
    expect(x.sandbox.uploads()[0]?.metadata).toEqual(metadata);
  });

  it('counts 1000 characters, not UTF-16 units', async () => {
    const text = '🐈'.repeat(1000);
    expect((await post({ id, metadata: { alt_text: { text } } })).status).toBe(200);
    const { status, json } = await post({ id, metadata: { alt_text: { text: `${text}!` } } });
    expect(status).toBe(400);
    expect(json).toMatchObject({ errors: [{ parameters: { 'metadata.alt_text.text': {} } }] });
  });

  it('takes the other metadata of the description', async () => {
    const metadata = { sensitive_media_warning: { other: true }, shared_info: { shared: true } };
    expect((await post({ id, metadata })).status).toBe(200);
  });

  it.each([
    [{ metadata: {} }, { id: [] }],
    [{ id: 'x' }, { id: ['x'] }],
    [{ id: '1', metadata: { altText: {} } }, { 'metadata.altText': ['{}'] }],
    [{ id: '1', metadata: { alt_text: {} } }, { 'metadata.alt_text.text': [] }],
    [{ id: '1', metadata: { alt_text: [] } }, { 'metadata.alt_text': ['[]'] }],
    [{ id: '1', alt_text: {} }, { alt_text: ['{}'] }],
  ])('refuses %j', async (body, parameters) => {
    const { status, json } = await post(body);
    expect(status).toBe(400);
    expect(json).toEqual(refusal(parameters));
  });

  it('does not know an unknown id', async () => {
    expect((await post({ id: '1', metadata: {} })).status).toBe(404);
  });
});

describe('subtitles', () => {
  const request = () => ({
    id,
    media_category: 'TweetVideo',
    subtitles: { id: track, display_name: 'English', language_code: 'EN' },
  });
  const post = (body: object) => x.call('POST', '/2/media/subtitles', body);
  const remove = (body: object) => x.call('DELETE', '/2/media/subtitles', body);

  it('are attached, and taken away again, once', async () => {
    expect((await post(request())).json).toEqual({
      data: {
        id,
        media_category: 'TweetVideo',
        associated_subtitles: { id: track, display_name: 'English', language_code: 'EN' },
      },
    });
    expect(x.sandbox.uploads()[0]?.subtitles).toEqual({
      EN: { id: track, display_name: 'English' },
    });
    const which = { id, media_category: 'TweetVideo', language_code: 'EN' };
    expect((await remove(which)).json).toEqual({ data: { deleted: true } });
    expect((await remove(which)).json).toEqual({ data: { deleted: false } });
    expect(x.sandbox.uploads()[0]?.subtitles).toEqual({});
  });

  it.each([
    [{ media_category: 'tweet_video' }, { media_category: ['tweet_video'] }],
    [{ subtitles: { id: '1', language_code: 'en' } }, { 'subtitles.language_code': ['en'] }],
    [{ subtitles: { id: 'x', language_code: 'EN' } }, { 'subtitles.id': ['x'] }],
    [{ language_code: 'EN' }, { language_code: ['EN'] }],
  ])('refuse %j', async (change, parameters) => {
    const { status, json } = await post({ ...request(), ...change });
    expect(status).toBe(400);
    expect(json).toEqual(refusal(parameters));
  });

  it('refuse a removal without a body', async () => {
    expect((await x.call('DELETE', '/2/media/subtitles')).status).toBe(400);
  });

  it('do not know an unknown video or track', async () => {
    expect((await post({ ...request(), id: '1' })).status).toBe(404);
    const subtitles = { ...request().subtitles, id: '1' };
    expect((await post({ ...request(), subtitles })).status).toBe(404);
    const which = { id: '1', media_category: 'TweetVideo', language_code: 'EN' };
    expect((await remove(which)).status).toBe(404);
  });
});
