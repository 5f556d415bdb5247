import { describe, expect, it } from 'vitest';
import { check } from '../../../src/files/check.ts';
import { bytesMax } from '../../../src/files/reading.ts';
import { bytesOf } from './fixtures.ts';
import { CountingReader, factsOf, readUnhurried } from './readers.ts';

const ofSrt = (text: string) => factsOf(Buffer.from(text), 'text/srt');
const ofVtt = (text: string) => factsOf(Buffer.from(text), 'text/vtt');
const first = '1\n00:00:01,000 --> 00:00:02,500\nHi\n';

describe('SubRip', () => {
  it.each([
    ['utf-8-mark', 'UTF-8'],
    ['utf-16-le', 'UTF-16 LE'],
    ['utf-16-be', 'UTF-16 BE'],
    ['utf-16-le-no-mark', 'UTF-16 LE'],
    ['windows-1252', 'Windows-1252?'],
    ['cr', 'UTF-8'],
    ['crlf', 'UTF-8'],
  ])('in %s is %s', async (name, encoding) => {
    const facts = await factsOf(bytesOf(`tricky/${name}.srt`), 'text/srt');
    expect(facts).toEqual({ encoding, cues: 2, lastCueSecs: 4.25 });
  });

  it('is UTF-8 though its last character is cut in two', async () => {
    const bytes = Buffer.from(`${first}…`).subarray(0, -1);
    expect(await factsOf(bytes, 'text/srt')).toMatchObject({ encoding: 'UTF-8', cues: 1 });
  });

  it.each([
    ['as it should be', first, 2.5],
    ['without a number', '00:00:01,000 --> 00:00:02,500\nHi', 2.5],
    ['with a point and few digits', '7\n0:0:1.5-->1:00:02.5 X1:1 X2:2\nHi', 3602.5],
    ['behind empty lines', `\n\n${first}`, 2.5],
    ['with an empty line and an arrow in its text', `${first}\nmore\nthis --> that`, 2.5],
    ['with four digits', '1\n00:00:01,0000 --> 00:00:02,5000\nHi', 2.5],
    ['with two digits', '1\n00:00:01.00 --> 00:00:02.50\nHi', 2.5],
    ['without a fraction', '1\n00:00:01 --> 00:00:02\nHi', 2],
    ['with a comma and no fraction', '1\n00:00:01, --> 00:00:02,\nHi', 2],
    ['with a year that stands alone', `${first}1984\nwas good\n\n1985\nat 10:30 was better`, 2.5],
    ['of hundreds of hours', '1\n100:00:00,000 --> 100:00:01,000\n', 360_001],
  ])('%s has a cue', async (_, text, lastCueSecs) => {
    expect(await ofSrt(text)).toEqual({ encoding: 'UTF-8', cues: 1, lastCueSecs });
  });

  it('takes the cue that ends last, which need not be the last', async () => {
    const text = '1\n00:00:01,000 --> 00:01:00,000\na\n2\n00:00:02,000 --> 00:00:03,000\nb';
    expect(await ofSrt(text)).toEqual({ encoding: 'UTF-8', cues: 2, lastCueSecs: 60 });
  });

  it.each([
    [`${first}\n2\nno --> time\nHi`, ['Line 6 is no time line.']],
    [`${first}\n2\n00:00:03,000 00:00:04,000\nHi`, ['Line 6 is no time line.']],
    [`${first}\n2\n00:00:03,000 --> 00:00:04,00000\nHi`, ['Line 6 is no time line.']],
    [`${first}\n2\n00:00:03,000 -> 00:00:04,000\n`, ['Line 6 is no time line.']],
    [`${first}\r\n00:00 --> 00:01\r\n`, ['Line 5 is no time line.']],
    [`words\n\n${first}`, ['Line 1 is no time line.']],
    ['1\n00:00:03,000 --> 00:00:02,000\na', ['The cue at line 2 ends before it starts.']],
  ])('%j has the flaws %j', async (text, flaws) => {
    expect((await ofSrt(text)).flaws).toEqual(flaws);
  });

  it.each([
    [2, 'Line 2 is no time line, and 1 more line is none.'],
    [5000, 'Line 2 is no time line, and 4,999 more lines are none.'],
  ])('names the first of %d lines that are wrong', async (count, flaw) => {
    expect((await ofSrt('1\nwrong\n\n'.repeat(count))).flaws).toEqual([flaw]);
  });

  it.each([
    [2, 'and 1 more cue does.'],
    [3, 'and 2 more cues do.'],
  ])('names the first of %d cues that end early, and other flaws apart', async (count, more) => {
    const cue = '1\n00:00:03,000 --> 00:00:02,000\na\n\n';
    expect((await ofSrt(`${cue.repeat(count)}2\n0:0:1 -> 0:0:2\n`)).flaws).toEqual([
      `The cue at line 2 ends before it starts, ${more}`,
      `Line ${4 * count + 2} is no time line.`,
    ]);
  });

  it('of more than may be read tells when it ends, and leaves its cues out', async () => {
    const cue = (secs: number) => {
      const [h, m, s] = [secs / 3600, (secs / 60) % 60, secs % 60].map((part) =>
        String(Math.floor(part)).padStart(2, '0'),
      );
      return `${secs}\n${h}:${m}:${s},000 --> ${h}:${m}:${s},900\nText number ${secs}\n\n`;
    };
    const text = Array.from({ length: 12_000 }, (_, index) => cue(index)).join('');
    for (const encoding of ['utf8', 'utf16le'] as const) {
      const bytes = Buffer.from(`\uFEFF${text}`, encoding);
      const reader = new CountingReader(bytes);
      const { facts } = await readUnhurried(reader, bytes.length, 'text/srt');
      const name = encoding === 'utf8' ? 'UTF-8' : 'UTF-16 LE';
      expect(facts).toEqual({ encoding: name, lastCueSecs: 11_999.9 });
      expect(reader.bytesRead).toBeLessThan(bytesMax.subtitles);
    }
  });
});

