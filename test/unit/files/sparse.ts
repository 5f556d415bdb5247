import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** A temporary file, gone with its folder once disposed of. */
export interface TemporaryFile extends AsyncDisposable {
  readonly path: string;
}

/** Bytes of a box's head when its size takes 64 bits. */
const longHead = 16;

/** Where the moov of an MP4 begins, if it is the last box; else where the file ends. */
function endOfMedia(bytes: Buffer): number {
  let at = 0;
  while (at + 8 <= bytes.length) {
    const size = bytes.readUInt32BE(at);
    const isLast = at + size === bytes.length;
    if (isLast && bytes.toString('latin1', at + 4, at + 8) === 'moov') return at;
    if (size < 8) break;
    at += size;
  }
  return bytes.length;
}

/**
 * Copies `from` and grows the copy to `bytes` by zeros that take no room on the disk. It is still the
 * media it was: those of an MP4 or QuickTime file are a free box, before the moov where that is last.
 */
export async function growInto(to: string, from: string, bytes: number): Promise<void> {
  const media = await readFile(from);
  const isBoxes = /\.(?:mp4|m4v|mov)$/.test(from);
  const end = isBoxes ? endOfMedia(media) : media.length;
  const gap = bytes - media.length;
  if (gap < (isBoxes ? longHead : 0)) throw new Error(`${from} is not smaller than ${bytes} bytes`);

  await using handle = await open(to, 'wx');
  await handle.truncate(bytes);
  await handle.write(media, 0, end, 0);
  if (isBoxes) {
    const head = Buffer.alloc(longHead);
    head.writeUInt32BE(1);
    head.write('free', 4, 'latin1');
    head.writeBigUInt64BE(BigInt(gap), 8);
    await handle.write(head, 0, longHead, end);
  }
  const rest = media.length - end;
  await handle.write(media, end, rest, bytes - rest);
}

/** A copy that {@link growInto} makes, in a folder of its own. */
export async function grown(
  from: string,
  bytes: number,
  name = path.basename(from),
): Promise<TemporaryFile> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'x-media-grown-'));
  const file = path.join(folder, name);
  await growInto(file, from, bytes);
  return {
    path: file,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
