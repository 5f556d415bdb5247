import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check, type Subject } from '../../../src/files/check.ts';
import { mendingCommand } from '../../../src/files/remedies.ts';
import { GB, MB, anySubject, gif, picture, video } from './subjects.ts';

const all = (subject: Subject) => mendingCommand(check(subject), subject);
const h264 = '-c:v libx264 -profile:v high -pix_fmt yuv420p';

describe('the line that mends', () => {
  it.each<[string, Subject, string | undefined]>([
    [
      '75 fps',
      video({ facts: { frameRate: 75 } }),
      `ffmpeg -i 'clip.mp4' -vf fps=60 ${h264} -c:a copy 'clip-60fps.mp4'`,
    ],
    [
      'a large frame',
      video({ facts: { width: 1920, height: 1080 } }),
      `ffmpeg -i 'clip.mp4' -vf 'scale=1280:720,setsar=1' ${h264} -c:a copy 'clip-1280x720.mp4'`,
    ],
    [
      'one on end',
      video({ facts: { width: 2160, height: 3840 } }),
      `ffmpeg -i 'clip.mp4' -vf 'scale=720:1280,setsar=1' ${h264} -c:a copy 'clip-720x1280.mp4'`,
    ],
    [
      'a small one',
      video({ facts: { width: 20, height: 16 } }),
      `ffmpeg -i 'clip.mp4' -vf 'scale=40:32,setsar=1' ${h264} -c:a copy 'clip-40x32.mp4'`,
    ],
    [
      'a wide one',
      video({ facts: { width: 1200, height: 300 } }),
      `ffmpeg -i 'clip.mp4' -vf pad=1200:400:-1:-1 ${h264} -c:a copy 'clip-padded.mp4'`,
    ],
    [
      'HEVC',
      video({ facts: { videoCodec: 'HEVC' } }),
      `ffmpeg -i 'clip.mp4' ${h264} -c:a copy 'clip-h264.mp4'`,
    ],
    [
      'odd sides',
      video({ facts: { chroma: '4:4:4', width: 641, height: 481 } }),
      `ffmpeg -i 'clip.mp4' -vf 'pad=ceil(iw/2)*2:ceil(ih/2)*2' ${h264} -c:a copy 'clip-h264.mp4'`,
    ],
    [
      'WebM',
      video({
        name: 'clip.webm',
        type: 'video/webm',
        facts: { videoCodec: 'VP9', audioCodec: 'Opus' },
      }),
      `ffmpeg -i 'clip.webm' ${h264} -c:a aac 'clip-for-x.mp4'`,
    ],
    [
      'interlacing',
      video({ facts: { isInterlaced: true } }),
      `ffmpeg -i 'clip.mp4' -vf bwdif=mode=send_frame ${h264} -c:a copy 'clip-progressive.mp4'`,
    ],
    [
      'MP3',
      video({ name: 'clip.mov', type: 'video/quicktime', facts: { audioCodec: 'MP3' } }),
      "ffmpeg -i 'clip.mov' -c:v copy -c:a aac 'clip-aac.mov'",
    ],
    [
      '25 minutes',
      video({ category: 'amplify_video', facts: { durationSecs: 1500 } }),
      "ffmpeg -i 'clip.mp4' -t 1200 -c:v copy -c:a copy 'clip-cut.mp4'",
    ],
    [
      '2:20 and more in a DM',
      video({ category: 'dm_video', facts: { durationSecs: 150 } }),
      "ffmpeg -i 'clip.mp4' -t 140 -c:v copy -c:a copy 'clip-cut.mp4'",
    ],
    [
      'a tenth of a second',
      video({ facts: { durationSecs: 0.1 } }),
      `ffmpeg -i 'clip.mp4' -vf tpad=stop_mode=clone:stop_duration=1 ${h264} -c:a copy 'clip-longer.mp4'`,
    ],
    [
      '600 MB in a DM',
      video({ category: 'dm_video', size: 600 * MB, facts: { durationSecs: 100 } }),
      `ffmpeg -i 'clip.mp4' ${h264} -b:v 38526k -maxrate 38526k -bufsize 77052k -c:a aac -b:a 128k 'clip-smaller.mp4'`,
    ],
    [
      'all at once',
      video({
        category: 'dm_video',
        size: GB,
        facts: {
          durationSecs: 300,
          frameRate: 75,
          isInterlaced: true,
          width: 1920,
          height: 1080,
          audioCodec: 'MP3',
        },
      }),
      `ffmpeg -i 'clip.mp4' -t 140 -vf 'bwdif=mode=send_frame,fps=60,scale=1280:720,setsar=1' ${h264} -b:v 27482k -maxrate 27482k -bufsize 54964k -c:a aac -b:a 128k 'clip-for-x.mp4'`,
    ],
    [
      'a large picture',
      picture({ size: 6 * MB }),
      "ffmpeg -i 'photo.jpg' -vf scale=2956:2956:force_original_aspect_ratio=decrease -frames:v 1 -update 1 -pix_fmt yuvj420p -q:v 4 'photo-smaller.jpg'",
    ],
    [
      'one of few pixels',
      picture({
        name: 'a%d.png',
        type: 'image/png',
        size: 6 * MB,
        facts: { width: 100, height: 100 },
      }),
      "ffmpeg -f image2 -pattern_type none -i 'a%d.png' -frames:v 1 -update 1 -pix_fmt yuvj420p -q:v 4 'a%d-smaller.jpg'",
    ],
    [
      '400 frames',
      gif({ facts: { frames: 400, durationSecs: 40 } }),
      "ffmpeg -i 'loop.gif' -vf 'fps=8.62,split[a][b];[a]palettegen[p];[b][p]paletteuse' 'loop-smaller.gif'",
    ],
    [
      '400 frames or more',
      gif({ facts: { frames: 400, isMoreFrames: true } }),
      `ffmpeg -i 'loop.gif' -vf 'scale=100:100' ${h264} -c:a copy 'loop-for-x.mp4'`.replace(
        " -vf 'scale=100:100'",
        '',
      ),
    ],
    [
      'a large GIF',
      gif({ size: 16 * MB, facts: { width: 101, height: 50 } }),
      `ffmpeg -i 'loop.gif' -vf 'scale=100:50,setsar=1' ${h264} -c:a copy 'loop-for-x.mp4'`,
    ],
    [
      'a PNG that moves',
      picture({
        name: 'a.png',
        type: 'image/png',
        facts: { isAnimated: true, width: 64, height: 64 },
      }),
      `ffmpeg -i 'a.png' ${h264} -c:a copy 'a-for-x.mp4'`,
    ],
    [
      'a WebP that moves, which ffmpeg cannot read',
      picture({ type: 'image/webp', size: 6 * MB, facts: { isAnimated: true } }),
      undefined,
    ],
    [
      'a GIF that moves among pictures: another category does',
      gif({ category: 'tweet_image' }),
      undefined,
    ],
    ['an empty file', video({ size: 0 }), undefined],
    [
      'too many bytes over a time that is not known',
      { ...video({ size: 9 * GB }), facts: {} },
      undefined,
    ],
    [
      'what older pages say: it may be kept as it is',
      video({ facts: { durationSecs: 600 } }),
      undefined,
    ],
    ['damage', video({ facts: { flaws: ['It ends too early.'] } }), undefined],
  ])('%s', (_, subject, expected) => {
    expect(all(subject)).toBe(expected);
  });
});

