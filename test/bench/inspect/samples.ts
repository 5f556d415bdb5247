/** The files that are inspected: real media, by ffmpeg where it is installed, else made of the fixtures. */
import { execFile, spawnSync } from 'node:child_process';
import { copyFile, readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { growInto } from '../../unit/files/sparse.ts';

const fixtures = path.resolve(import.meta.dirname, '../../fixtures');
const fixture = (name: string) => path.join(fixtures, name);
const run = promisify(execFile);

const MB = 1024 * 1024;

export const hasFfmpeg = ['ffmpeg', 'ffprobe'].every(
  (program) => spawnSync(program, ['-version']).status === 0,
);

export type Kind = 'image' | 'gif' | 'video' | 'subtitles';

export interface Sample {
  readonly name: string;
  readonly kind: Kind;
  /** Makes it in that folder, which is removed with all in it, and answers with its path. */
  readonly make: (folder: string) => Promise<string>;
}

const encode = (...args: readonly string[]) =>
  run('ffmpeg', ['-v', 'error', '-y', ...args], { maxBuffer: MB });

async function copied(folder: string, from: string): Promise<string> {
  const to = path.join(folder, path.basename(from));
  await copyFile(from, to);
  return to;
}

/** As long as wanted: the file over and over. */
async function repeated(to: string, from: Buffer, bytes: number): Promise<string> {
  await writeFile(to, Buffer.alloc(Math.floor(bytes / from.length) * from.length, from));
  return to;
}

async function sparse(folder: string, from: string, bytes: number, name: string): Promise<string> {
  const to = path.join(folder, name);
  await growInto(to, from, bytes);
  return to;
}

const noise = (size: string, rate: number, seconds: number) =>
  `testsrc2=s=${size}:r=${rate}:d=${seconds},noise=alls=90:allf=t`;

async function largeJpeg(folder: string): Promise<string> {
  const to = path.join(folder, 'large.jpg');
  if (hasFfmpeg) {
    await encode('-f', 'lavfi', '-i', noise('2600x1800', 1, 1), '-frames:v', '1', '-q:v', '1', to);
  } else {
    await copyFile(fixture('media/photo.jpg'), to);
  }
  await truncate(to, 5 * MB);
  return to;
}

/** Frames of a GIF over and over, between its header and its end. */
async function largeGif(folder: string): Promise<string> {
  const to = path.join(folder, 'large.gif');
  const gif = await readFile(fixture('media/animated.gif'));
  const colours = gif.readUInt8(10);
  const headEnd = 13 + (colours & 0x80 ? 3 << ((colours & 7) + 1) : 0);
  const frames = gif.subarray(headEnd, -1);
  const count = Math.floor((15 * MB - headEnd - 1) / frames.length);
  const body = Buffer.alloc(count * frames.length, frames);
  await writeFile(to, Buffer.concat([gif.subarray(0, headEnd), body, gif.subarray(-1)]));
  return to;
}

const silence = (seconds: number) => [
  '-f',
  'lavfi',
  '-i',
  `anullsrc=r=44100:cl=stereo:d=${seconds}`,
];
const aac = ['-c:a', 'aac', '-b:a', '16k'];
const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];

/** Ten minutes of 30 frames and sound, so that the index has the length of a real one. */
async function tenMinutes(folder: string, isMoovFirst: boolean): Promise<string> {
  const name = `moov-${isMoovFirst ? 'first' : 'last'}.mp4`;
  let from = fixture(isMoovFirst ? 'media/clip.mp4' : 'media/clip-moov-last.mp4');
  if (hasFfmpeg) {
    from = path.join(folder, `short-${name}`);
    const minute = path.join(folder, 'minute.mp4');
    const black = ['-f', 'lavfi', '-i', 'color=s=64x64:r=30:d=60'];
    await encode(...black, ...silence(60), ...h264, ...aac, minute);
    const index = isMoovFirst ? ['-movflags', '+faststart'] : [];
    await encode('-stream_loop', '9', '-i', minute, '-c', 'copy', ...index, from);
  }
  return sparse(folder, from, 300 * MB, name);
}

