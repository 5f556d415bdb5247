import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bytes, mp4, png, refusal, rig, type Rig } from './support.ts';

let x: Rig;
beforeEach(async () => {
  x = await rig();
});
afterEach(() => x.sandbox.close());

async function finished(asked: object): Promise<string> {
  const id = await x.initialize({ ...asked, total_bytes: 3 });
  await x.append(id, 0, bytes(3));
  await x.finalize(id);
  return id;
}

describe('processing', () => {
  it('of a video goes from pending over in_progress to succeeded in two seconds', async () => {
    const id = await x.initialize({ ...mp4, total_bytes: 3 });
    await x.append(id, 0, bytes(3));
    const { json } = await x.finalize(id);
    expect(json).toEqual({
      data: {
        id,
        media_key: `7_${id}`,
        size: 3,
        expires_after_secs: 86400,
        video: { video_type: 'video/mp4' },
        processing_info: { state: 'pending', check_after_secs: 1 },
      },
    });
    const seen: unknown[] = [];
    for (const ms of [0, 1000, 999, 1]) {
      x.pass(ms);
      seen.push((await x.status(id)).json);
    }
    expect(seen).toMatchObject([
      { data: { id, processing_info: { state: 'pending', check_after_secs: 1 } } },
      { data: { processing_info: { state: 'in_progress', progress_percent: 50 } } },
      { data: { processing_info: { state: 'in_progress', progress_percent: 99 } } },
      { data: { processing_info: { state: 'succeeded', progress_percent: 100 } } },
    ]);
    expect(x.sandbox.uploads()[0]?.state).toBe('succeeded');
  });

  it.each([
    ['image/gif', 'tweet_gif', true],
    ['image/gif', 'dm_gif', true],
    ['image/gif', 'tweet_image', false],
    ['video/quicktime', 'amplify_video', true],
    ['text/srt', 'subtitles', false],
  ])('%s as %s: %s', async (media_type, media_category, processed) => {
    const id = await finished({ media_type, media_category });
    expect((await x.status(id)).status).toBe(processed ? 200 : 400);
    expect(x.sandbox.uploads()[0]?.state).toBe(processed ? 'pending' : 'succeeded');
  });

  it('takes as long as the settings say when finalize comes', async () => {
    await x.call('POST', '/_sandbox/settings', { processing_secs: 60 });
    const id = await finished(mp4);
    x.pass(59_000);
    expect((await x.status(id)).json).toMatchObject({
      data: { processing_info: { state: 'in_progress' } },
    });
  });
});

describe('STATUS', () => {
  it('is refused for an image, and for media that is not finalized', async () => {
    const image = await finished(png);
    const early = await x.initialize({ ...mp4, total_bytes: 3 });
    for (const id of [image, early]) {
      const { status, json } = await x.status(id);
      expect(status).toBe(400);
      expect(json).toEqual(refusal({ media_id: [id] }));
    }
  });

  it.each([
    ['', { media_id: [] }],
    ['media_id=abc', { media_id: ['abc'] }],
    ['media_id=1&command=status', { command: ['status'] }],
    ['media_id=1&media_key=2', { media_key: ['2'] }],
    ['media_id=1&media_id=2', { media_id: ['1', '2'] }],
  ])('refuses the query "%s"', async (query, parameters) => {
    const { status, json } = await x.call('GET', `/2/media/upload?${query}`);
    expect(status).toBe(400);
    expect(json).toEqual(refusal(parameters));
  });

  it('does without a command', async () => {
    const id = await finished(mp4);
    expect((await x.call('GET', `/2/media/upload?media_id=${id}`)).status).toBe(200);
  });
});

describe('expiry', () => {
  it('makes an unfinished upload unknown when its seconds are over, not before', async () => {
    x.sandbox.setExpiresAfterSecs(10);
    const id = await x.initialize({ ...png, total_bytes: 3 });
    x.pass(9_999);
    expect((await x.append(id, 0, bytes(3))).status).toBe(200);
    x.pass(1);
    expect((await x.append(id, 0, bytes(3))).status).toBe(404);
    expect((await x.finalize(id)).status).toBe(404);
    expect(x.sandbox.uploads()[0]?.state).toBe('expired');
  });

  it('gives finished media 24 hours', async () => {
    const id = await finished(mp4);
    x.pass(86_399_000);
    expect((await x.status(id)).json).toMatchObject({ data: { expires_after_secs: 1 } });
    x.pass(1000);
    expect((await x.status(id)).status).toBe(404);
  });
});
