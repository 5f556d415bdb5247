/** Which track goes with which video: refused in X's shape where it does not. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf, problem, response } from './described.ts';
import { bytes, mp4, refusal, rig, type Rig } from './support.ts';

const path = '/2/media/subtitles';

/** What each media below is initialized as, and whether it is finalized. */
const asked = {
  post: [mp4, true],
  early: [mp4, false],
  ad: [{ ...mp4, media_category: 'amplify_video' }, true],
  dm: [{ ...mp4, media_category: 'dm_video' }, true],
  plain: [{ media_type: 'video/mp4' }, true],
  srt: [{ media_type: 'text/srt', media_category: 'subtitles' }, true],
  vtt: [{ media_type: 'text/vtt', media_category: 'subtitles' }, true],
  halfSrt: [{ media_type: 'text/srt', media_category: 'subtitles' }, false],
  bareSrt: [{ media_type: 'text/srt' }, true],
} as const;
type Name = keyof typeof asked;

let x: Rig;
const ids = new Map<Name, string>();
const idOf = (name: Name) => ids.get(name) ?? '';
beforeAll(async () => {
  x = await rig();
  for (const [name, [body, finished]] of Object.entries(asked)) {
    const id = await x.initialize({ ...body, total_bytes: 3 });
    ids.set(name as Name, id);
    await x.append(id, 0, bytes(3));
    if (finished) await x.finalize(id);
  }
});
afterAll(() => x.sandbox.close());

const link = (video: Name, media_category: string, track: Name, language_code = 'EN') =>
  x.call('POST', path, {
    id: idOf(video),
    media_category,
    subtitles: { id: idOf(track), language_code, display_name: `In ${language_code}` },
  });
const unlink = (video: Name, media_category: string, language_code = 'EN') =>
  x.call('DELETE', path, { id: idOf(video), media_category, language_code });
const shown = (video: Name) => x.sandbox.uploads().find(({ id }) => id === idOf(video))?.subtitles;

describe('a track', () => {
  it.each<[Name, string, Name]>([
    ['post', 'TweetVideo', 'srt'],
    ['post', 'TweetVideo', 'vtt'],
    ['early', 'TweetVideo', 'srt'],
    ['ad', 'AmplifyVideo', 'srt'],
  ])('goes with %s as %s: %s', async (video, category, track) => {
    const linked = await link(video, category, track);
    expect(linked.status).toBe(200);
    expect(faultsOf(response(path, 'post'), linked.json)).toEqual([]);
    expect(shown(video)).toEqual({ EN: { id: idOf(track), display_name: 'In EN' } });
    const removed = await unlink(video, category);
    expect(removed.json).toEqual({ data: { deleted: true } });
    expect(faultsOf(response(path, 'delete'), removed.json)).toEqual([]);
    expect(shown(video)).toEqual({});
  });

  it.each<[Name, string, Name, 'media_category' | 'subtitles.id']>([
    ['post', 'AmplifyVideo', 'srt', 'media_category'],
    ['ad', 'TweetVideo', 'srt', 'media_category'],
    ['dm', 'TweetVideo', 'srt', 'media_category'],
    ['plain', 'TweetVideo', 'srt', 'media_category'],
    ['srt', 'TweetVideo', 'srt', 'media_category'],
    ['post', 'TweetVideo', 'halfSrt', 'subtitles.id'],
    ['post', 'TweetVideo', 'bareSrt', 'subtitles.id'],
    ['post', 'TweetVideo', 'ad', 'subtitles.id'],
  ])('does not go with %s as %s: %s', async (video, category, track, parameter) => {
    const { status, json } = await link(video, category, track);
    expect(status).toBe(400);
    const value = parameter === 'media_category' ? category : idOf(track);
    expect(json).toEqual(refusal({ [parameter]: [value] }));
    expect(faultsOf(problem, json)).toEqual([]);
    expect(shown(video)).toEqual({});
  });

  it('is one of several, by language, and the last one of its language', async () => {
    await link('post', 'TweetVideo', 'srt');
    await link('post', 'TweetVideo', 'srt', 'DE');
    await link('post', 'TweetVideo', 'vtt');
    expect(shown('post')).toEqual({
      DE: { id: idOf('srt'), display_name: 'In DE' },
      EN: { id: idOf('vtt'), display_name: 'In EN' },
    });
    const wrong = await unlink('post', 'AmplifyVideo', 'DE');
    expect([wrong.status, wrong.json]).toEqual([
      400,
      refusal({ media_category: ['AmplifyVideo'] }),
    ]);
    expect((await unlink('post', 'TweetVideo', 'FR')).json).toEqual({ data: { deleted: false } });
    expect(Object.keys(shown('post') ?? {}).sort()).toEqual(['DE', 'EN']);
  });
});
