import { boxesIn, makeBox } from '../../../src/files/isoBoxes.ts';
import { bytesOf } from './fixtures.ts';

const containers = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl', 'mvex']);

/** A box again, with every box in it that `change` answers for replaced; an answer of `null` removes one. */
export function rebuilt(
  box: Buffer,
  change: (type: string, box: Buffer) => Buffer | null | undefined,
): Buffer {
  const type = box.toString('latin1', 4, 8);
  const changed = change(type, box);
  if (changed !== undefined) return changed ?? Buffer.alloc(0);
  if (!containers.has(type)) return box;
  const inner = [...boxesIn(box, 8)].map(({ start, end }) => box.subarray(start, end));
  return makeBox(type, ...inner.map((part) => rebuilt(part, change)));
}

/** The boxes at the top of a file, by their types. */
export function topOf(name: string): Map<string, Buffer> {
  const bytes = bytesOf(name);
  return new Map([...boxesIn(bytes)].map((box) => [box.type, bytes.subarray(box.start, box.end)]));
}

/** A box with version and flags, of 32-bit numbers. */
export const numbers = (type: string, version: number, flags: number, ...values: number[]) => {
  const content = Buffer.alloc(4 + 4 * values.length);
  content.writeUInt32BE(version * 2 ** 24 + flags, 0);
  values.forEach((value, i) => content.writeUInt32BE(value, 4 + 4 * i));
  return makeBox(type, content);
};

/** The head of a box that has more than its bytes here, of 64 bits where `size` needs them or `isLong`. */
export function headOf(type: string, size: number, isLong = size > 0xffff_ffff): Buffer {
  const head = Buffer.alloc(isLong ? 16 : 8);
  head.writeUInt32BE(isLong ? 1 : size, 0);
  head.write(type, 4, 'latin1');
  if (isLong) head.writeBigUInt64BE(BigInt(size), 8);
  return head;
}

/** Parts of the clip, of which files are made here: one picture track and one of sound. */
export const clip = topOf('media/clip.mp4');
export const part = (type: string): Buffer => {
  const found = clip.get(type);
  if (found === undefined) throw new Error(`The clip has no ${type}.`);
  return found;
};
