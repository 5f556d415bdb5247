/** What is said when a call after initialize fails, and what is asked again. */
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Call, Dialect } from '../../../src/api/mediaApi.ts';
import { startSandbox, type FaultAction } from '../../../src/sandbox/server.ts';
import { answer, html, legacy, plain, types } from './faultRow.ts';
import { httpServer, longLimits, rawServer, refusingOrigin, standing } from './support.ts';
import {
  dialects,
  failureOf,
  mediaId,
  never,
  segment,
  uploader,
  type Uploader,
} from './uploadRig.ts';

type Later = Exclude<Call, 'initialize'>;
const calls = ['append', 'finalize', 'status', 'altText', 'subtitles'] as const;

function make(call: Later, { api, options }: Uploader): Promise<unknown> {
  const track = { mediaId: '7', languageCode: 'EN', displayName: 'English' };
  switch (call) {
    case 'append':
      return api.append(mediaId, segment(Buffer.from('bytes'), 3), { signal: never });
    case 'finalize':
    case 'status':
      return api[call](mediaId, never);
    case 'altText':
      return api.altText(mediaId, 'text', options);
    default:
      return api.subtitles({ mediaId, category: 'TweetVideo' }, track, options);
  }
}

interface Failing {
  readonly dialect?: Dialect;
  readonly token?: string;
}

async function failing(call: Later, action: FaultAction, { dialect = 'v2', token }: Failing = {}) {
  let count = 0;
  await using x = await httpServer((_, response) => {
    count += 1;
    const { status = 500, headers, body = '' } = action;
    response.writeHead(status, { date: new Date(standing).toUTCString(), ...headers }).end(body);
  });
  await using up = uploader(x.url, { dialect, ...(token === undefined ? {} : { token }) });
  const error = await failureOf(make(call, up));
  return { error, count, up };
}

const again = {
  append: 'ontinue the upload',
  finalize: 'ontinue the upload',
  status: 'ontinue the upload',
  altText: 'ry again',
  subtitles: 'ry again',
} as const;

describe.each(calls)('%s', (call) => {
  it.each<[string, FaultAction]>([
    ['401', plain(401, 'Unauthorized')],
    ['402', plain(402, 'CreditsDepleted', `${types}/credits`)],
    ['403', plain(403, 'Forbidden')],
    ['code 135', legacy(401, 135, 'Timestamp out of bounds.')],
    ['a locked account', legacy(403, 326, 'Locked')],
    ['429', answer(429, '')],
    ['503', answer(503, '')],
    ['a redirect', answer(302, '', { location: 'https://example.com' })],
    ['a web page', answer(404, html, {}, 'text/html')],
    ['a web page with 400', answer(400, html, {}, 'text/html')],
  ])('refused by %s leads on with its own verb', async (_, action) => {
    const { error } = await failing(call, action, { token: 'some-token' });
    expect(error.remedy).toContain(again[call]);
    expect(error.remedy).not.toMatch(/initialize again/i);
  });

  it('of media that X does not know says so, in both dialects', async () => {
    const gone = { title: 'Not Found Error', type: `${types}/resource-not-found`, status: 404 };
    const { error, count } = await failing(call, answer(404, gone));
    expect(error.kind).toBe('media-gone');
    expect(error.explanation).toContain('any more: it expired, or belongs to another account.');
    expect(error.remedy).toMatch(/^Initialize /);
    expect(count).toBe(1);
    if (call === 'altText' || call === 'subtitles') return;
    const body = {
      request: '/1.1/media/upload.json',
      error: `Invalid media_id: Some(${mediaId}).`,
    };
    const { error: older } = await failing(call, answer(400, body), { dialect: 'v1.1' });
    expect(older.kind).toBe('media-gone');
  });

  it('that meets a web page in place of X does not blame the media', async () => {
    const { error } = await failing(call, answer(404, html, {}, 'text/html'));
    expect(error.kind).toBe('refused');
  });

  it('that breaks is ambiguous: repeated only where it says the same twice', async () => {
    await using x = await rawServer((socket) => socket.destroy());
    await using up = uploader(x.url);
    const error = await failureOf(make(call, up));
    expect(error.kind).toBe('interrupted');
    expect(error.remedy).toContain(again[call]);
    expect(error.remedy).not.toContain('media_id');
    const repeats = call === 'altText' || call === 'subtitles';
    expect(x.count()).toBe(repeats ? 3 : 1);
    expect(up.notices).toHaveLength(repeats ? 2 : 0);
  });

  it('that hangs does likewise', async () => {
    await using x = await rawServer(() => undefined);
    const limits = { ...longLimits, answerMs: 40, stallMs: 80, totalMs: 80 };
    await using up = uploader(x.url, { limits });
    const error = await failureOf(make(call, up));
    expect(error.kind).toBe('timeout');
    expect(error.remedy).toContain(again[call]);
  });

  it('that reaches nobody leads on with its own verb', async () => {
    await using up = uploader(await refusingOrigin());
    const error = await failureOf(make(call, up));
    expect(error.kind).toBe('unreachable');
    expect(error.remedy).not.toMatch(/initialize/i);
  });

  it('shows no token', async () => {
    const token = 'a+token/that=nobody&sees';
    const headers = { 'x-transaction-id': token };
    const action = answer(
      400,
      { title: token, detail: token, errors: [{ message: token }] },
      headers,
    );
    const { error, up } = await failing(call, action, { token });
    const everything = inspect(error, { depth: 10, showHidden: true }) + up.lines.join('\n');
    for (const form of [token, encodeURIComponent(token)]) expect(everything).not.toContain(form);
  });
});

