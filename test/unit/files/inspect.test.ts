import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readlink,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { totalBytesMax } from '../../../src/api/contract.ts';
import { inspectFile } from '../../../src/files/inspect.ts';
import { FileProblem, problemOfSystemError } from '../../../src/files/problem.ts';
import { bytesOf, fixture } from './fixtures.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'x-media-files-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const inspect = (file: string) => inspectFile(file, { mediaUse: 'post' });

async function written(name: string, content: string | Uint8Array): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return file;
}

async function problemWith(file: string): Promise<FileProblem> {
  const outcome: unknown = await inspect(file).catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(FileProblem);
  return outcome as FileProblem;
}

const confirmed = 'by its name, confirmed by its first bytes';
const noCategory = 'X documents no media category for 3D models, so none is sent.';

describe('real files', () => {
  it.each([
    ['media/photo.png', 'image/png', 'tweet_image', []],
    ['media/photo.jpg', 'image/jpeg', 'tweet_image', []],
    ['media/still.gif', 'image/gif', 'tweet_image', []],
    ['media/animated.gif', 'image/gif', 'tweet_gif', []],
    ['media/picture.webp', 'image/webp', 'tweet_image', []],
    ['media/picture.bmp', 'image/bmp', 'tweet_image', []],
    ['media/picture.tiff', 'image/tiff', 'tweet_image', []],
    ['media/clip.mp4', 'video/mp4', 'tweet_video', []],
    ['media/clip-moov-last.mp4', 'video/mp4', 'tweet_video', []],
    ['media/clip.mov', 'video/quicktime', 'tweet_video', []],
    ['media/clip.webm', 'video/webm', 'tweet_video', []],
    ['media/clip.ts', 'video/mp2t', 'tweet_video', []],
    ['media/captions.srt', 'text/srt', 'subtitles', []],
    ['media/captions.vtt', 'text/vtt', 'subtitles', []],
    ['media/model.glb', 'model/gltf-binary', undefined, [noCategory]],
    ['media/model.usdz', 'model/vnd.usdz+zip', undefined, [noCategory]],
    ['tricky/clip.m4v', 'video/mp4', 'tweet_video', []],
    ['tricky/progressive.pjpeg', 'image/pjpeg', 'tweet_image', []],
  ])('%s is %s, category %s', async (name, mediaType, mediaCategory, notes) => {
    expect(await inspect(fixture(name))).toMatchObject({
      path: fixture(name),
      name: path.basename(name),
      size: bytesOf(name).length,
      mediaType,
      mediaCategory,
      typeReason: confirmed,
      notes,
    });
  });

  it('leaves no fixture out', async () => {
    const names = await readdir(fixture('media'));
    expect(names).toHaveLength(16);
    for (const name of names)
      await expect(inspect(fixture(`media/${name}`))).resolves.toBeDefined();
  });

  it('hands on what the media is for', async () => {
    const file = await inspectFile(fixture('media/animated.gif'), { mediaUse: 'dm' });
    expect(file.mediaCategory).toBe('dm_gif');
    expect(file.categoryReason).toBe('it is an animated GIF for a direct message');
  });
});

