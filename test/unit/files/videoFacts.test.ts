import { describe, expect, it } from 'vitest';
import type { MediaFacts } from '../../../src/files/facts.ts';
import { readFixture } from './videoReader.ts';

/** What encoders write unless they are told otherwise. */
const h264: MediaFacts = {
  videoCodec: 'H.264',
  videoProfile: 'High',
  chroma: '4:2:0',
  bitDepth: 8,
  isInterlaced: false,
};
const clip: MediaFacts = {
  ...h264,
  width: 320,
  height: 180,
  durationSecs: 1,
  frameRate: 15,
  audioCodec: 'AAC-LC',
  audioChannels: 1,
  audioRate: 44_100,
};
const small: MediaFacts = { ...h264, width: 64, height: 64, durationSecs: 1, frameRate: 5 };

describe('the facts of a video', () => {
  it.each<[string, MediaFacts]>([
    ['media/clip.mp4', { ...clip, container: 'MP4' }],
    ['media/clip-moov-last.mp4', { ...clip, container: 'MP4' }],
    ['tricky/clip.m4v', { ...clip, container: 'MP4' }],
    ['media/clip.mov', { ...clip, container: 'QuickTime' }],
    ['media/clip.ts', { ...clip, container: 'MPEG-TS' }],
    [
      'media/clip.webm',
      {
        ...clip,
        container: 'WebM',
        durationSecs: 1.008,
        videoCodec: 'VP9',
        videoProfile: 'Profile 0',
        audioCodec: 'Opus',
        audioRate: 48_000,
      },
    ],
    [
      'limits/rate-59.94.mp4',
      { ...small, container: 'MP4', durationSecs: 1.001, frameRate: 60_000 / 1001 },
    ],
    ['limits/rate-75.ts', { ...small, container: 'MPEG-TS', durationSecs: 0.6, frameRate: 75 }],
    ['limits/rotated-90.mp4', { ...small, container: 'MP4', height: 96, rotation: 90 }],
    ['limits/rotated-180.mp4', { ...small, container: 'MP4', width: 96, rotation: 180 }],
    ['limits/rotated-270.mp4', { ...small, container: 'MP4', height: 96, rotation: 270 }],
    ['limits/anamorphic.mp4', { ...small, container: 'MP4', width: 128 }],
    [
      'limits/h264-high422.ts',
      { ...small, container: 'MPEG-TS', videoProfile: 'High 4:2:2', chroma: '4:2:2' },
    ],
    [
      'limits/prores-4444.mov',
      {
        container: 'QuickTime',
        videoCodec: 'ProRes',
        videoProfile: '4444',
        chroma: '4:4:4',
        bitDepth: 12,
        width: 64,
        height: 64,
        durationSecs: 0.4,
        frameRate: 5,
      },
    ],
    [
      'limits/mpeg4.mp4',
      {
        container: 'MP4',
        videoCodec: 'MPEG-4 Visual',
        width: 64,
        height: 64,
        durationSecs: 1,
        frameRate: 5,
      },
    ],
  ])('are all of %s', async (name, facts) => {
    const { found } = await readFixture(name);
    expect(found).toEqual(facts);
  });

  it.each<[string, MediaFacts]>([
    ['h264-baseline.mp4', { videoProfile: 'Constrained Baseline' }],
    ['h264-main.mp4', { videoProfile: 'Main' }],
    ['h264-gray.mp4', { videoProfile: 'High', chroma: '4:0:0' }],
    ['h264-high10.mp4', { videoProfile: 'High 10', bitDepth: 10 }],
    ['h264-high422-10bit.mov', { videoProfile: 'High 4:2:2', chroma: '4:2:2', bitDepth: 10 }],
    ['h264-high444.mp4', { videoProfile: 'High 4:4:4 Predictive', chroma: '4:4:4' }],
    ['interlaced.mp4', { videoCodec: 'H.264', isInterlaced: true, frameRate: 25 }],
    ['interlaced.ts', { videoCodec: 'MPEG-2', isInterlaced: true, frameRate: 25 }],
    ['mpeg2.ts', { videoCodec: 'MPEG-2', videoProfile: 'Main', isInterlaced: false, width: 64 }],
    ['hevc.ts', { videoCodec: 'HEVC', videoProfile: 'Main', width: 64, height: 64 }],
    ['hevc-main10.mp4', { videoCodec: 'HEVC', videoProfile: 'Main 10', bitDepth: 10 }],
    ['av1.mp4', { videoCodec: 'AV1', videoProfile: 'Main', chroma: '4:2:0', bitDepth: 8 }],
    ['av1-10bit.webm', { videoCodec: 'AV1', chroma: '4:2:0', bitDepth: 10 }],
    ['vp9.mp4', { videoCodec: 'VP9', videoProfile: 'Profile 0', chroma: '4:2:0' }],
    ['vp9-444.webm', { videoCodec: 'VP9', videoProfile: 'Profile 1', chroma: '4:4:4' }],
    ['vp8.webm', { videoCodec: 'VP8', chroma: '4:2:0', bitDepth: 8 }],
    ['mjpeg.mov', { videoCodec: 'Motion JPEG' }],
    ['prores-422.mov', { videoCodec: 'ProRes', videoProfile: '422 Proxy', chroma: '4:2:2' }],
    ['anamorphic.webm', { width: 128, height: 64 }],
    ['rate-120.webm', { frameRate: 120, durationSecs: 0.5 }],
    ['uneven.mp4', { frameRate: 540 / 23 }],
    ['duration-7500.mp4', { durationSecs: 7500 }],
    ['aac-5.1.mp4', { audioCodec: 'AAC-LC', audioChannels: 6, audioRate: 48_000 }],
    ['ac3.mp4', { audioCodec: 'AC-3', audioChannels: 2, audioRate: 48_000 }],
    ['ac3-5.1.ts', { audioCodec: 'AC-3', audioChannels: 6, audioRate: 48_000 }],
    ['eac3.mp4', { audioCodec: 'E-AC-3', audioChannels: 2 }],
    ['alac.mov', { audioCodec: 'ALAC' }],
    ['mp3.mp4', { audioCodec: 'MP3', audioRate: 44_100 }],
    ['mp3.ts', { audioCodec: 'MP3', audioRate: 44_100, audioChannels: 1 }],
    ['opus.mp4', { audioCodec: 'Opus', audioRate: 48_000, audioChannels: 2 }],
    ['pcm.mov', { audioCodec: 'PCM', audioRate: 8000, audioChannels: 1 }],
    ['vorbis.webm', { audioCodec: 'Vorbis', audioRate: 44_100, audioChannels: 2 }],
  ])('tell what %s is made of', async (name, facts) => {
    const { found } = await readFixture(`limits/${name}`);
    expect(found).toMatchObject(facts);
    expect(found.flaws).toBeUndefined();
  });

  it('leave out sound where there is none', async () => {
    const { found } = await readFixture('limits/h264-main.mp4');
    expect(found).not.toHaveProperty('audioCodec');
  });

  it('cost a few kilobytes of a file with an index', async () => {
    for (const name of ['media/clip-moov-last.mp4', 'media/clip.mov', 'media/clip.webm']) {
      expect((await readFixture(name)).bytesRead).toBeLessThan(6 * 1024);
    }
  });
});