async function longest(folder: string): Promise<string> {
  if (!hasFfmpeg) return copied(folder, fixture('limits/duration-7500.mp4'));
  const minute = path.join(folder, 'minute-60.mp4');
  const to = path.join(folder, 'longest.mp4');
  await encode('-f', 'lavfi', '-i', 'color=s=64x64:r=60:d=60', ...h264, minute);
  await encode('-stream_loop', '124', '-i', minute, '-c', 'copy', to);
  return to;
}

/** Of about 20 Mbit/s, looped to that length. */
async function looped(folder: string, name: string, bytes: number, ...format: readonly string[]) {
  const clip = path.join(folder, 'clip.ts');
  const to = path.join(folder, name);
  const picture = ['-f', 'lavfi', '-i', noise('1280x720', 30, 4)];
  const rate = ['-b:v', '20M', '-maxrate', '20M', '-bufsize', '10M', '-g', '30'];
  await encode(...picture, ...silence(4), ...h264, ...rate, ...aac, clip);
  const loop = ['-stream_loop', '-1', '-i', clip, '-c', 'copy', '-fs', String(bytes)];
  await encode(...loop, ...format, to);
  return to;
}

async function transportStream(folder: string): Promise<string> {
  const bytes = 300 * MB;
  if (hasFfmpeg) return looped(folder, 'long.ts', bytes, '-f', 'mpegts');
  return repeated(path.join(folder, 'long.ts'), await readFile(fixture('media/clip.ts')), bytes);
}

async function fragments(folder: string): Promise<string> {
  if (!hasFfmpeg) return copied(folder, fixture('tricky/fragments-moof-base.mp4'));
  const flags = ['-bsf:a', 'aac_adtstoasc', '-movflags', 'frag_keyframe+delay_moov'];
  return looped(folder, 'fragments.mp4', 300 * MB, ...flags);
}

async function webm(folder: string): Promise<string> {
  if (!hasFfmpeg) return copied(folder, fixture('media/clip.webm'));
  const clip = path.join(folder, 'clip.webm');
  const to = path.join(folder, 'long.webm');
  const vp8 = ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '20M'];
  await encode('-f', 'lavfi', '-i', noise('640x360', 30, 3), ...vp8, clip);
  await encode('-stream_loop', '-1', '-i', clip, '-c', 'copy', '-fs', String(100 * MB), to);
  return to;
}

async function subtitles(folder: string): Promise<string> {
  const to = path.join(folder, 'long.srt');
  const time = (seconds: number) => new Date(seconds * 1000).toISOString().slice(11, 19);
  const cues = Array.from(
    { length: 5000 },
    (_, n) =>
      `${n + 1}\n${time(n)},000 --> ${time(n)},900\nThe line number ${n} of what is said.\n`,
  );
  await writeFile(to, cues.join('\n'));
  return to;
}

const last = fixture('media/clip-moov-last.mp4');

export const samples: readonly Sample[] = [
  { name: 'photo', kind: 'image', make: (to) => copied(to, fixture('media/photo.jpg')) },
  { name: 'JPEG of 5 MB', kind: 'image', make: largeJpeg },
  { name: 'PNG', kind: 'image', make: (to) => copied(to, fixture('media/photo.png')) },
  { name: 'GIF of 15 MB', kind: 'gif', make: largeGif },
  { name: 'MP4 of 300 MB, moov first', kind: 'video', make: (to) => tenMinutes(to, true) },
  { name: 'MP4 of 300 MB, moov last', kind: 'video', make: (to) => tenMinutes(to, false) },
  {
    name: 'MP4 of 16 GiB, moov last',
    kind: 'video',
    make: (to) => sparse(to, last, 16 * 1024 * MB, 'largest.mp4'),
  },
  { name: 'MP4 of 125 minutes at 60 fps', kind: 'video', make: longest },
  { name: 'fragmented MP4 of 300 MB', kind: 'video', make: fragments },
  { name: 'MPEG-TS of 300 MB', kind: 'video', make: transportStream },
  { name: 'WebM of 100 MB', kind: 'video', make: webm },
  { name: 'SRT of 5,000 cues', kind: 'subtitles', make: subtitles },
];
