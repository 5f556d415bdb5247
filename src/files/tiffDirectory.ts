import type { Reading } from './reading.ts';

/** How numbers are written, and where the first directory is. */
export interface Order {
  readonly isLittle: boolean;
  readonly isBig: boolean;
  readonly directory: number;
}

/** Entries of a directory that are read. They are sorted, and what is sought has low numbers. */
const entriesMax = 256;
/** Bytes of one value, by the number of its type: those that count something. */
const lengthOf: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4, 13: 4, 16: 8, 18: 8 };

/** Undefined where the head is no TIFF's. */
export function readOrder(head: Buffer): Order | undefined {
  const mark = head.toString('latin1', 0, 2);
  if (head.length < 8 || (mark !== 'II' && mark !== 'MM')) return undefined;
  const isLittle = mark === 'II';
  const version = numberIn(head, 2, 2, isLittle);
  if (version === 42) return { isLittle, isBig: false, directory: numberIn(head, 4, 4, isLittle) };
  if (version !== 43 || head.length < 16) return undefined;
  return { isLittle, isBig: true, directory: numberIn(head, 8, 8, isLittle) };
}

/** One directory: what is said of one picture. */
export interface Directory {
  /** Position of the next one; 0 after the last. */
  readonly next: number;
  /** The first values of a tag, as many as stand in its entry or four; none where it is absent. */
  numbers(tag: number): Promise<number[]>;
  /** The last value of a tag. */
  last(tag: number): Promise<number | undefined>;
}

/** Undefined where the file holds no directory there. */
export async function readDirectory(
  reading: Reading,
  { isLittle, isBig }: Order,
  position: number,
): Promise<Directory | undefined> {
  const [countLength, entryLength, wide] = isBig ? [8, 20, 8] : [2, 12, 4];
  const head = await reading.at(position, countLength);
  if (head.length < countLength) return undefined;
  const count = numberIn(head, 0, countLength, isLittle);
  const end = position + countLength + count * entryLength;
  if (count === 0 || end > reading.size) return undefined;
  const read = Math.min(count, entriesMax);
  const entries = await reading.at(position + countLength, read * entryLength);
  const next = await reading.at(end, wide);
  const positions = new Map<number, number>();
  for (let at = 0; at + entryLength <= entries.length; at += entryLength) {
    const tag = numberIn(entries, at, 2, isLittle);
    if (!positions.has(tag)) positions.set(tag, at);
  }

  /** `length` values from the one at `index` on. */
  async function values(tag: number, index: (count: number) => number, length: number) {
    const at = positions.get(tag);
    if (at === undefined) return [];
    const each = lengthOf[numberIn(entries, at + 2, 2, isLittle)];
    const count = numberIn(entries, at + 4, wide, isLittle);
    if (each === undefined || count === 0) return [];
    const from = index(count);
    const wanted = Math.min(length, count - from) * each;
    const inEntry = at + 4 + wide;
    const bytes =
      count * each <= wide
        ? entries.subarray(inEntry + from * each, inEntry + from * each + wanted)
        : await reading.at(numberIn(entries, inEntry, wide, isLittle) + from * each, wanted);
    const numbers: number[] = [];
    for (let one = 0; one + each <= bytes.length; one += each) {
      numbers.push(numberIn(bytes, one, each, isLittle));
    }
    return numbers;
  }

  return {
    next: next.length === wide ? numberIn(next, 0, wide, isLittle) : 0,
    numbers: (tag) => values(tag, () => 0, 4),
    last: async (tag) => (await values(tag, (count) => count - 1, 1))[0],
  };
}

/** An unsigned number of 1, 2, 4 or 8 bytes; inexact above 2^53, which no file reaches. */
function numberIn(bytes: Buffer, at: number, length: number, isLittle: boolean): number {
  if (length === 8) {
    return Number(isLittle ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
  }
  return isLittle ? bytes.readUIntLE(at, length) : bytes.readUIntBE(at, length);
}