describe('bytes and names', () => {
  it('believes the bytes of a PNG named .jpg, and says so', async () => {
    expect(await inspect(fixture('tricky/png-named.jpg'))).toMatchObject({
      mediaType: 'image/png',
      typeReason: 'by its first bytes, against its name',
      notes: [
        'Its name says image/jpeg, but its first bytes are image/png, which is what X is told.',
      ],
    });
  });

  it('takes an image/pjpeg by its name only when it is a JPEG', async () => {
    const file = await written('drawing.pjpeg', bytesOf('media/photo.png'));
    expect(await inspect(file)).toMatchObject({ mediaType: 'image/png' });
  });

  it('takes a file without an extension by its bytes', async () => {
    const file = await written('clip', bytesOf('media/clip.mp4'));
    expect(await inspect(file)).toMatchObject({
      mediaType: 'video/mp4',
      typeReason: 'by its first bytes',
      notes: [],
    });
  });

  it('lets unknown bytes through under a known name, with a warning', async () => {
    const file = await written('sparse.mp4', '');
    await truncate(file, totalBytesMax);
    expect(await inspect(file)).toMatchObject({
      size: totalBytesMax,
      mediaType: 'video/mp4',
      typeReason: 'by its name only',
      isByNameOnly: true,
      notes: ['Its first bytes do not look like video/mp4, so X may refuse it.'],
    });
  });

  it('warns of a model twice where there are two things to say', async () => {
    const { notes } = await inspect(await written('zeros.glb', Buffer.alloc(5000)));
    expect(notes).toHaveLength(2);
    expect(notes[1]).toBe(noCategory);
  });

  it.each(['source.ts', 'module.mts', 'source.m2ts'])(
    'refuses TypeScript named %s',
    async (name) => {
      const file = path.join(folder, name);
      await copyFile(fixture('tricky/typescript.ts'), file);
      const problem = await problemWith(file);
      expect(problem.kind).toBe('unlisted');
      expect(problem.message).toContain('is not an MPEG transport stream');
      expect(problem.message).toContain(name);
    },
  );

  it('refuses a translation file of Qt named .ts as no transport stream, and not as XML', async () => {
    const problem = await problemWith(await written('de.ts', '<?xml version="1.0"?><TS></TS>'));
    expect(problem.message).toContain('is not an MPEG transport stream');
  });

  it('takes 3GPP that names MP4 among its brands for MP4', async () => {
    const { mediaType, typeReason } = await inspect(fixture('tricky/brand-3gp.mp4'));
    expect(mediaType).toBe('video/mp4');
    expect(typeReason).toContain('confirmed by its first bytes');
  });

  it.each([
    ['photo.jpg', '\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'is a HEIC picture', 'convert it to JPEG'],
    ['scan.pdf', '%PDF-1.7\n', 'is a PDF document', 'export the page you want as PNG'],
    ['logo.svg', '<svg></svg>', 'is an SVG drawing', 'export it as PNG'],
    ['song.mp3', 'ID3\x04\0\0\0\0\0\x0a', 'is a sound file (audio/mpeg)', 'make a video'],
    ['film.mkv', 'unrecognised', 'is a Matroska video', 'convert it to MP4'],
    ['old.3gp', '\0\0\0\x18ftyp3gp4\0\0\0\0', 'is a video of type video/3gpp', 'convert it to MP4'],
    ['words.sbv', '0:00:00.599,0:00:04.160', 'is a YouTube subtitle file', 'SubRip (.srt)'],
    ['scene.gltf', '{"asset":{"version":"2.0"}}', 'is a glTF model in JSON', 'export it as .glb'],
    ['README.md', '# Read me', 'is of type text/markdown', 'choose a picture'],
    ['constructor', 'what', 'is of no type', 'choose a picture'],
    ['a.__proto__', 'what', 'is of no type', 'choose a picture'],
  ])('refuses %s, says what it is, and what to do', async (name, content, what, remedy) => {
    const problem = await problemWith(await written(name, Buffer.from(content, 'latin1')));
    expect(problem.kind).toBe('unlisted');
    expect(problem.message).toContain(`“${name}” ${what}`);
    expect(problem.message).toContain(remedy);
    expect(problem.message).toMatch(/\.$/);
  });
});

describe('names', () => {
  it.each([
    'LOUD.PNG',
    'quotes " and \' and `.png',
    'two\nlines.png',
    '🎬 clip 👩‍👩‍👧.png',
    'תמונה \u202Egnp.png',
    '-rf *.png',
    'e\u0301.png',
    ' .png',
  ])('%j is kept as it is', async (name) => {
    const file = await written(name, bytesOf('media/photo.png'));
    expect(await inspect(file)).toMatchObject({ name, mediaType: 'image/png', notes: [] });
  });
});

describe('what cannot be uploaded', () => {
  it('a file that was deleted', async () => {
    const problem = await problemWith(path.join(folder, 'gone.png'));
    expect(problem.kind).toBe('missing');
    expect(problem.message).toContain('“gone.png” is not there');
    expect(problem.cause).toMatchObject({ code: 'ENOENT' });
  });

  it('a path below a file', async () => {
    const problem = await problemWith(path.join(fixture('media/photo.png'), 'inner.png'));
    expect(problem.kind).toBe('missing');
    expect(problem.cause).toMatchObject({ code: 'ENOTDIR' });
  });

  it('a folder, even one named like a picture', async () => {
    await mkdir(path.join(folder, 'folder.png'));
    const problem = await problemWith(path.join(folder, 'folder.png'));
    expect(problem.kind).toBe('folder');
  });

  it.skipIf(process.platform === 'win32')('a pipe, without waiting for a writer', async () => {
    const pipe = path.join(folder, 'pipe.mp4');
    execFileSync('mkfifo', [pipe]);
    expect((await problemWith(pipe)).kind).toBe('special');
  });

  it.skipIf(process.platform === 'win32')('a socket, which cannot be opened', async () => {
    const server = createServer().listen(path.join(folder, 'socket.mp4'));
    await once(server, 'listening');
    try {
      expect((await problemWith(path.join(folder, 'socket.mp4'))).kind).toBe('special');
    } finally {
      server.close();
    }
  });

  it.skipIf(process.platform === 'win32')('a device', async () => {
    expect((await problemWith('/dev/null')).kind).toBe('special');
  });

  it('an empty file', async () => {
    const problem = await problemWith(await written('empty.png', ''));
    expect(problem.kind).toBe('empty');
    expect(problem.message).toContain('0 bytes');
  });

  it('a file one byte over the limit, with both sizes', async () => {
    const file = await written('huge.mp4', '');
    await truncate(file, totalBytesMax + 1);
    const problem = await problemWith(file);
    expect(problem.kind).toBe('tooLarge');
    expect(problem.message).toContain('16.00 GiB (17179869185 bytes)');
    expect(problem.message).toContain('at most 16.00 GiB (17179869184 bytes)');
  });

  it.each(['EACCES', 'EPERM', 'EIO'])('a file the system denies with %s', (code) => {
    const cause = Object.assign(new Error('denied'), { code });
    const problem = problemOfSystemError('secret.png', cause);
    expect(problem.kind).toBe('unreadable');
    expect(problem.message).toContain(`“secret.png”`);
    expect(problem.message).toContain(code);
    expect(problem.message.includes('permission')).toBe(code !== 'EIO');
    expect(problem.cause).toBe(cause);
  });

  it.skipIf(process.platform === 'win32')('a file without permission to read', async () => {
    const file = await written('locked.png', bytesOf('media/photo.png'));
    await chmod(folder, 0o755);
    await chmod(file, 0);
    // The superuser may read everything, so that it is put aside here.
    const asRoot = process.geteuid?.() === 0;
    if (asRoot) process.seteuid?.(65_534);
    try {
      const problem = await problemWith(file);
      expect(problem.kind).toBe('unreadable');
      expect(problem.cause).toMatchObject({ code: 'EACCES' });
    } finally {
      if (asRoot) process.seteuid?.(0);
    }
  });

  it('a path that no system takes', async () => {
    expect((await problemWith(path.join(folder, 'a\0.png'))).kind).toBe('unreadable');
  });

  it.skipIf(process.platform === 'win32')('a link that leads nowhere, or round', async () => {
    await symlink('nowhere', path.join(folder, 'dangling.png'));
    await symlink('round.png', path.join(folder, 'round.png'));
    expect((await problemWith(path.join(folder, 'dangling.png'))).kind).toBe('missing');
    expect((await problemWith(path.join(folder, 'round.png'))).kind).toBe('unreadable');
  });
});

describe('the file itself', () => {
  it.skipIf(process.platform === 'win32')(
    'is followed through a link, under the link’s name',
    async () => {
      const link = path.join(folder, 'link.png');
      await symlink(fixture('media/photo.png'), link);
      expect(await inspect(link)).toMatchObject({
        name: 'link.png',
        size: bytesOf('media/photo.png').length,
      });
    },
  );

  it.skipIf(process.platform !== 'linux')(
    'is closed after success, refusal and abort',
    async () => {
      const held = async () => {
        const numbers = await readdir('/proc/self/fd');
        const targets = await Promise.all(
          numbers.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => 'closed since')),
        );
        return targets.filter((target) => target.startsWith(folder));
      };
      const good = await written('good.gif', bytesOf('media/animated.gif'));
      await inspect(good);
      await problemWith(await written('bad.txt', 'words'));
      await problemWith(await written('nothing.png', ''));
      const controller = new AbortController();
      const aborted = inspectFile(good, { mediaUse: 'post', signal: controller.signal });
      setImmediate(() => {
        controller.abort();
      });
      await aborted.catch(() => undefined);
      // A read that an abort left behind is waited for no longer than it takes.
      await expect.poll(held).toEqual([]);
    },
  );

  it('is not touched when the signal has already fired', async () => {
    const reason = new Error('changed my mind');
    const signal = AbortSignal.abort(reason);
    const aborted = inspectFile(path.join(folder, 'gone.png'), { mediaUse: 'post', signal });
    await expect(aborted).rejects.toBe(reason);
  });

  it('is given up with the reason of a signal that fires meanwhile', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const aborted = inspectFile(fixture('media/animated.gif'), { mediaUse: 'post', signal });
    const reason = new Error('changed my mind');
    controller.abort(reason);
    await expect(aborted).rejects.toBe(reason);
  });
});
