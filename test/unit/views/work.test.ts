/** What a row says of an upload on its way, paused and ready: in each state, here and elsewhere. */
import { describe, expect, it } from 'vitest';
import type { RecordIn, UploadRecord } from '../../../src/uploads/record.ts';
import { formatPart, formatSecondsLeft, formatSpeed } from '../../../src/views/amounts.ts';
import { menuWordsOf } from '../../../src/views/menuWords.ts';
import { descriptionOf, iconOf, sentenceOf, type RowContext } from '../../../src/views/rowText.ts';
import { standing } from '../api/support.ts';
import { failed, failure, initialized, initializing, mediaId } from '../uploads/support.ts';
import { context, here, paused, progress, ready, working } from './support.ts';

const soon = { expiresAt: standing + 59 * 60_000 + 1 };
const over = { expiresAt: standing };
const at42 = { processing: { state: 'in_progress', progressPercent: 42 } };
const waiting = 'It will be tried again: X is unwell.';
const unreached = {
  ...failure,
  kind: 'unreachable',
  explanation: 'X was not reached.',
  remedy: '',
};
const cancelled = { ...failure, kind: 'cancelled', explanation: 'Cancelled.', remedy: 'Continue.' };

describe('the row of an upload', () => {
  it.each<[what: string, UploadRecord, RowContext, text: string, sentence: string, words: string]>([
    [
      'on its way here',
      working('uploading'),
      here(),
      '42 % · 84.0 of 200.0 MiB · 12.3 MiB/s · 10 s left',
      'clip.mp4 is being uploaded: 42 percent, 84.0 of 200.0 MiB, 10 seconds left.',
      'row uploading copy pause cancel remove',
    ],
    [
      'ahead of what X acknowledged',
      working('uploading', 80),
      here({ progress: { ...progress, sentBytes: progress.totalBytes - 1, secondsLeft: 0 } }),
      '99 % · 200.0 of 200.0 MiB · 12.3 MiB/s · 1 s left',
      'clip.mp4 is being uploaded: 99 percent, 200.0 of 200.0 MiB, 1 second left.',
      'row uploading copy pause cancel remove',
    ],
    [
      'on its way here, at a speed that is not known yet',
      working('uploading', 0),
      here({ progress: undefined }),
      '0 % · 0.0 of 200.0 MiB',
      'clip.mp4 is being uploaded: 0 percent, 0.0 of 200.0 MiB.',
      'row uploading copy pause cancel remove',
    ],
    [
      'waiting for the network, in few words where there is little room',
      working('uploading'),
      here({ notice: waiting, waitedFor: { kind: 'unreachable', explanation: 'X is unwell.' } }),
      '42 % · not reached, waiting',
      `clip.mp4 is being uploaded: 42 percent, 84.0 of 200.0 MiB, 10 seconds left. ${waiting}`,
      'row uploading copy pause cancel remove',
    ],
    [
      'waiting to try again',
      working('uploading'),
      here({ notice: waiting }),
      `42 % · ${waiting}`,
      `clip.mp4 is being uploaded: 42 percent, 84.0 of 200.0 MiB, 10 seconds left. ${waiting}`,
      'row uploading copy pause cancel remove',
    ],
    [
      'on its way, with less than an hour to live',
      working('uploading', 84, soon),
      here({ progress: undefined }),
      'expires in 59m · 42 % · 84.0 of 200.0 MiB',
      'clip.mp4 is being uploaded: 42 percent, 84.0 of 200.0 MiB.',
      'row uploading copy pause cancel remove',
    ],
    [
      'on its way in another window',
      working('uploading'),
      context(),
      '42 % · other window',
      'clip.mp4 is being uploaded in another window: 42 percent, 84.0 of 200.0 MiB.',
      'row uploading copy remove',
    ],
    [
      'that X is told to finish',
      working('finalizing', 200),
      here(),
      'finishing…',
      'clip.mp4 is sent, and X is asked to finish it.',
      'row finalizing copy pause cancel remove',
    ],
    [
      'that X is told to finish by another window',
      working('finalizing', 200),
      context(),
      'finishing… · other window',
      'clip.mp4 is sent in another window, and X is asked to finish it.',
      'row finalizing copy remove',
    ],
    [
      'that X processes',
      working('processing', 200, at42),
      here(),
      'processing 42 %',
      'clip.mp4 is sent, and X is processing it: 42 percent.',
      'row processing copy pause cancel remove',
    ],
    [
      'that X processes without a word',
      working('processing', 200),
      context(),
      'processing… · other window',
      'clip.mp4 is sent in another window, and X is processing it.',
      'row processing copy remove',
    ],
    [
      'that the user paused',
      paused(),
      context(),
      'paused · 42 % · expires in 14d 0h',
      `clip.mp4 is paused at 42 percent. Its media_id ${mediaId} expires in 14 days 0 hours.`,
      'row paused copy upload remove',
    ],
    [
      'that begins again: its file is looked at',
      paused(),
      here({ progress: undefined, notice: 'Looking at the file…' }),
      '42 % · Looking at the file…',
      'clip.mp4 is being uploaded: 42 percent, 84.0 of 200.0 MiB. Looking at the file…',
      'row paused copy pause cancel remove',
    ],
    [
      'that a problem stopped',
      paused({ problem: unreached }),
      context(),
      'not reached · 42 % · expires in 14d 0h',
      `clip.mp4 stopped at 42 percent. X was not reached. Its media_id ${mediaId} expires in 14 days 0 hours.`,
      'row paused copy upload again remove',
    ],
    [
      'that was cancelled',
      paused({ problem: cancelled }, { expiresAt: undefined }),
      context(),
      'cancelled · 42 %',
      'clip.mp4 stopped at 42 percent. Cancelled. Continue.',
      'row paused copy upload again remove',
    ],
    [
      'paused while X worked on it',
      paused({ stage: 'processing' }, { expiresAt: undefined }),
      context(),
      'paused · all sent',
      'clip.mp4 is paused with all of it sent.',
      'row paused copy upload remove',
    ],
    [
      'that expired before it was whole',
      paused({}, over),
      context(),
      `expired · ${mediaId}`,
      `clip.mp4 had media_id ${mediaId}, which expired before all of it was uploaded.`,
      'row expired copy again remove',
    ],
    [
      'that is ready',
      ready(),
      context(),
      `23h 59m · ${mediaId}`,
      `clip.mp4 is ready and has media_id ${mediaId}, which expires in 23 hours 59 minutes.`,
      'row ready copy altText subtitles remove',
    ],
    [
      'that is ready, with something X said',
      ready({ warnings: ['Careful.'] }),
      context(),
      `23h 59m · ${mediaId} · 1 note`,
      `clip.mp4 is ready and has media_id ${mediaId}, which expires in 23 hours 59 minutes. It has 1 note.`,
      'row ready copy altText subtitles remove',
    ],
  ])('%s', (_, record, given, text, sentence, words) => {
    expect({
      text: descriptionOf(record, given),
      sentence: sentenceOf(record, given),
      words: menuWordsOf(record, given),
    }).toEqual({ text, sentence, words });
  });

  it('keeps what a wait says inert and short', () => {
    const notice = `[x](command:y)\u202e\n${'z'.repeat(500)}`;
    const text = descriptionOf(working('uploading'), here({ notice }));
    expect(text).toContain('[x] (command:y)');
    expect(text).not.toMatch(/[\u202e\n]/);
    expect(text.length).toBeLessThan(200);
  });

  it('differs by shape in every state, a problem from a pause too', () => {
    const records = [
      initializing(),
      initialized(),
      working('uploading'),
      working('finalizing'),
      working('processing'),
      paused(),
      paused({ problem: unreached }),
      ready(),
      failed(),
      initialized(over),
    ];
    const shapes = records.map((record) => iconOf(record, standing).icon);
    expect(new Set(shapes).size).toBe(records.length);
    expect(iconOf(paused({ problem: cancelled }), standing)).toEqual(iconOf(paused(), standing));
  });
});