describe('the frame that a line makes', () => {
  it('has even sides, and is one that X takes', () => {
    const side = fc.integer({ min: 1, max: 20_000 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        const subject = video({ facts: { width, height } });
        const line = all(subject);
        if (line === undefined) return;
        const [, made] = /.*(?:scale|pad)=(\d+:\d+)/.exec(line) ?? [];
        const [w = width, h = height] = made?.split(':').map(Number) ?? [];
        expect([w % 2, h % 2]).toEqual([0, 0]);
        expect(check(video({ facts: { width: w, height: h } }))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('of a GIF keeps the limits of GIFs', () => {
    const side = fc.integer({ min: 1, max: 8000 });
    fc.assert(
      fc.property(side, side, fc.integer({ min: 2, max: 900 }), (width, height, frames) => {
        const facts = { width, height, frames, durationSecs: frames / 10 };
        const line = all(gif({ facts }));
        if (line === undefined) return;
        const [, scaled] = /scale=(\d+:\d+)/.exec(line) ?? [];
        const [w = width, h = height] = scaled?.split(':').map(Number) ?? [];
        const [, rate] = /fps=([\d.]+)/.exec(line) ?? [];
        const left = rate === undefined ? frames : Math.ceil(Number(rate) * facts.durationSecs) + 1;
        expect(check(gif({ facts: { width: w, height: h, frames: left } }))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('one line for all', () => {
  it('is there whenever a finding has a line, and writes another file', () => {
    fc.assert(
      fc.property(anySubject, (subject) => {
        const findings = check(subject);
        const line = mendingCommand(findings, subject);
        const lines = findings.flatMap(({ command }) => command ?? []);
        if (lines.length === 0) expect(line).toBeUndefined();
        for (const each of [...lines, ...(line === undefined ? [] : [line])]) {
          expect(each).toMatch(/^ffmpeg (?:-f image2 -pattern_type none )?-i \S/);
          expect(each).not.toMatch(/NaN|Infinity|undefined|e\+/);
        }
      }),
      { numRuns: 500 },
    );
  });
});
