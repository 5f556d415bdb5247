/** The fixtures of codecs, profiles, chroma and sound that X takes or does not, as data. Made by `limits.sh`. */
import type { MediaFacts } from '../../../src/files/facts.ts';
import {
  fixture,
  type Limit,
  type LimitFixture,
  outside,
  quick,
  video,
  within,
} from './limitFixture.ts';

const quickly = { width: 64, height: 64, ...quick } as const;
const coded = (name: string, facts: MediaFacts, ...limits: readonly Limit[]) =>
  fixture(name, { ...quickly, ...facts }, ...limits);
const other = outside('video codec');

export const codecs: readonly LimitFixture[] = [
  video(
    'h264-baseline.mp4',
    { ...quick, videoProfile: 'Constrained Baseline' },
    within('video profile'),
  ),
  video('h264-main.mp4', { ...quick, videoProfile: 'Main' }, within('video profile')),
  video(
    'h264-high10.mp4',
    { ...quick, videoProfile: 'High 10', bitDepth: 10 },
    outside('video profile'),
  ),
  video(
    'h264-high422.mp4',
    { ...quick, videoProfile: 'High 4:2:2', chroma: '4:2:2' },
    outside('video chroma'),
  ),
  video(
    'h264-high422-10bit.mov',
    { ...quick, container: 'QuickTime', videoProfile: 'High 4:2:2', chroma: '4:2:2', bitDepth: 10 },
    outside('video chroma'),
  ),
  video(
    'h264-high422.ts',
    { ...quick, container: 'MPEG-TS', videoProfile: 'High 4:2:2', chroma: '4:2:2' },
    outside('video chroma'),
  ),
  video(
    'h264-high444.mp4',
    { ...quick, videoProfile: 'High 4:4:4 Predictive', chroma: '4:4:4' },
    outside('video chroma'),
  ),
  video('h264-gray.mp4', { ...quick, chroma: '4:0:0' }, outside('video chroma')),
  coded('hevc.mp4', { container: 'MP4', videoCodec: 'HEVC' }, other),
  coded('hevc-main10.mp4', { container: 'MP4', videoCodec: 'HEVC' }, other),
  coded('hevc.ts', { container: 'MPEG-TS', videoCodec: 'HEVC' }, other),
  coded('av1.mp4', { container: 'MP4', videoCodec: 'AV1' }, other),
  coded('av1-10bit.webm', { container: 'WebM', videoCodec: 'AV1' }, other),
  coded('vp9.mp4', { container: 'MP4', videoCodec: 'VP9' }, other),
  coded('vp9-444.webm', { container: 'WebM', videoCodec: 'VP9' }, other),
  coded('vp8.webm', { container: 'WebM', videoCodec: 'VP8' }, other),
  coded('anamorphic.webm', { container: 'WebM', videoCodec: 'VP9', width: 128 }, other),
  coded(
    'prores-422.mov',
    { container: 'QuickTime', videoCodec: 'ProRes', durationSecs: 0.4 },
    other,
  ),
  coded(
    'prores-4444.mov',
    { container: 'QuickTime', videoCodec: 'ProRes', durationSecs: 0.4 },
    other,
  ),
  coded('mjpeg.mov', { container: 'QuickTime' }, other),
  coded('mpeg4.mp4', { container: 'MP4' }, other),
  coded('mpeg2.ts', { container: 'MPEG-TS', frameRate: 25 }, other),
  video(
    'interlaced.mp4',
    { frameRate: 25, durationSecs: 1, isInterlaced: true },
    outside('video scan'),
  ),
  coded('interlaced.ts', { container: 'MPEG-TS', frameRate: 25 }, other),
];

const sound = (
  name: string,
  audioCodec: string,
  audioChannels: number,
  audioRate: number,
  ...limits: readonly Limit[]
) =>
  video(
    name,
    {
      ...quick,
      ...(name.endsWith('.ts')
        ? { container: 'MPEG-TS' }
        : name.endsWith('.mov')
          ? { container: 'QuickTime' }
          : {}),
      audioCodec,
      audioChannels,
      audioRate,
    },
    ...limits,
  );
const otherSound = outside('audio codec');

export const sounds: readonly LimitFixture[] = [
  sound('aac-mono.mp4', 'AAC-LC', 1, 44_100, within('audio codec')),
  sound('aac-stereo.mp4', 'AAC-LC', 2, 48_000, within('audio codec')),
  sound('aac-5.1.mp4', 'AAC-LC', 6, 48_000, within('audio codec')),
  sound('aac-stereo.ts', 'AAC-LC', 2, 48_000, within('audio codec')),
  sound('mp3.mp4', 'MP3', 2, 44_100, otherSound),
  sound('mp3.ts', 'MP3', 1, 44_100, otherSound),
  sound('ac3.mp4', 'AC-3', 2, 48_000, otherSound),
  sound('ac3-5.1.ts', 'AC-3', 6, 48_000, otherSound),
  sound('eac3.mp4', 'E-AC-3', 2, 48_000, otherSound),
  sound('opus.mp4', 'Opus', 2, 48_000, otherSound),
  sound('alac.mov', 'ALAC', 1, 44_100, otherSound),
  sound('pcm.mov', 'PCM', 1, 8000, otherSound),
  coded(
    'vorbis.webm',
    {
      container: 'WebM',
      videoCodec: 'VP8',
      audioCodec: 'Vorbis',
      audioChannels: 2,
      audioRate: 44_100,
    },
    other,
  ),
];