describe('what is offered of ready media', () => {
  const of = (media_type: string, media_category?: string) =>
    ready({
      request: { ...ready().request, media_type, media_category } as RecordIn<'ready'>['request'],
    });

  it.each([
    ['video/mp4', 'tweet_video', 'copy altText subtitles'],
    ['video/quicktime', 'amplify_video', 'copy altText subtitles'],
    ['video/mp4', 'dm_video', 'copy altText'],
    ['image/gif', 'tweet_gif', 'copy altText'],
    ['image/png', 'tweet_image', 'copy altText'],
    ['text/srt', 'subtitles', 'copy'],
    ['model/gltf-binary', undefined, 'copy'],
  ])('%s as %s: %s', (type, category, words) => {
    expect(menuWordsOf(of(type, category), context())).toBe(`row ready ${words} remove`);
  });

  it('is nothing once it has expired', () => {
    const late = context({ now: standing + 86_400_000 });
    expect(menuWordsOf(of('video/mp4', 'tweet_video'), late)).toBe('row expired copy again remove');
  });

  it('of a failure has what X held, to ask X about it', () => {
    const held = { ...failed(), media: { id: mediaId } };
    expect(menuWordsOf(held, context())).toBe('row failed copy again remove');
  });
});

describe('amounts', () => {
  it.each([
    [0, 1, '0 of 1 byte'],
    [12, 812, '12 of 812 bytes'],
    [512, 2048, '0.5 of 2.0 KiB'],
    [84 * 2 ** 20, 200 * 2 ** 20, '84.0 of 200.0 MiB'],
    [2 ** 20, 16 * 2 ** 30, '0.0 of 16.0 GiB'],
  ])('%i of %i bytes: %s', (bytes, of, text) => {
    expect(formatPart(bytes, of)).toBe(text);
  });

  it.each([
    [0.2, '1 s left'],
    [59, '59 s left'],
    [59.1, '1 min left'],
    [61, '2 min left'],
    [3540, '59 min left'],
    [3541, '1 h 0 min left'],
    [3900, '1 h 5 min left'],
    [7199, '2 h 0 min left'],
  ])('%d seconds: %s', (seconds, text) => {
    expect(formatSecondsLeft(seconds)).toBe(text);
  });

  it('speeds are in the same units', () => {
    expect([formatSpeed(512.4), formatSpeed(12.3 * 2 ** 20)]).toEqual([
      '512 bytes/s',
      '12.3 MiB/s',
    ]);
  });
});
