/** The fixtures at X's limits, as data: what each is, and where it stands to which limit. Made by `limits.sh`. */
import { codecs, sounds } from './limitCodecs.ts';
import {
  above,
  at,
  below,
  fixture,
  type Limit,
  type LimitFixture,
  outside,
  quick,
  video,
  within,
} from './limitFixture.ts';

const sized = (width: number, height: number, ...limits: readonly Limit[]) =>
  video(`size-${width}x${height}.mp4`, { ...quick, width, height }, ...limits);
const lasting = (durationSecs: number, frames: number, ...limits: readonly Limit[]) =>
  video(
    `duration-${durationSecs}.mp4`,
    { durationSecs, frameRate: frames / durationSecs },
    ...limits,
  );

const rates: readonly LimitFixture[] = [
  video(
    'rate-59.94.mp4',
    { frameRate: 60_000 / 1001, durationSecs: 1.001 },
    within('video frame rate'),
  ),
  video('rate-60.mp4', { frameRate: 60, durationSecs: 1 }, at('video frame rate')),
  video('rate-61.mp4', { frameRate: 61, durationSecs: 1 }, above('video frame rate')),
  video('rate-75.mp4', { frameRate: 75, durationSecs: 1 }, above('video frame rate')),
  video(
    'rate-75.ts',
    { container: 'MPEG-TS', frameRate: 75, durationSecs: 0.6 },
    above('video frame rate'),
  ),
  fixture(
    'rate-120.webm',
    {
      container: 'WebM',
      videoCodec: 'VP9',
      width: 64,
      height: 64,
      frameRate: 120,
      durationSecs: 0.5,
    },
    above('video frame rate'),
    outside('video codec'),
  ),
  // 60 per second for half a second, then 10.
  video('uneven.mp4', { durationSecs: 1.917, frameRate: 540 / 23 }, within('video frame rate')),
];

const sizes: readonly LimitFixture[] = [
  sized(32, 32, at('video size')),
  sized(30, 30, below('video size')),
  sized(32, 30, below('video size')),
  sized(1280, 1024, at('video size')),
  sized(1282, 1024, above('video size')),
  sized(1280, 1026, above('video size')),
  // Whether 1280×1024 may stand upright, X does not say.
  sized(720, 1280),
  sized(1920, 1080, above('video size')),
  sized(192, 64, at('video aspect')),
  sized(64, 192, at('video aspect')),
  sized(198, 64, above('video aspect')),
  sized(64, 198, below('video aspect')),
  video('rotated-90.mp4', { ...quick, width: 64, height: 96, rotation: 90 }),
  video('rotated-180.mp4', { ...quick, width: 96, height: 64, rotation: 180 }),
  video('rotated-270.mp4', { ...quick, width: 64, height: 96, rotation: 270 }),
  video(
    'rotated-too-flat.mp4',
    { ...quick, width: 1280, height: 128, rotation: 90 },
    above('video aspect'),
  ),
  // Pixels twice, and four times, as wide as they are high: shown at 2:1 and 4:1.
  video('anamorphic.mp4', { ...quick, width: 128 }),
  video('anamorphic-too-flat.mp4', { ...quick, width: 256, height: 64 }, above('video aspect')),
];

const durations: readonly LimitFixture[] = [
  lasting(0.4, 4, below('video duration')),
  lasting(0.5, 5, at('video duration')),
  lasting(140, 10, at('video duration', 'DMs')),
  lasting(141, 10, above('video duration', 'DMs')),
  lasting(600, 10, at('video duration', 'DMs, Premium')),
  lasting(601, 10, above('video duration', 'DMs, Premium')),
  lasting(1200, 10, at('video duration', 'posts')),
  lasting(1201, 10, above('video duration', 'posts')),
  lasting(7500, 10, at('video duration', 'posts, Premium')),
  lasting(7501, 10, above('video duration', 'posts, Premium')),
  video(
    'duration-141.ts',
    { container: 'MPEG-TS', durationSecs: 141, frameRate: 1 / 3 },
    above('video duration', 'DMs'),
  ),
  fixture(
    'duration-141.webm',
    {
      container: 'WebM',
      videoCodec: 'VP9',
      width: 64,
      height: 64,
      durationSecs: 141,
      frameRate: 10 / 141,
    },
    above('video duration', 'DMs'),
    outside('video codec'),
  ),
];

const gif = (
  name: string,
  width: number,
  height: number,
  frames: number,
  ...limits: readonly Limit[]
) => {
  const isAnimated = frames > 1;
  return fixture(
    name,
    {
      width,
      height,
      frames,
      isAnimated,
      ...(isAnimated ? { durationSecs: frames / 10 } : {}),
    },
    ...limits,
  );
};

const gifs: readonly LimitFixture[] = [
  gif('gif-350-frames.gif', 32, 32, 350, at('GIF frames')),
  gif('gif-351-frames.gif', 32, 32, 351, above('GIF frames')),
  gif('gif-1280x1080.gif', 1280, 1080, 2, at('GIF size')),
  gif('gif-1282x1080.gif', 1282, 1080, 2, above('GIF size')),
  gif('gif-1280x1082.gif', 1280, 1082, 2, above('GIF size')),
  // 299,980,800 and 301,363,200 pixels in all frames.
  gif('gif-217-full-frames.gif', 1280, 1080, 217, at('GIF pixels')),
  gif('gif-218-full-frames.gif', 1280, 1080, 218, above('GIF pixels')),
  gif('gif-still-loops.gif', 32, 32, 1),
];

export const limitFixtures: readonly LimitFixture[] = [
  ...rates,
  ...sizes,
  ...durations,
  ...gifs,
  ...codecs,
  ...sounds,
];