describe('WebVTT', () => {
  it('is read past styles, regions, notes and settings', async () => {
    const facts = await factsOf(bytesOf('tricky/styled.vtt'), 'text/vtt');
    expect(facts).toEqual({ encoding: 'UTF-8', cues: 2, lastCueSecs: 3601.5 });
  });

  it.each([
    ['WEBVTT\n\n00:01.000 --> 00:02.500\nHi', 2.5],
    ['\uFEFFWEBVTT - title\r\rname\r100:00:01.000 --> 100:00:02.000 line:0\rHi', 360_002],
    ['WEBVTT\n00:01.000 --> 00:02.000\nHi', 2],
    ['WEBVTT\n\nNOTE\nnot\nthese --> lines\n\n00:01.000 --> 00:02.000\nHi', 2],
    ['WEBVTT\n\nNOTE forgot the empty line\n00:01.000 --> 00:02.000\nHi', 2],
  ])('%j has a cue', async (text, lastCueSecs) => {
    expect(await ofVtt(text)).toEqual({ encoding: 'UTF-8', cues: 1, lastCueSecs });
  });

  it.each([
    ['WEBVTT\n\n00:01,000 --> 00:02,000\nHi', ['Line 3 is no time line.']],
    ['WEBVTT\n\nname\nHi\n', ['Line 4 is no time line.']],
    ['WEBVTT\n\nname\n\n00:01.000 --> 00:02.000\n', ['Line 4 is no time line.']],
    ['WEBVTT\n\n00:70.000 --> 00:80.000\n', ['Line 3 is no time line.']],
    ['WEBVTT\n\n00:03.000 --> 00:02.000\n', ['The cue at line 3 ends before it starts.']],
    ['00:01.000 --> 00:02.000\nHi', ['Line 1 is not “WEBVTT”.']],
  ])('%j has the flaws %j', async (text, flaws) => {
    expect((await ofVtt(text)).flaws).toEqual(flaws);
  });

  it('has to be UTF-8', async () => {
    const text = '\uFEFFWEBVTT\n\n00:01.000 --> 00:02.000\nHi';
    const facts = await factsOf(Buffer.from(text, 'utf16le'), 'text/vtt');
    expect(facts).toMatchObject({ cues: 1, encoding: 'UTF-16 LE' });
    expect(facts.flaws).toEqual(['WebVTT has to be UTF-8, and this is UTF-16 LE.']);
  });
});

it.each([
  ['text/srt', '\n'],
  ['text/vtt', 'WEBVTT'],
] as const)('%s without a cue says so, and once', async (type, text) => {
  const facts = await factsOf(Buffer.from(text), type);
  const subject = { name: 'a', size: 1, type, category: 'subtitles', tier: 'standard' } as const;
  expect(check({ ...subject, facts }).map(({ short }) => short)).toEqual([
    'no cue, so nothing to show',
  ]);
});

describe('text that is made to be slow', () => {
  it.each([' ', '1', '\n', '\r', '-->', '0:0:0,0-->', '1\n', 'NOTE\n\n', '0:00:00,0 --> \n', '\0'])(
    'is read at once: %j',
    async (piece) => {
      const text = piece.repeat(Math.floor(bytesMax.subtitles / piece.length));
      for (const start of ['', 'WEBVTT\n\n']) {
        const content = Buffer.from((start + text).slice(0, bytesMax.subtitles));
        const begun = process.cpuUsage();
        await factsOf(content, start === '' ? 'text/srt' : 'text/vtt');
        expect(process.cpuUsage(begun).user / 1000).toBeLessThan(1000);
      }
    },
  );
});