describe('a refusal of append or finalize', () => {
  const add = legacy(400, 324, 'Segments do not add up to provided total file size.');
  it.each<[Later, FaultAction, string, string]>([
    ['append', answer(413, ''), 'too-large', 'segmentSizeMiB'],
    ['append', answer(431, ''), 'too-large', 'segmentSizeMiB'],
    ['finalize', add, 'segments', 'Initialize the file again'],
    [
      'finalize',
      answer(400, 'media type unrecognized.'),
      'media-type',
      'Initialize the file again',
    ],
    ['append', legacy(400, 324, 'No'), 'media-refused', 'Initialize the file again'],
    ['append', answer(400, { title: 'x' }), 'invalid-request', 'Continue the upload; if it stays'],
    ['altText', answer(400, { title: 'x' }), 'invalid-request', 'Change the alt text'],
  ])('%s: %j is %s', async (call, action, kind, remedy) => {
    const { error, count } = await failing(call, action);
    expect(error.kind).toBe(kind);
    expect(error.remedy).toContain(remedy);
    expect(count).toBe(1);
  });
});

describe('the sandbox', () => {
  it.each(dialects)('does not know an id of nobody’s, in %s', async (dialect) => {
    await using x = await startSandbox({ clock: () => standing });
    await using up = uploader(x.url, { dialect, keys: x.oauth1 });
    for (const call of calls) {
      expect((await failureOf(make(call, up))).kind).toBe('media-gone');
    }
  });

  it('links subtitles once, though the first try breaks after it acted', async () => {
    await using x = await startSandbox({ clock: () => standing });
    await using up = uploader(x.url, { token: x.token });
    const begin = (
      media_type: 'video/mp4' | 'text/srt',
      media_category: 'tweet_video' | 'subtitles',
    ) => up.api.initialize({ media_type, media_category, total_bytes: 3 }, up.options);
    const video = await begin('video/mp4', 'tweet_video');
    const track = await begin('text/srt', 'subtitles');
    await up.api.append(track.id, segment(Buffer.from('srt')), { signal: never });
    await up.api.finalize(track.id, never);
    x.arm({ call: 'subtitles', action: { reset: 'after' } });
    await up.api.subtitles(
      { mediaId: video.id, category: 'TweetVideo' },
      { mediaId: track.id, languageCode: 'DE', displayName: 'Deutsch' },
      up.options,
    );
    expect(up.notices).toHaveLength(1);
    const held = x.uploads().find(({ id }) => id === video.id);
    expect(held?.subtitles).toEqual({ DE: { id: track.id, display_name: 'Deutsch' } });
    expect(x.faults()).toEqual([]);
  });
});
