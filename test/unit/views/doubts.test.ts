/** What inspection found, on a row and in its children. */
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/files/finding.ts';
import type { Inspected } from '../../../src/files/inspected.ts';
import { readRecord, type UploadRecord } from '../../../src/uploads/record.ts';
import { factsOf } from '../../../src/views/facts.ts';
import { descriptionOf, sentenceOf } from '../../../src/views/rowText.ts';
import { summaryOf } from '../../../src/views/summary.ts';
import { initialized, mediaId } from '../uploads/support.ts';
import { context, paused, ready, working } from './support.ts';

const finding = (over: Partial<Finding> = {}): Finding => ({
  rule: 'video-frame-rate',
  verdict: 'doubtful',
  short: '75 fps, X takes 60',
  found: '75 fps',
  allowed: 'at most 60 fps',
  source: 'X’s pages ask for it.',
  remedy: 'Convert it to 60 frames per second.',
  ...over,
});

const inspected = (over: Partial<Inspected> = {}): Inspected => ({
  facts: { width: 1280, height: 720, durationSecs: 83.4, frameRate: 75, videoCodec: 'H.264' },
  findings: [finding()],
  mending: "ffmpeg -i 'clip.mp4' -vf fps=60 'clip-60fps.mp4'",
  typeReason: 'by its first bytes',
  categoryReason: 'it is a video for a post',
  ...over,
});

const having = (record: UploadRecord, over: Partial<Inspected> = {}): UploadRecord => ({
  ...record,
  inspected: inspected(over),
});
const say = (record: UploadRecord) => descriptionOf(record, context());
const speak = (record: UploadRecord) => sentenceOf(record, context());
const children = (record: UploadRecord) =>
  factsOf(record, context(), 'en').map(({ label, value }) => `${label}: ${value}`);

describe('a file that X may refuse', () => {
  it('says why in a few words, after its media_id', () => {
    expect(say(having(initialized()))).toBe(`1d 0h · ${mediaId} · 75 fps, X takes 60`);
    expect(speak(having(initialized()))).toMatch(/ X may refuse it: 75 fps, X takes 60\.$/);
  });

  it('counts what is wrong beside the first', () => {
    const three = [finding(), finding({ rule: 'b' }), finding({ rule: 'c' })];
    expect(say(having(initialized(), { findings: three }))).toMatch(/ · 75 fps, X takes 60, \+2$/);
  });

  it('says both, what X may refuse and what X remarked', () => {
    const record = having(initialized({}, ['Careful.']));
    expect(say(record)).toMatch(/ · 75 fps, X takes 60 · 1 note$/);
    expect(speak(record)).toMatch(/ X may refuse it: 75 fps, X takes 60\. It has 1 note\.$/);
  });

  it.each<[string, UploadRecord]>([
    ['uploading', working('uploading')],
    ['processing', working('processing')],
    ['paused', paused()],
  ])('says so while it is %s', (_, record) => {
    expect(say(having(record))).toMatch(/75 fps, X takes 60$/);
  });

  it('says so no more once X has taken it', () => {
    expect(say(having(ready()))).not.toContain('75 fps');
    expect(speak(having(ready()))).not.toContain('75 fps');
  });

  it('is inert on a row, whatever the record on disk says', () => {
    const short = '[x](command:y)\n\u202e$(error)';
    const record = having(initialized(), { findings: [finding({ short })] });
    expect(say(record)).toMatch(/ · \[x\] \(command:y\) *\$ \(error\)$/);
  });
});

describe('the children of an inspected file', () => {
  it('say what was found, what X takes, what to do, and the command that does it', () => {
    const found = children(having(initialized()));
    expect(found).toContain(
      'X may refuse it: 75 fps, where X takes at most 60 fps. Convert it to 60 frames per second.',
    );
    expect(found).toContain(
      "A command that mends it: ffmpeg -i 'clip.mp4' -vf fps=60 'clip-60fps.mp4'",
    );
  });

  it('tell what X’s description rules out from what is doubtful', () => {
    const findings = [finding({ verdict: 'forbidden' })];
    expect(children(having(initialized(), { findings })).join('\n')).toContain('X will refuse it:');
  });

  it('say why it goes in this category and as this type', () => {
    expect(children(having(initialized()))).toEqual(
      expect.arrayContaining([
        'Category: tweet_image · it is a video for a post',
        'Type: image/png · by its first bytes',
      ]),
    );
  });

  it('are copied without the reasons, as X writes them', () => {
    const facts = factsOf(having(initialized()), context(), 'en');
    const copied = facts.flatMap(({ copy }) => copy ?? []);
    expect(copied).toEqual(['tweet_image', 'image/png']);
  });

  it('say what its bytes said', () => {
    const all = children(having(initialized())).join('\n');
    expect(all).toMatch(/1280 × 720/);
    expect(all).toMatch(/1:23\.4/);
    expect(all).toMatch(/H\.264/);
    const card = summaryOf(having(initialized()), context(), 'en');
    expect(card.lines.map(({ value }) => value).join('\n')).toMatch(/1280 × 720/);
  });

  it('have keys of their own, so that each keeps its place', () => {
    const findings = [finding(), finding({ rule: 'b', short: 'b' })];
    const keys = factsOf(having(initialized(), { findings }), context(), 'en').map(
      ({ key }) => key,
    );
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('a record on disk', () => {
  const text = (value: unknown) => JSON.stringify({ ...initialized(), inspected: value });
  const read = (value: unknown) => {
    const result = readRecord(text(value));
    if (!('record' in result)) throw new Error('the record is readable');
    return result.record;
  };

  it('keeps what inspection found', () => {
    const record = read(inspected());
    expect(record.inspected).toEqual(inspected());
    expect(say(record)).toMatch(/75 fps, X takes 60$/);
    expect(children(record).join('\n')).toContain('1280 × 720');
  });

  it.each<[string, unknown]>([
    ['nothing of it', undefined],
    ['findings that are none', { facts: {}, findings: 'none' }],
    ['a finding without words', { facts: {}, findings: [{}] }],
    ['a number', 7],
  ])('with %s is a row all the same', (_, value) => {
    const record = read(value);
    expect(record.inspected).toBeUndefined();
    expect(say(record)).toBe(`1d 0h · ${mediaId}`);
  });

  it('of a version that knows other facts shows what fits on the row, and leaves out the rest', () => {
    const record = read({ ...inspected(), facts: { width: 'broad' } });
    expect(say(record)).toMatch(/75 fps, X takes 60$/);
    expect(children(record).join('\n')).not.toMatch(/broad|undefined/);
  });
});
