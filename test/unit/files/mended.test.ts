/** Runs the lines that mend on real files, where ffmpeg is installed: development only. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaType } from '../../../src/api/contract.ts';
import { check, type Subject } from '../../../src/files/check.ts';
import type { MediaFacts } from '../../../src/files/facts.ts';
import { mendingCommand } from '../../../src/files/remedies.ts';

const run = promisify(execFile);
const isThere = (() => {
  try {
    execFileSync('ffprobe', ['-version'], { stdio: 'ignore' });
    return execFileSync('ffmpeg', ['-hide_banner', '-encoders']).toString().includes('libx264');
  } catch {
    return false;
  }
})();

/** Milliseconds: encoders take long where others use the machine, too. */
const patience = 120_000;

interface Probed {
  readonly streams: readonly Partial<Record<string, string | number>>[];
  readonly format: { readonly duration?: string };
}

/** Facts by ffprobe, an independent reader. */
async function probe(file: string): Promise<MediaFacts> {
  const { stdout } = await run('ffprobe', [
    ...['-v', 'error', '-count_packets', '-show_streams', '-show_format', '-of', 'json', file],
  ]);
  const { streams, format } = JSON.parse(stdout) as Probed;
  const video = streams.find((stream) => stream.codec_type === 'video') ?? {};
  const audio = streams.find((stream) => stream.codec_type === 'audio');
  const [frames = 0, per = 1] = String(video.avg_frame_rate).split('/').map(Number);
  const isGif = video.codec_name === 'gif';
  const chroma = /yuvj?(4)(\d)(\d)p/.exec(String(video.pix_fmt))?.slice(1).join(':');
  return {
    width: Number(video.width),
    height: Number(video.height),
    frameRate: frames / per,
    durationSecs: Number(format.duration),
    ...(isGif
      ? { frames: Number(video.nb_read_packets), isAnimated: true }
      : {
          videoCodec: video.codec_name === 'h264' ? 'H.264' : String(video.codec_name),
          videoProfile: String(video.profile),
          isInterlaced: /^(tt|bb|tb|bt)$/.test(String(video.field_order)),
        }),
    ...(chroma === undefined ? {} : { chroma }),
    ...(audio ? { audioCodec: audio.profile === 'LC' ? 'AAC-LC' : String(audio.codec_name) } : {}),
  };
}

const tone = ['-f', 'lavfi', '-i', 'sine=d=0.6'];
const source = (size: string, rate: number, seconds = 0.6) => [
  ...['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=${rate}:d=${seconds}`],
];
const fast = ['-c:v', 'libx264', '-preset', 'ultrafast'];

/** Rules whose lines are run by themselves, too: one that encodes pictures, and one that copies them. */
const ownLines = new Set(['video-frame-rate', 'video-sound']);

/** A file, how it is made, and the rules that it breaks. */
const files: readonly (readonly [string, MediaType, readonly string[], readonly string[]])[] = [
  [
    "it's 75.mov",
    'video/quicktime',
    [...source('128x32', 75), ...tone, ...fast, '-pix_fmt', 'yuv422p', '-c:a', 'libmp3lame'],
    ['video-frame-rate', 'video-aspect', 'video-chroma', 'video-sound'],
  ],
  [
    '-wide.mp4',
    'video/mp4',
    [...source('1402x20', 25, 0.2), ...fast, '-flags', '+ilme+ildct', '-pix_fmt', 'yuv420p'],
    ['post-video-duration', 'video-frame', 'video-aspect', 'video-interlaced'],
  ],
  ['many frames.gif', 'image/gif', source('16x16', 20, 18), ['gif-frames']],
];

describe.skipIf(!isThere)('a file that ffmpeg mended', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'x-media-mended-'));
    await Promise.all(
      files.map(([name, , options]) =>
        run('ffmpeg', ['-v', 'error', ...options, path.join(folder, name)]),
      ),
    );
  }, patience);

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  async function subjectOf(name: string, type: MediaType): Promise<Subject> {
    const file = path.join(folder, name);
    const [{ size }, facts] = await Promise.all([stat(file), probe(file)]);
    const category = type === 'image/gif' ? 'tweet_gif' : 'tweet_video';
    return { name, size, type, category, facts, tier: 'standard' };
  }

  /** What is found of the file that a line makes. */
  async function afterRunning(line: string): Promise<string[]> {
    const quiet = line.replace(/^ffmpeg/, 'ffmpeg -v error -nostdin -threads 1');
    await run('sh', ['-c', quiet], { cwd: folder });
    const [made = ''] = /[^'"/]+(?=['"]$)/.exec(line.replaceAll("it's", 'its')) ?? [];
    const name = made.startsWith('its') ? made.replace('its', "it's") : made;
    const type = name.endsWith('.gif')
      ? 'image/gif'
      : name.endsWith('.mov')
        ? 'video/quicktime'
        : 'video/mp4';
    return check(await subjectOf(name, type)).map(({ rule }) => rule);
  }

  it.each(files)(
    '%j keeps what its lines mend',
    async (name, type, _, rules) => {
      const subject = await subjectOf(name, type);
      const findings = check(subject);
      expect(findings.map(({ rule }) => rule)).toEqual(rules);
      const all = mendingCommand(findings, subject);
      const [left, ...each] = await Promise.all([
        afterRunning(all ?? ''),
        ...findings
          .filter(({ rule }) => ownLines.has(rule))
          .map(async ({ rule, command }) => ({
            rule,
            left: await afterRunning(command ?? ''),
          })),
      ]);
      expect(left).toEqual([]);
      for (const one of each) expect(one.left).not.toContain(one.rule);
    },
    patience,
  );
});
